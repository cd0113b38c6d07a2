"""A school and an authority at one thing, each in a browser of its own: LA-2, LA-3, LA-5 to LA-7 and LA-10, at both ends.

The officer of the school, its headteacher, its safeguarding lead and the trust's leader take turns at the one end; an
authority's officer is at the other, and what each promised is carried over in between, as the workers do.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from rollcall.servers.files import FilesInfo
from schools.leave.models import PartTimeReview
from schools.leave.operations import part_time
from schools.leave.operations.planning import Act as LeaveAct
from schools.letters.models import Letter
from schools.penalties.models import Penalty
from schools.provision.operations.placing import Agreed, Due, place
from schools.provision.operations.providers import About, add_provider
from schools.roll.models import Contact, Household, Pupil
from schools.roll.operations.families import set_restricted_flag
from schools.roll.queries.signing import Signature
from schools.sharing.models import Share
from tenants.journal.models import AuditLine, OutboxRow
from tenants.policies.rules.notice_states import PAID_FULL
from tenants.shares.models import Index, Notice, Version
from tenants.shares.operations.indexing import WANTED_BACK
from tenants.shares.rules.ledger import Child, kept_until
from tenants.shares.rules.purposes import Purpose, Snapshot
from tenants.trusts.models import LocalAuthority
from tenants.trusts.scopes import authority_work, school_work, trust_work
from tenants.trusts.tasks import drain as drain_trust
from tenants.trusts.tasks import drain_authority
from tests.browser import assert_accessible, opened, shoot
from tests.journeys.signed_in import carry_session
from tests.live import Live, served
from tests.schools.bundles.evidence import FRIDAY, evidence, frozen, mended, prepared, read_of
from tests.schools.cases.keeping import HEAD, LEAD, OFFICER, SINCE, THURSDAY
from tests.schools.correspondence.writing import FATHER, MOTHER
from tests.schools.meetings.autumn import school_days
from tests.schools.papers.keeping import Papers
from tests.schools.registers.taking import at
from tests.session_database import SUPERUSER_URL
from tests.tenants.sharing import core, forget, pack, shared
from tests.trust_reporting.registers import amend
from tests.world import World, host_of

pytestmark = pytest.mark.browser

#: Of a child in need. The name may leave the school, the number never does.
WORKER, NUMBER = "Ana Petrov-Canary", "020 7946 0111"
WHYS = ("Westmoor asks whom to call before Friday’s visit.", "The visit was moved, and Westmoor asks once more.")


@dataclass
class Ends:
    """A school with evidence about both parents of a child who lives in Westmoor, and a page at each end."""

    world: World
    live: Live
    school: Papers
    here: Page
    there: Page

    def at_school(self, role: Role, path: str) -> None:
        place = self.school.school
        self._comes(self.here, host_of(place), self.world.person(role, place), path)

    def at_trust(self, path: str) -> None:
        trust = self.world.northfield
        self._comes(self.here, host_of(trust), self.world.person(Role.TRUST_LEADER, trust), path)

    def at_authority(self, authority: LocalAuthority, path: str = "/") -> None:
        self._comes(self.there, host_of(authority), self.world.person(Role.LA_OFFICER, authority), path)

    def _comes(self, page: Page, host: str, person: object, path: str) -> None:
        page.context.clear_cookies()
        carry_session(page, self.live, person, host)  # type: ignore[arg-type]
        page.goto(self.live.address(host, path))

    def carried(self) -> None:
        """Everything promised at both ends, and at the trust, is carried out."""
        for _ in range(2):
            drain_trust(str(self.world.northfield.pk))
            self.school.drain()
            for authority in (self.world.eastshire, self.world.westmoor):
                drain_authority(str(authority.pk))


@pytest.fixture(scope="module")
def ends(world: World, browser: Browser, _files_server: FilesInfo) -> Iterator[Ends]:
    _forget_the_trusts()
    with (
        pytest.MonkeyPatch.context() as patch,
        served(FILE_STORE_URL=_files_server.url) as live,
        evidence(world, patch) as school,
        opened(browser) as here,
        opened(browser) as there,
    ):
        mended(school)
        with school_work(school.school):
            Household.objects.update(authority="Westmoor")
            _asked_for_the_father()
        yield Ends(world, live, school, here, there)
        forget(world)


def _forget_the_trusts() -> None:
    """What tests before left in trusts' indexes, and asked for back of shares that are no more."""
    with psycopg.connect(SUPERUSER_URL) as server:
        server.execute(f"DELETE FROM {Index._meta.db_table}")
        server.execute(f"DELETE FROM {OutboxRow._meta.db_table} WHERE topic = %s", [WANTED_BACK])


def _asked_for_the_father() -> None:
    """A notice is asked for of the father too, on the same sessions; his letter left in time and his address is known."""
    Contact.objects.filter(name=FATHER).update(address="9 Elm Way, Southgate")
    Letter.objects.filter(to_name=FATHER).update(dated=THURSDAY)
    row = Penalty.objects.select_related("contact").get()
    row.pk, row.contact, row.relationship = None, Contact.objects.get(name=FATHER), "father"
    row._state.adding = True
    row.save()


def moves(page: Page, button: str, words: str = "", day: str = "") -> None:
    """A move of the share that an officer has open, by the keyboard."""
    page.get_by_role("link", name=button, exact=True).press("Enter")
    if words:
        page.locator("textarea").fill(words)
    if day:
        page.locator("input[name=on]").fill(day)
    page.locator("main form button").first.press("Enter")
    expect(page.locator("#thread")).to_be_visible()


def agrees(page: Page, why: str = "") -> None:
    """The headteacher agrees to what is previewed."""
    if why:
        page.get_by_label("What is new in it").fill(why)
    page.get_by_role("button", name="Agree, and share it with Westmoor").press("Enter")
    expect(page.locator("#thread")).to_be_visible()


def fathers(ends: Ends) -> None:
    """The pack about the father goes the same way, without its pages being looked at once more."""
    school = ends.school
    path = prepared(school, "westmoor", whom=str(school.parent(FATHER)))
    frozen(school, path)
    assert school.sends(f"/shared/begin/penalty_pack/{path.split('/')[2]}/westmoor/", {}) == 302
    with school_work(school.school):
        share = Share.objects.latest("at", "id")
    agree = f"/shared/{share.pk}/agree/"
    assert school.sends(agree, read_of(school, agree, HEAD), HEAD) == 302
    ends.carried()


def issued_before(world: World, parent: str) -> None:
    """Westmoor's ledger has a notice to this parent for the child of the share that is there, of last year."""
    with authority_work(world.westmoor):
        known = Snapshot.of(Version.objects.get().snapshot).core
        child = Child(known.get("upn") or "", known["surname"], dt.date.fromisoformat(known["birth_date"]))
        of_whom, to_whom = child.known(settings.MOVER_KEYS)[0], child.known_with(parent, settings.MOVER_KEYS)[0]
        on = FRIDAY - dt.timedelta(days=365)
        Notice.objects.create(
            authority_id=world.westmoor.pk, key_number=of_whom.key_number, of_whom=of_whom.digest, order=1,
            to_whom=to_whom.digest, rate="reduced", state=PAID_FULL, issued_on=on, keep_until=kept_until(on),
        )  # fmt: skip


def test_a_pack_is_asked_about_renewed_decided_of_each_parent_apart_and_taken_back(ends: Ends) -> None:
    """LA-2, LA-3, LA-5, LA-10."""
    share = _shared(ends)
    issued_before(ends.world, MOTHER)
    _asked_and_sent_again(ends, share)
    fathers(ends)
    _amended_since(ends)
    _decided(ends, share)
    _taken_back(ends, share)


def _shared(ends: Ends) -> str:
    """The school prepares it, the headteacher reads it as its officer will and agrees; the address of the share there."""
    school, here = ends.school, ends.here
    path = prepared(school, "westmoor")
    frozen(school, path)
    ends.at_school(OFFICER, path)
    here.get_by_role("button", name="Share it with Westmoor in Rollcall").press("Enter")
    expect(here.locator(".lede")).to_contain_text("the headteacher agrees to it")
    shoot(here, "share-preview")
    assert_accessible(here)
    ends.at_school(HEAD, "/today/")
    here.get_by_role("link", name="Read it and agree").first.press("Enter")
    agrees(here)
    ends.carried()
    here.reload()
    expect(here.locator(".lede")).to_contain_text("version 1, with Westmoor until")
    expect(here.locator("main")).to_contain_text("due 25 Nov")
    return urlsplit(here.url).path


def _asked_and_sent_again(ends: Ends, share: str) -> None:
    """LA-2: the clock is seen at both ends, one thread holds what each did, and both versions are kept."""
    school, here, there = ends.school, ends.here, ends.there
    ends.at_authority(ends.world.westmoor)
    expect(there.locator(".lede")).to_contain_text("1 case from 1 school.")
    expect(there.locator("tbody tr")).to_contain_text("25 Nov")
    there.locator("tbody a").first.press("Enter")
    expect(there.locator("#thread")).to_contain_text("Your answer is due")
    moves(there, "Ask for something", "The letter of October")
    ends.carried()

    ends.at_school(OFFICER, "/today/")
    expect(here.locator("#authority_answers")).to_contain_text("asked about")
    here.locator("#authority_answers").get_by_role("link", name="Read it").press("Enter")
    expect(here.locator("#thread")).to_contain_text("The letter of October")
    expect(here.locator("#opened")).to_contain_text("opened it")
    shoot(here, "share-asked")
    assert_accessible(here)
    here.get_by_role("button", name="Seen").press("Enter")
    expect(here.get_by_role("button", name="Seen")).to_have_count(0)
    with school_work(school.school):
        source = Share.objects.get(pk=share.split("/")[2]).source
    frozen(school, f"/bundles/{source}/")
    ends.at_school(HEAD, f"{share}agree/")
    agrees(here, "The letter is added")
    ends.carried()

    there.reload()
    for words in ("asked for something", "The letter of October", "The letter is added", "Version 1 received"):
        expect(there.locator("#thread")).to_contain_text(words)
    expect(there.locator("#standing li")).to_have_text(["Version 2, 20 November 2026", "Version 1, 20 November 2026"])


def _amended_since(ends: Ends) -> None:
    """LA-5: two marks that were amended at the school stand beside the extract, which holds what it held."""
    there, taking = ends.there, ends.school.taking
    expect(there.locator("#counted li")).to_have_text(["G Thu 19 Nov AM", "O Thu 19 Nov PM"])
    extract = there.locator("#extract").inner_text()
    for session, was in (("am", "G"), ("pm", "O")):
        mark = taking.mark(0, "I", was)
        version = taking.read(session=session)["version"]
        assert taking.save(mark, version=version, session=session, reason="A letter came").status_code == 200
    ends.carried()
    there.reload()
    for words in ("19 November 2026 AM: G, now I", "19 November 2026 PM: O, now I", "it would be 0, and was 2"):
        expect(there.locator("#counted")).to_contain_text(words)
    assert there.locator("#extract").inner_text() == extract
    shoot(there, "authority-amended")
    assert_accessible(there)


def _decided(ends: Ends, share: str) -> None:
    """LA-3: the mother's is the second in three years, at the flat rate, and is paid; the father's is refused, and why."""
    here, there, west = ends.here, ends.there, host_of(ends.world.westmoor)
    expect(there.locator("#ledger")).to_contain_text("20 November 2025: paid in full")
    moves(there, "Accept version 2")
    there.get_by_role("link", name="Issue the notice", exact=True).press("Enter")
    expect(there.locator("main")).to_contain_text("second in 3 years: £160 in 28 days, the flat rate")
    there.locator("main form button").first.press("Enter")
    expect(there.locator("#thread")).to_contain_text("issued the notice: second, at the flat rate")
    there.goto(ends.live.address(west, "/shared/"))
    there.get_by_role("row").filter(has_text=FATHER).get_by_role("link").press("Enter")
    expect(there.locator("#ledger")).to_contain_text("No notice to this parent for this child counts.")
    moves(there, "Accept")
    moves(there, "Refuse the notice, with a reason", "He lives abroad.")
    there.get_by_role("link", name="Notices").first.press("Enter")
    expect(there.locator("tbody tr")).to_have_count(1)
    expect(there.locator("tbody tr")).to_contain_text("Second, flat rate")
    shoot(there, "authority-notices")
    assert_accessible(there)
    there.locator("tbody a").press("Enter")
    moves(there, "It was received", day="today")
    expect(there.get_by_role("link", name="Paid at the reduced rate")).to_have_count(0)
    moves(there, "Paid in full", day="today")
    expect(there.locator("#notice")).to_contain_text("Paid")
    ends.carried()

    ends.at_school(OFFICER, "/today/")
    answers = here.locator("#authority_answers").get_by_role("row")
    expect(answers.filter(has_text=MOTHER).filter(has_text="paid in full")).to_have_count(1)
    expect(answers.filter(has_text=FATHER).filter(has_text="refused")).to_have_count(1)
    ends.at_school(OFFICER, f"/cases/{ends.school.case}/")
    expect(here.locator("#timeline")).to_contain_text("He lives abroad.")
    with school_work(ends.school.school):
        found = {one.contact.name: one for one in Penalty.objects.select_related("contact")}
    assert (found[FATHER].state, found[FATHER].why) == ("refused", "He lives abroad.")
    assert (found[MOTHER].state, found[MOTHER].order, found[MOTHER].rate) == ("paid_full", 2, "flat")
    ends.at_school(OFFICER, f"/penalties/{found[MOTHER].pk}/")
    expect(here.locator(".lede")).to_contain_text("The second notice in three years: £160 in 28 days")


def _taken_back(ends: Ends, share: str) -> None:
    """LA-10: the trust takes it back. It is gone at the next request; what was decided and downloaded stays written down."""
    here, there, west = ends.here, ends.there, ends.world.westmoor
    address = ends.live.address(host_of(west), share)
    there.goto(address)
    with there.expect_download() as taken:
        there.get_by_role("link", name="bundle.pdf", exact=True).press("Enter")
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    ends.carried()
    ends.at_trust("/shares/")
    expect(here.locator("tbody tr")).to_have_count(2)
    here.get_by_role("row").filter(has_text="paid in full").get_by_role("link").press("Enter")
    expect(here.locator("main")).to_contain_text("loses the evidence that it rests on")
    here.get_by_label("Why it is taken back").fill("The case is closed.")
    here.get_by_role("button", name="Take it back").press("Enter")
    expect(here.locator("tbody")).to_be_visible()
    ends.carried()
    gone = there.reload()
    assert gone is not None
    assert gone.status == 404
    there.goto(ends.live.address(host_of(west), "/shared/?state=over"))
    expect(there.locator("tbody tr")).to_have_count(1)
    expect(there.locator("tbody tr")).to_contain_text(FATHER)
    here.reload()
    expect(here.get_by_role("row").filter(has_text="taken back")).to_have_count(1)

    key = share.split("/")[2]
    with trust_work(ends.world.northfield):
        lines = AuditLine.objects.filter(about_id=key, act="share_answered")
        moved = [one.details["move"] for one in lines.order_by("id")]
        assert moved == ["ask", "accept", "issue", "serve", "pay_full", "download"]
    with authority_work(west):
        done = set(AuditLine.objects.filter(about_id=key).values_list("act", flat=True))
        assert done >= {"share_issue", "share_pay_full", "share_download", "share_ended", "share_denied"}
        assert Notice.objects.get(share_id=key).state == PAID_FULL
        assert not Version.objects.filter(share__pk=key).exists()
    ends.at_school(OFFICER, share)
    expect(here.locator(".lede")).to_contain_text("Westmoor has nothing of it")
    expect(here.locator("#opened")).to_contain_text("downloaded a file")
    shoot(here, "share-revoked")
    assert_accessible(here)


def _lists_of_the_meeting(ends: Ends) -> None:
    """One pupil of the school is ill all autumn; one has a part-time timetable, reviewed too late; one is off site."""
    school, act = ends.school, LeaveAct(Signature(Actor(None, "Ms Head"), "headteacher"), at(9, 36, on=FRIDAY))
    last = FRIDAY + dt.timedelta(days=28)
    with school_work(school.school):
        amend({(school.taking.keys[4], day, session): "I" for day in school_days() for session in (1, 2)})
        _, second, third = (Pupil.objects.get(pk=school.pupil(place).pk) for place in range(3))
        plan = part_time.Agreed(
            contact=school.parent(MOTHER), agreed_on=FRIDAY, purpose="why-canary", wider_plan="why-canary",
            slots=[8, 9], hours=Decimal("20.50"), starts_on=FRIDAY, ends_on=last, reviews=[last],
        )  # fmt: skip
        part_time.agree(second, plan, act=act)
        PartTimeReview.objects.update(due_on=THURSDAY)
        provider = add_provider(About("Harbour Workshop", "provider", "Motor mechanics"), by=act.signed.by)
        placed = Agreed(provider=provider, code="B", slots=(1, 2), starts_on=FRIDAY, ends_on=last, purpose="why-canary")
        place(third, placed, review=Due("review", last), may_amend=True, signed=act.signed, now=act.now)
    ends.carried()


def _other_plans(world: World) -> None:
    """Seven more of another school, one of them long overdue; and a pack, which is no plan."""
    for number, days in enumerate((-9, *range(3, 9))):
        review = FRIDAY + dt.timedelta(days=days)
        facts = {"starts_on": "2026-11-02", "review_on": review.isoformat(), "ends_on": "2026-12-18", "hours": "15"}
        snapshot = Snapshot(Purpose.PART_TIME, core(world.alder, f"Planned{number}"), facts)
        shared(world.alder, world.eastshire, snapshot, next_on=review)
    shared(world.alder, world.eastshire, pack(world.alder, surname="Packed"))


def test_a_meetings_actions_are_recorded_once_and_a_plan_that_is_overdue_is_reminded_of(ends: Ends) -> None:
    """LA-6 and LA-7."""
    here, there = ends.here, ends.there
    _lists_of_the_meeting(ends)
    _other_plans(ends.world)
    ends.at_school(HEAD, "/sharing/tell/")
    for purpose in ("part_time", "elsewhere"):
        here.locator(f'a[href*="/sharing/tell/{purpose}/"]').press("Enter")
        here.get_by_role("button", name="Share with Eastshire").press("Enter")
        expect(here.get_by_role("heading", level=1)).to_contain_text("What may be shared")
    here.get_by_role("link", name="A meeting", exact=True).press("Enter")
    here.get_by_label("The meeting is on").fill("27 November 2026")
    here.get_by_role("button", name="Read what is shared").press("Enter")
    expect(here.get_by_role("heading", level=1)).to_contain_text("What Eastshire will see")
    here.get_by_role("button", name="Share with Eastshire").press("Enter")
    expect(here.get_by_role("heading", level=1)).to_contain_text("What may be shared")
    ends.carried()

    ends.at_authority(ends.world.eastshire, "/meetings/")
    expect(there.locator("tbody tr")).to_contain_text("1 severely absent, 1 long ill, 1 part-time, 1 off site")
    there.locator("tbody a").press("Enter")
    for table, who in (("severe", "Pupil5"), ("sickness", "Pupil5"), ("part_time", "Pupil2"), ("elsewhere", "Adeyemi")):
        expect(there.locator(f"#{table}")).to_contain_text(who)
    expect(there.locator("main")).not_to_contain_text("why-canary")
    there.get_by_role("link", name="Record an action").press("Enter")
    there.get_by_label("What is to be done").fill("Ring the GP")
    there.get_by_label("Who does it").fill("Ms Cole")
    there.locator("[name=by_day]").fill("4 Dec 2026")
    there.get_by_role("button", name="Record it").press("Enter")
    expect(there.locator("#thread")).to_contain_text("recorded for Ms Cole, by 4 December 2026")
    shoot(there, "authority-meeting")
    assert_accessible(there)

    there.get_by_role("link", name="Part-time and off-site").first.press("Enter")
    expect(there.locator(".lede")).to_contain_text("9 plans of 2 schools. 2 reviews are over their day.")
    rows = there.locator("tbody tr")
    expect(rows).to_have_count(9)
    expect(rows.nth(0)).to_contain_text("Planned0")
    expect(rows.nth(1)).to_contain_text("review 1 day over")
    expect(there.locator("main")).not_to_contain_text("Packed")
    expect(there.get_by_role("button", name="Remind")).to_have_count(2)
    rows.nth(1).get_by_role("button", name="Remind").press("Enter")
    expect(rows.nth(1)).to_contain_text("reminded 20 Nov")
    shoot(there, "authority-plans")
    assert_accessible(there)
    ends.carried()

    ends.at_school(OFFICER, "/today/")
    answers = here.locator("#authority_answers").get_by_role("row")
    expect(answers.filter(has_text="reminds")).to_have_count(1)
    answers.filter(has_text="recorded an action").get_by_role("link", name="Read it").press("Enter")
    expect(here.locator("#thread")).to_contain_text("Ring the GP (Ms Cole, by 4 December 2026)")


def test_a_social_workers_name_is_shared_by_the_lead_alone_renewed_and_taken_back(ends: Ends) -> None:
    here, there, pupil = ends.here, ends.there, ends.school.pupil().pk
    with school_work(ends.school.school):
        child = Pupil.objects.get(pk=pupil)
        set_restricted_flag(
            child, "cin", starts_on=SINCE, by=Actor(None, "Ms Lead"), worker_name=WORKER, worker_phone=NUMBER
        )
    share = _named(ends, f"/pupils/{pupil}/", str(child))
    _learnt_by_nobody(ends, f"/pupils/{pupil}/", share, str(child))

    ends.at_authority(ends.world.westmoor)
    listed = there.get_by_role("row").filter(has_text="Social worker’s name")
    expect(listed).to_have_count(1)
    listed.get_by_role("link").press("Enter")
    expect(there.get_by_role("heading", level=1)).to_contain_text(f"{child.forename} {child.surname}")
    expect(there.locator("#facts")).to_contain_text(WORKER)
    for words in (NUMBER, "Child in need", *WHYS):
        expect(there.locator("main")).not_to_contain_text(words)
    shoot(there, "authority-worker")
    assert_accessible(there)

    _named_again(ends, share)
    there.reload()
    expect(there.locator("#standing li")).to_have_count(2)
    expect(there.locator("#facts")).to_contain_text(WORKER)

    here.get_by_role("link", name="Take it back").press("Enter")
    shoot(here, "worker-taking-back")
    here.get_by_label("Why").fill("The visit is over.")
    here.get_by_role("button", name="Take it back").press("Enter")
    expect(here.locator(".lede")).to_contain_text("Westmoor has nothing of it")
    expect(here.locator(".lede")).not_to_contain_text("to be acknowledged")
    gone = there.reload()  # At the next request: nothing was carried since.
    assert gone is not None
    assert gone.status == 404
    there.goto(ends.live.address(host_of(ends.world.westmoor), "/shared/"))
    expect(there.get_by_role("heading", level=1)).to_be_visible()
    expect(there.locator("main")).not_to_contain_text("Social worker")
    shoot(here, "worker-taken-back")


def _named(ends: Ends, of_pupil: str, name: str) -> str:
    """From the pupil's page the lead chooses the authority, reads what it is given, and agrees; the share's address."""
    here = ends.here
    ends.at_school(LEAD, of_pupil)
    panel = here.locator("#restricted-shares")
    shoot(here, "worker-panel")
    panel.get_by_role("link", name="Share the name with an authority").press("Enter")
    here.locator(f"[name=authority][value={ends.world.westmoor.slug}]").press("Space")
    shoot(here, "worker-whom")
    assert_accessible(here)
    here.get_by_role("button", name="Read what is shared").press("Enter")
    expect(here.locator("#facts")).to_contain_text(WORKER)
    expect(here.locator("main")).not_to_contain_text(NUMBER)
    expect(here.get_by_text("(optional)")).to_have_count(0)
    here.get_by_label("Why it is shared").fill("They ask.")
    here.get_by_role("button", name="Agree, and share it with Westmoor").press("Enter")
    expect(here.locator("main")).to_contain_text("too short for a reason")
    shoot(here, "worker-refused")
    assert_accessible(here)
    here.get_by_label("Why it is shared").fill(WHYS[0])
    here.get_by_role("button", name="Agree, and share it with Westmoor").press("Enter")
    expect(here.locator("#thread")).to_contain_text(WHYS[0])
    ends.carried()
    here.goto(ends.live.address(host_of(ends.school.school), of_pupil))
    expect(panel).to_contain_text("Not opened yet; until 20 March 2027")
    shoot(here, "worker-shared")
    assert_accessible(here)
    panel.get_by_role("link", name="Westmoor", exact=True).press("Enter")
    expect(here.locator(".crumb")).to_have_text(name)  # It stands in no list.
    shoot(here, "worker-share")
    return urlsplit(here.url).path


def _learnt_by_nobody(ends: Ends, of_pupil: str, share: str, name: str) -> None:
    """The attendance officer's pages about the child, who has a case, and their lists hold nothing of it."""
    here = ends.here
    pages = {of_pupil: name, f"/cases/{ends.school.case}/": name, "/shared/": "Shared", "/today/": "Today"}
    for path, heading in pages.items():
        ends.at_school(OFFICER, path)
        expect(here.get_by_role("heading", level=1)).to_contain_text(heading)
        found = here.content()
        assert [words for words in (WORKER, "Social worker", "social_worker", share) if words in found] == [], path
    there_is_none = here.goto(ends.live.address(host_of(ends.school.school), share))
    assert there_is_none is not None
    assert there_is_none.status == 404


def _named_again(ends: Ends, share: str) -> None:
    """The lead reads it once more and agrees to a second version, with another reason."""
    here = ends.here
    ends.at_school(LEAD, share)
    here.get_by_role("link", name="New version").press("Enter")
    here.get_by_label("Why it is shared").fill(WHYS[1])
    here.get_by_role("button", name="Agree, and share it with Westmoor").press("Enter")
    for words in (*WHYS, "Version 2 agreed"):
        expect(here.locator("#thread")).to_contain_text(words)
    ends.carried()
    here.reload()
    expect(here.locator(".lede")).to_contain_text("version 2, with Westmoor until")
