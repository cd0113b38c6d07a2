"""Who saw or changed a pupil: reads, marks and other acts in one order of time, narrowed, counted and as a file."""

import csv
import datetime as dt
import io
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.audit.actors import SYSTEM, Actor
from foundation.database.scope import ALIAS
from schools.bundles.rules.kinds import ACCEPTED, ASKED, DECLINED, TAKEN_BACK
from schools.improvement.rules import states as improvement_states
from schools.journal.models import AuditLine, ReadLine, Shown
from schools.journal.operations import record, seen
from schools.pupils.pages.history import READ_ACTS, History, HistoryAsked, Kind
from schools.pupils.pages.history_words import ACTS, read_words
from schools.registers.models import Entry, MarkVersion
from schools.roll.models import Placement, Pupil, RegistrationGroup
from schools.staff.models import StaffMember
from tenants.shares.rules import states as share_states
from tenants.shares.rules.states import HAND_ON, MESSAGE, REMIND, TAKE
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.session_database import ROOT, SUPERUSER_URL
from tests.world import World, canary, host_of, signed_in

What = Shown.What
MONDAY = dt.date(2026, 11, 16)
OFFICER, LEAD = Role.ATTENDANCE_OFFICER, Role.SAFEGUARDING_LEAD


@dataclass(frozen=True)
class Told:
    """A school in which one pupil has been seen and changed, and the people who did it."""

    school: School
    pupil: uuid.UUID
    officer: Person
    lead: Person


def at(school: School, table: str, key: int, moment: str) -> None:
    """Put a line of the journal at a moment of its own, as only the owner of the server could."""
    also = ", ten_minutes = extract(epoch FROM %(at)s::timestamptz) / 600" if table == "journal_readline" else ""
    with psycopg.connect(SUPERUSER_URL) as superuser:
        superuser.execute(
            f"UPDATE {school.schema_name}.{table} SET at = %(at)s{also} WHERE id = %(key)s", {"at": moment, "key": key}
        )


@pytest.fixture(scope="module")
def told(world: World) -> Iterator[Told]:
    """In this order: the register, a mark entered and one changed, contacts, the roll; seen by the officer at 09:00 on."""
    school = world.another_school(filled=True)
    officer, lead = world.employ(OFFICER, school), world.employ(LEAD, school)
    for role in {role for role in Role if role.place == "school"} - {OFFICER, LEAD}:
        world.employ(role, school)
    by = Actor(officer.pk, "Ana Whitlock")
    with school_work(school):
        pupil, group = Pupil.objects.get(key=1), RegistrationGroup.objects.get()
        StaffMember.objects.filter(person_id=officer.pk).update(name="Ana Whitlock")
        post = StaffMember.objects.get(person_id=officer.pk)
        seen(What.REGISTER, about=("group", group.pk), pupils=range(1, 7), by=by, day=MONDAY)
        seen(What.CONTACTS, about=("pupil", pupil.pk), pupils=[1], by=by)
        seen(What.LIST, about=("list", "year=9&show=near"), pupils=[1, 4], by=by)
        reads = list(ReadLine.objects.order_by("pk").values_list("pk", "shown__what"))
        entries = []
        for old, new, reason in ((None, "/", None), ("/", "N", "Was not here after all")):
            entry = Entry.objects.create(
                staff_id=post.pk, by_name=by.name, by_position=post.position, source=Entry.Source.PAGE
            )
            MarkVersion.objects.create(
                entry=entry, pupil_key=1, date=MONDAY, session=1, old_code=old, new_code=new, reason=reason
            )
            MarkVersion.objects.create(entry=entry, pupil_key=2, date=MONDAY, session=1, old_code=old, new_code=new)
            entries.append(entry.pk)
        record(
            "pupil.moved", about=("pupil", pupil.pk), by=by, details={"from": "2026-11-02", "group": str(uuid.uuid4())}
        )
        record("pupil.moved", about=("pupil", uuid.uuid4()), by=by)
        # Of others alone.
        seen(What.PUPIL, about=("pupil", Pupil.objects.get(key=2).pk), pupils=[2], by=by)
        record("restricted_flags.seen", about=("pupil", pupil.pk), by=by)
        moved = AuditLine.objects.order_by("pk").values_list("pk", flat=True)[0]
        flags = AuditLine.objects.order_by("pk").values_list("pk", flat=True)[2]
    hours = {"register": 9, "contacts": 12, "list": 13}
    for key, what in reads:
        at(school, "journal_readline", key, f"2026-11-16 {hours[what]:02}:00Z")
    for hour, key in zip((10, 11), entries, strict=True):
        at(school, "registers_entry", key, f"2026-11-16 {hour}:00Z")
    at(school, "journal_auditline", flags, "2026-11-16 14:00Z")
    at(school, "journal_auditline", moved, "2026-11-17 00:30Z")
    yield Told(school, pupil.pk, officer, lead)


def history(told: Told, **asked: object) -> list[str]:
    """What a history says, newest first."""
    with school_work(told.school):
        rows = History(Pupil.objects.get(pk=told.pupil), HistoryAsked(**asked))  # type: ignore[arg-type]
        lines = rows[0:100]
        assert rows.count() == len(lines)
    return [line.said for line in lines]


READ = [
    "saw the restricted flags",
    "saw a list of Year 9, near persistent absence (2 pupils)",
    "saw the contacts",
]
MARKS = ["changed a mark", "entered a mark"]
MOVED = "moved the pupil to another year or group"
REGISTER = "saw the register of 9B for Monday 16 November 2026"


def test_everything_is_told_in_one_order_newest_first(told: Told) -> None:
    # First, so that nothing has been opened by another test yet.
    assert history(told, last=dt.date(2026, 11, 17), first=MONDAY) == [
        "moved the pupil to another year or group",
        *READ,
        *MARKS,
        REGISTER,
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kind": Kind.SEEN}, [*READ, REGISTER]),
        ({"kind": Kind.CONTACTS}, ["saw the contacts"]),
        ({"kind": Kind.RESTRICTED_FLAGS}, ["saw the restricted flags"]),
        ({"kind": Kind.MARKS}, MARKS),
        ({"kind": Kind.RECORD}, [MOVED]),
        ({"last": MONDAY}, [*READ, *MARKS, REGISTER]),
        ({"last": dt.date(2026, 11, 15)}, []),
        ({"person": uuid.UUID(int=7)}, []),
    ],
)
def test_it_can_be_narrowed(told: Told, asked: dict[str, object], said: list[str]) -> None:
    assert history(told, **({"first": MONDAY, "last": dt.date(2026, 11, 17)} | asked)) == said


def test_a_person_is_found_in_reads_marks_and_other_acts_alike(told: Told) -> None:
    found = history(told, person=told.officer.pk, first=MONDAY, last=dt.date(2026, 11, 17))
    assert found == [MOVED, *READ, *MARKS, REGISTER]


def test_a_placement_corrected_afterwards_changes_nothing_of_who_was_seen(world: World) -> None:
    """The register of 9B was seen on Monday with this pupil in it; on Thursday it turns out that they had moved before."""
    school = world.another_school(filled=True)
    by = Actor(uuid.uuid4(), "Ben Oduya")
    with school_work(school):
        pupil, group = Pupil.objects.get(key=1), RegistrationGroup.objects.get()
        seen(What.REGISTER, about=("group", group.pk), pupils=range(1, 7), by=by, day=MONDAY)
        Placement.objects.filter(pupil=pupil).update(group=None)
        (line,) = History(pupil, HistoryAsked())[0:10]
    assert line.said == REGISTER


# --- the page --------------------------------------------------------------------------------------------------------


def get(told: Told, who: Person, query: str = "", file: str = "history/") -> str:
    response = signed_in(who, host_of(told.school)).get(f"/pupils/{told.pupil}/{file}{query}")
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_page_says_it_in_plain_words_and_lists_its_own_opening(told: Told) -> None:
    page = words(get(told, told.lead))
    assert "Ana Whitlock , Attendance officer saw the register of 9B for Monday 16 November 2026" in page
    assert "Monday 16 November 2026, AM: / → N, because: Was not here after all" in page
    assert "Monday 16 November 2026, AM: missing → /" in page
    assert "16 November 2026, 09:00" in page
    assert f"{told.lead.name} , Safeguarding lead opened this history" in page
    assert "from: 2 November 2026" in page
    assert "group:" not in page.partition(MOVED)[2][:60]  # keys of other rows say nothing to anybody


def test_days_that_cannot_be_read_or_run_backwards_are_said_to_be_so(told: Told) -> None:
    page = get(told, told.lead, "?since=31/02/2026&until=never&kind=marks")
    assert 'aria-invalid="true"' in page
    assert "There is no day 31" in page
    assert 'value="31/02/2026"' in page
    assert "changed a mark" in page
    backwards = get(told, told.lead, "?since=17/11/2026&until=16/11/2026")
    assert "before the first day" in backwards
    by_hand = get(told, told.lead, "?kind=x&person=y&page=z")
    assert "saw the contacts" in by_hand


def test_the_file_has_a_row_for_each_mark_and_its_fetching_is_kept(told: Told) -> None:
    text = get(told, told.lead, "?since=16/11/2026&until=17/11/2026&kind=marks", "history.csv")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1] == [
        "2026-11-16 11:00:00",
        "Ana Whitlock",
        "Attendance officer",
        "changed a mark",
        "2026-11-16",
        "AM",
        "/",
        "N",
        "Was not here after all",
        "",
    ]
    assert len(rows) == 3
    with school_work(told.school):
        kept = AuditLine.objects.filter(act="history.downloaded").last()
        assert kept is not None
        assert (kept.about_id, kept.person_id) == (str(told.pupil), told.lead.pk)
        assert kept.details == {"lines": 2, "kind": "marks", "first": "2026-11-16", "last": "2026-11-17"}
    assert "downloaded this history" in words(get(told, told.lead, "?kind=seen"))


@pytest.mark.parametrize("role", [role for role in Role if role.place == "school"])
def test_only_the_safeguarding_lead_and_the_headteacher_find_it(world: World, told: Told, role: Role) -> None:
    client = signed_in(world.person(role, told.school), host_of(told.school))
    wanted = 200 if role in (LEAD, Role.HEADTEACHER) else 404
    for file in ("history/", "history.csv"):
        response = client.get(f"/pupils/{told.pupil}/{file}")
        assert response.status_code == wanted
        if wanted == 404:
            assert response.content == client.get("/no/such/address/").content


def test_the_page_costs_the_same_queries_whatever_its_length(told: Told) -> None:
    """Recorded: 1 for who is asking, 12 for the page, the frame's own, and the ends of two transactions."""
    client = signed_in(told.lead, host_of(told.school))
    address = f"/pupils/{told.pupil}/history/"
    client.get(address)
    with CaptureQueriesContext(connections[ALIAS]) as few:
        client.get(address)
    by = Actor(told.officer.pk, "Ana Whitlock")
    with school_work(told.school):
        group = RegistrationGroup.objects.get().pk
        for day in range(1, 30):
            seen(What.REGISTER, about=("group", group), pupils=[1], by=by, day=dt.date(2026, 9, day))
            record("pupil.moved", about=("pupil", told.pupil), by=by)
            entry = Entry.objects.create(by_name="Rollcall", by_position="", source=Entry.Source.SYSTEM)
            MarkVersion.objects.create(entry=entry, pupil_key=1, date=dt.date(2026, 9, day), session=2, new_code="#")
    with CaptureQueriesContext(connections[ALIAS]) as many:
        page = client.get(address).content.decode()
    assert "1 to 50 of" in page
    assert len(many) == len(few) == 21, [row["sql"][:90] for row in many.captured_queries]


def test_the_journal_keeps_no_name_or_reason_of_a_pupil(told: Told) -> None:
    """Only the names of those who acted stand in it, in their own column."""
    with school_work(told.school):
        kept = [str(row) for row in AuditLine.objects.values_list("details", "about_id", "act")]
        kept += [str(row) for row in Shown.objects.values_list("about_id", "about_kind", "what", "pupil_keys")]
    assert kept
    for row in kept:
        assert canary(told.school) not in row
        assert "Was not here" not in row


def test_what_the_system_does_is_told_without_a_post(world: World) -> None:
    school = world.another_school(filled=True)
    with school_work(school):
        pupil = Pupil.objects.get(key=3)
        record("upn.changed", about=("pupil", pupil.pk), by=SYSTEM)
        (line,) = History(pupil, HistoryAsked())[0:10]
    assert (line.who, line.position, line.kind) == ("Rollcall", "", Kind.RECORD)


def evidence_acts() -> set[str]:
    """The acts of the rooms that stand behind an authority's evidence, each below the room's own word."""
    found = set()
    for room, word in (("penalties", "penalty"), ("improvement", "improvement"), ("missing", "missing")):
        text = "".join(file.read_text() for file in (ROOT / "schools" / room / "operations").rglob("*.py"))
        found |= {f"{word}.{act}" for act in re.findall(r'\bnote\(\s*"([a-z_]+)"', text)}
    bundles = (ROOT / "schools/bundles/operations/bundles.py").read_text()
    found |= set(re.findall(r'_audit\(\s*"([a-z_.]+)"', bundles))
    found |= {f"bundle.{state}" for state in (ASKED, ACCEPTED, DECLINED, TAKEN_BACK)}
    sharing = "".join(file.read_text() for file in (ROOT / "schools/sharing/operations").glob("*.py"))
    found |= {f"share.{act}" for act in re.findall(r'\bnote\(\s*"([a-z_]+)"', sharing)} | {
        "share.revoked",
        "share.expired",
    }
    moves = {move.key for thing in share_states.THINGS.values() for move in thing.moves}
    found |= {f"share.heard_{move}" for move in moves | {TAKE, HAND_ON, MESSAGE, REMIND}}
    over = [one.key for one in improvement_states.NOTICE.states if one.over]
    return found | {f"improvement.{state}" for state in over}


def test_every_act_about_a_pupil_has_its_words() -> None:
    """The acts that the code writes down, found in it: a new one is told in words, not by its name in the journal."""
    pattern = re.compile(r'record(?:_each)?\(\s*"([a-z_.]+)",\s*about=\[?\("pupil"')
    found = {act for file in (ROOT / "schools").rglob("*.py") for act in pattern.findall(file.read_text())}
    # Of a case, about its pupil (`schools.cases.operations.acting.audit`).
    rooms = [ROOT / "schools" / room / "operations" for room in ("cases", "referrals")]
    files = [*(file for room in rooms for file in room.rglob("*.py")), ROOT / "schools/papers/operations/papers.py"]
    acts = [file.read_text() for file in files]
    found |= {act for text in acts for act in re.findall(r'audit\(\s*"([a-z_.]+)"', text)}
    referrals = [file.read_text() for file in rooms[1].rglob("*.py")]
    found |= {f"referral.{act}" for text in referrals for act in re.findall(r'\bnote\(\s*"([a-z_]+)"', text)}
    found |= evidence_acts()
    # Of many at once, each with its own details (`record_all`), and with what they are about in a name of its own.
    found |= {"absence.handed_over", "plan.set", "provision.reviewed", "meeting.added", "related_staff.set"}
    assert "pupil.moved" in found
    assert found | set(READ_ACTS) == set(ACTS)


@pytest.mark.parametrize(
    ("what", "kind", "key", "day", "said"),
    [
        (What.PUPIL, "pupil", "x", None, "saw this pupil’s page"),
        (What.VERSIONS, "pupil", "x", MONDAY, "saw marks as they stood before, Monday 16 November 2026"),
        (
            What.VERSIONS,
            "group",
            "x",
            MONDAY,
            "saw the register of 9B as it stood before, week of Monday 16 November 2026",
        ),
        (What.WEEK, "week", "", MONDAY, "saw the week’s marks of the whole school from Monday 16 November 2026"),
        (
            What.WEEK,
            "week",
            "form=9B&show=N&at=2026-11-19-am",
            MONDAY,
            "saw the week’s marks of form 9B, with the code N, 19 November 2026 AM from Monday 16 November 2026",
        ),
        (What.LIST, "list", "year=R&basis=whole", None, "saw a list of Reception (2 pupils)"),
        (What.LIST, "list", "file show=near", None, "downloaded a list of near persistent absence (2 pupils)"),
        (What.LIST, "list", "at=never", None, "saw a list of never (2 pupils)"),
    ],
)
def test_what_was_seen_is_said_in_plain_words(what: What, kind: str, key: str, day: dt.date | None, said: str) -> None:
    shown = Shown(what=what, about_kind=kind, about_id=key, pupil_keys=[1, 2])
    assert read_words(shown, "9B" if kind == "group" else "", day) == said
