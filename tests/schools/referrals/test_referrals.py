"""A case is put to a service: blocked by what is lacking, sent as it is kept, asked for more, answered; and the log."""

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from rollcall.servers.stand_ins import NotifyServer
from schools.cases.models import Case, Event, Task
from schools.cases.operations.work import add_task
from schools.cases.rules.tasks import TaskKind
from schools.documents.models import Held
from schools.letters.models import Letter
from schools.letters.operations.sending import claim
from schools.referrals.models import AttendCopy, Consent, Service, Share, Version
from schools.referrals.operations.sending import letters_left
from schools.staff.models import StaffDuty
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import HEAD, LEAD, LEADER, TEACHER, THURSDAY
from tests.schools.referrals.referring import CONSENT, EARLY, NURSE, Referring, referring
from tests.schools.registers.taking import at
from tests.world import World

LATER = at(10, 0)
WITHDRAWN = {"on": "today", "words": "She has thought better of it"}


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Referring]:
    with NotifyServer() as server:
        yield referring(world, monkeypatch, server)


def refused(school: Referring, path: str, form: dict[str, str], role: object = None) -> str:
    """What a page says that refuses what was typed."""
    answer = (school.client(role) if role else school.client()).post(path, form)  # type: ignore[arg-type]
    assert answer.status_code == 422, (path, answer.status_code)
    return str(answer.content.decode())


def test_blocked_consented_sent_asked_sent_again_and_accepted(school: Referring) -> None:
    with school_work(school.school):
        duty = StaffDuty.Duty.ATTENDANCE_LEAD
        policy = add_task(
            school.cases[0],
            kind=TaskKind.REFERRAL,
            what="Refer",
            due_on=THURSDAY,
            duty=duty,
            action="listen.refer",
            act=school.act(),
        )
    path = school.begin()
    page = school.page(path)
    assert "4 things keep it from being sent" in page
    for lacking in (
        "why the school refers",
        "what the child says",
        "whom the service may ring at home",
        "Nobody has consented",
    ):
        assert lacking in page
    assert "what has been tried" not in school.page(path).split("What is written")[0]
    assert school.row(path).parts["tried"].endswith("Breakfast club (made)")
    assert "Nobody has written" in refused(school, f"{path}send/", {"way": "portal"})
    assert "which is not over" in refused(school, f"{school.case}refer/", {"service": str(school.row(path).service_id)})
    assert school.write(path) == 302
    assert school.row(path).state == "blocked"
    assert "on a day to come" in refused(school, f"{path}consent/", CONSENT | {"given_on": "tomorrow"})
    assert school.sends(f"{path}consent/", CONSENT) == 302
    assert school.row(path).state == "draft"
    assert "Choose one of the list." in refused(school, f"{path}send/", {"way": "post"})

    # Sent: kept as it went, in the log, the policy's task done, and a reply due.
    assert school.sends(f"{path}send/", {"way": "portal"}) == 302
    row = school.row(path)
    assert (row.state, row.reply.due_on) == ("sent", dt.date(2026, 11, 26))
    (first,) = school.rows(Version)
    text = PdfReader(io.BytesIO(bytes(school.only(Held, document=first.document).content))).pages[0].extract_text()
    for words in ("Late nights", "Karen Farrow", "version 1", "Consent of Karen Farrow"):
        assert words in text.replace("\n", " ")
    share = school.only(Share)
    assert (share.whom, share.how, share.on) == ("Early Help", "the service’s own portal", THURSDAY)
    assert "Late nights" not in share.what + share.basis
    assert school.only(Task, pk=policy.pk).state == "done"
    assert school.only(Event, kind="referral").key == str(policy.pk)
    assert "nothing in it is written anew" in refused(school, f"{path}write/", {"why": "x"})
    assert "cannot be sent" in refused(school, f"{path}send/", {"way": "portal"})

    # Asked for more, and sent again as version 2; the first stays as it was.
    assert school.sends(f"{path}asked/", {"asked": "What the father says"}) == 302
    assert school.only(Task, pk=row.reply.pk).answer == "Early Help asks for more."
    assert school.write(path, child="Tired, and worried") == 302
    assert school.sends(f"{path}send/", {"way": "portal"}) == 302
    again, kept = school.rows(Version)[1], school.rows(Version)[0]
    assert (again.number, kept.sha256, school.row(path).state) == (2, first.sha256, "sent_again")
    assert again.sha256 != first.sha256
    assert len(school.rows(Event, kind="referral")) == 1
    assert "Write what it said." in refused(school, f"{path}answer/", {"accepted": "accept", "words": ""})
    assert school.sends(f"{path}answer/", {"accepted": "accept", "words": "A worker visits on Monday"}) == 302
    assert school.row(path).state == "accepted"
    assert school.rows(Task, state="open") == []
    assert "Early Help accepted the referral" in school.page(school.case)

    # Whoever reads the case reads its part of the log, the lead and the head the whole of it, and nobody else any.
    assert "Consent of Karen Farrow" in school.page(f"/pupils/{school.pupil().pk}/")
    assert "2 shares in the log" in school.page("/shares/", LEAD)
    assert "Early Help" in school.page("/shares/?whom=Early+Help", HEAD)
    assert [school.client(role).get("/shares/").status_code for role in (TEACHER,)] == [404]
    assert school.client().get("/shares/").status_code == 404


def test_what_is_sensitive_is_the_leads_and_goes_by_no_ordinary_email(school: Referring) -> None:
    path = school.begin(NURSE)
    assert school.sends(f"{path}write/", {"why": "Faints at school"}) == 302
    health = {"words": "Epilepsy, seen by Dr Osei"}
    assert school.sends(f"{path}sensitive/", health) == 404
    assert school.sends(f"{path}sensitive/", health, LEAD) == 302
    assert school.sends(f"{path}without-consent/", {"because": "At risk"}) == 404
    assert "Write why." in refused(school, f"{path}without-consent/", {"because": ""}, LEAD)
    assert school.sends(f"{path}without-consent/", {"because": "At risk at home"}, LEAD) == 302
    assert "does not go by ordinary email" in refused(school, f"{path}send/", {"way": "email"}, LEAD)
    assert school.sends(f"{path}send/", {"way": "secure"}, LEAD) == 302
    for part in (path, school.case, f"/pupils/{school.pupil().pk}/"):
        assert "Epilepsy" not in school.page(part)
    assert "the safeguarding lead opens it" in school.page(path)
    # Who is not even to know that there is something sensitive is not told by what was shared.
    assert "Health, caring and other" in school.page(school.case)
    assert "Health, caring and other" not in school.page(school.case, LEADER)
    assert "safeguarding lead opens it" not in school.page(path, LEADER)
    assert "Epilepsy" in school.page(path, LEAD)
    document = school.only(Version).document
    assert school.client().get(f"/documents/{document}/").status_code == 404
    # The store of a test has it not yet, which is told to nobody but whoever may open it.
    assert school.client(LEAD).get(f"/documents/{document}/").status_code == 409
    assert "1 without consent" in school.page("/shares/", LEAD)
    assert school.only(Share).basis.endswith("At risk at home")


def queued(school: Referring, path: str) -> Letter:
    """A referral that is to go by email, and its letter."""
    assert school.sends(f"{path}send/", {"way": "email"}) == 302
    letter = school.only(Letter, state="queued")
    assert isinstance(letter, Letter)
    return letter


def claimed(school: Referring, letter: Letter) -> tuple[bool, str]:
    """Whether the worker claims it when its moment has come, and its state after."""
    with school_work(school.school):
        given = claim(str(letter.pk), school="x", now=LATER)
    return given is not None, school.fresh(letter).state


def test_by_email_it_has_gone_once_it_left_and_not_on_consent_that_was_withdrawn(school: Referring) -> None:
    path = school.ready()
    letter = queued(school, path)
    assert "Late nights, and nobody up" in letter.body
    assert (school.row(path).state, school.rows(Share)) == ("draft", [])
    # Whom the service may ring must not be contacted any more: asked again at the claim.
    school.restrict("do_not_contact", "Karen Farrow")
    assert claimed(school, letter) == (False, "withdrawn")
    assert "must not be contacted" in school.fresh(letter).why
    assert school.write(path, home=str(school.parent("Piotr Farrow"))) == 302
    second = queued(school, path)
    (consent,) = school.rows(Consent)
    assert school.sends(f"/referrals/consents/{consent.pk}/withdraw/", WITHDRAWN) == 302
    assert school.fresh(second).state == "withdrawn"
    assert school.row(path).state == "blocked"
    assert school.sends(f"{path}consent/", CONSENT) == 302
    third = queued(school, path)
    assert claimed(school, third) == (True, "sending")
    for _ in range(2):  # told twice, it has left once
        with school_work(school.school):
            letters_left([str(third.pk)], now=LATER)
    assert (school.row(path).state, school.only(Version).sent_on) == ("sent", THURSDAY)
    assert school.only(Share).how == "email from here"
    # Withdrawn once the service has it: somebody has to tell them.
    (fresh,) = school.rows(Consent, withdrawn_on=None)
    assert school.sends(f"/referrals/consents/{fresh.pk}/withdraw/", WITHDRAWN) == 302
    assert school.only(Task, due_on=THURSDAY, state="open").what.startswith(
        "Tell Early Help that consent was withdrawn"
    )
    assert school.sends(f"{path}take-back/", {"because": "Consent was withdrawn"}) == 302
    assert school.row(path).state == "taken_back"


@pytest.mark.parametrize(
    ("act", "state", "told"), [("consent", "sent", True), ("take-back", "taken_back", True), ("close", "sent", False)]
)
def test_what_left_while_something_was_taken_away_is_in_the_log_all_the_same(
    school: Referring, act: str, state: str, told: bool
) -> None:
    """Of an email that is with its carrier already."""
    path = school.ready()
    letter = queued(school, path)
    assert claimed(school, letter) == (True, "sending")
    if act == "consent":
        (consent,) = school.rows(Consent)
        assert school.sends(f"/referrals/consents/{consent.pk}/withdraw/", WITHDRAWN) == 302
        assert school.row(path).state == "blocked"
    elif act == "take-back":
        assert school.sends(f"{path}take-back/", {"because": "They asked us to wait"}) == 302
    else:
        with school_work(school.school):
            Case.objects.filter(pk=school.row(path).case_id).update(
                state="closed", outcome="improved", closed_on=THURSDAY, closed_as="In every day"
            )
    for _ in range(2):
        with school_work(school.school):
            letters_left([str(letter.pk)], now=LATER)
    assert (school.row(path).state, school.only(Version).sent_on) == (state, THURSDAY)
    assert school.only(Share).whom == "Early Help"
    tasks = [task.what for task in school.rows(Task, state="open")]
    assert ("Tell Early Help what has changed since the referral left." in tasks) is told
    assert "Answer of Early Help to the referral" not in tasks


def test_the_directory_is_kept_by_hand_and_by_file_and_nothing_is_deleted(school: Referring) -> None:
    path = school.ready()
    assert school.sends(f"{path}send/", {"way": "portal"}) == 302
    early = school.only(Service, name=EARLY.name)
    assert school.sends(f"/services/{early.pk}/retire/", {}) == 302
    assert school.only(Service, name=EARLY.name).ended_on is None
    typed = {"name": "EARLY HELP", "purpose": "x", "reached": "x", "ways": ["post"], "reply_days": "0"}
    said = refused(school, "/services/new/", typed)  # type: ignore[arg-type]
    assert "The directory has a service of this name." in said
    assert "1 to 190 school days" in said
    sent = school.client().get("/services/services.csv").content
    changed = (
        sent.decode("utf-8-sig").replace('"School nursing"', '"CAMHS"').replace("Help for a whole family", "All", 1)
    )
    for text, status in ((changed.replace('"secure mail; email"', '"pigeon"'), 200), (changed, 200)):
        answer = school.client().post("/services/file/", {"file": io.BytesIO(text.encode())})
        assert answer.status_code == status
    assert "2 changes" in answer.content.decode()
    assert len(school.rows(Service)) == 2
    bad = {"confirmed": "yes", "text": changed.replace('"secure mail; email"', '"pigeon"')}
    assert "cannot be read" in refused(school, "/services/file/", bad)
    assert school.sends("/services/file/", {"confirmed": "yes", "text": changed}) == 302
    assert [row.name for row in school.rows(Service)] == ["CAMHS", "Early Help", "School nursing"]
    nurse = school.only(Service, name=NURSE.name)
    assert school.sends(f"/services/{nurse.pk}/retire/", {}) == 302
    assert "Retired" in school.page("/services/")
    assert "Choose one of the list" in refused(school, f"{school.case}refer/", {"service": str(nurse.pk)})


def test_the_local_form_is_kept_by_versions_and_never_over_somebody_elses(school: Referring) -> None:
    path = f"{school.case}attend/"
    assert "Nothing is answered." in refused(school, f"{path}write/", {"seen": "0"})
    assert school.sends(f"{path}write/", {"seen": "0", "home": "Late nights"}) == 302
    assert "somebody has kept the form" in refused(school, f"{path}write/", {"seen": "0", "home": "x"}).casefold()
    assert school.sends(f"{path}write/", {"seen": "1", "home": "Up by seven"}) == 302
    assert [one.number for one in school.rows(AttendCopy)] == [2, 1]
    assert "Up by seven" in school.page(path)
    assert "Late nights" in school.page(f"{path}1/")
    assert school.client(TEACHER).get(path).status_code == 404
