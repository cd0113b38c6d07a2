"""A child cannot be found: the case and its run, enquiries of both sides, the removal, and no door round it."""

import csv
import io

import pytest

from foundation.refusals import Refused
from schools.cases.models import Event, Task
from schools.cases.operations.cases import close
from schools.cases.rules.opening import Kind, Outcome
from schools.missing.models import Consent, Enquiry, Removal, Step
from schools.missing.queries.standing import removal_refused
from schools.returns.models import Return
from schools.roll.models import Admission, Pupil
from schools.roll.operations.leavers import Leaving, correct_leaver, remove_from_roll
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import LEAD, LEADER, TEACHER, YEAR_HEAD
from tests.schools.missing.searching import BY, HEAD, THURSDAY, Searching, searching
from tests.trust_reporting.registers import amend
from tests.world import World


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Searching:
    return searching(world, monkeypatch)


def refused(school: Searching, path: str, form: dict[str, str], role: object = None) -> str:
    """What a page says that refuses what was typed."""
    answer = (school.client(role) if role else school.client()).post(path, form)  # type: ignore[arg-type]
    assert answer.status_code == 422, (path, answer.status_code)
    return str(answer.content.decode())


def leave(school: Searching, ground: str = "i") -> None:
    with school_work(school.school):
        pupil = Pupil.objects.get(pk=school.pupil().pk)
        remove_from_roll(pupil, Leaving(last_day=THURSDAY, ground=ground), today=THURSDAY, by=BY)


def refusal(school: Searching, ground: str = "i") -> str:
    with pytest.raises(Refused) as caught:
        leave(school, ground)
    return caught.value.first.words


ENQUIRY = {
    "kind": "records",
    "side": "authority",
    "on": "today",
    "who": "L. Okafor",
    "words": "Admissions and housing",
    "result": "waiting",
    "came": "",
}


def test_from_the_first_day_missing_over_enquiries_to_an_approved_removal(school: Searching) -> None:
    held = school.away(20)
    pupil = school.pupil()
    assert "1 child has been away" in school.page("/missing/")
    assert "Open a case" in school.page("/today/")
    begins = f"/missing/for/{pupil.pk}/"
    assert f"{held[0]:%-d %B %Y}" in school.page(begins) or f"{held[0]:%d/%m/%Y}" in school.page(begins)
    assert "The first day missing has been." in refused(school, begins, {"first_day": "tomorrow", "because": "x"})
    assert school.sends(begins, {"first_day": f"{held[0]:%d/%m/%Y}", "because": "Not seen since half-term"}) == 302
    path = f"/missing/{school.search().case_id}/"
    page = school.page(path)
    assert "20 school days of nothing but G, N and O" in page
    assert "No enquiry of the school" not in page
    notice = school.only(Return, kind="cme")
    assert (notice.facts["fields"]["first_day"], notice.facts["fields"]["enquiries"]) == (held[0].isoformat(), "")

    # The authority's enquiry waits, and is answered; of it the notice has day, kind and what came of it, and no words.
    assert "is an enquiry of the local authority" in refused(school, f"{path}enquiry/", ENQUIRY | {"side": "school"})
    assert "today or before" in refused(school, f"{path}enquiry/", ENQUIRY | {"on": "tomorrow"})
    assert "before the first day" in refused(school, f"{path}enquiry/", ENQUIRY | {"on": "1/9/2026"})
    assert "Write what came of it." in refused(school, f"{path}enquiry/", ENQUIRY | {"result": "nothing"})
    assert school.sends(f"{path}enquiry/", ENQUIRY) == 302
    waits = school.only(Enquiry)
    answer = f"/missing/enquiries/{waits.pk}/"
    assert school.sends(f"{path}ground/", {"ground": "i"}) == 302
    assert "An enquiry has no answer yet." in school.page(path)
    assert school.sends(answer, {"result": "nothing", "came": "On no list"}) == 302
    assert "has its answer" in refused(school, answer, {"result": "nothing", "came": "x"})
    told = school.only(Return, kind="cme").facts["fields"]["enquiries"]
    assert told == "19 Nov: looked through the authority’s own records, the local authority (nothing found)"

    for kind in ("contacts", "visit"):
        done = ENQUIRY | {"kind": kind, "side": "school", "result": "nothing", "came": "Nobody in"}
        assert school.sends(f"{path}enquiry/", done) == 302
    assert "Nobody has said since then whether sickness" in school.page(path)
    asks = school.client().post(f"{path}ask/", follow=True).content.decode()
    assert "Nobody has said since then whether sickness" in asks
    assert school.sends(f"{path}cause/", {"known": "no", "words": "GP and both phones"}) == 302
    assert "stays on the roll" in refusal(school)
    assert school.sends(f"{path}ask/", {}) == 302
    assert "Removals to approve" in school.page("/today/", HEAD)
    assert school.sends(f"{path}decide/", {"decision": "approve", "words": ""}) == 404
    assert "Write why it is sent back." in refused(school, f"{path}decide/", {"decision": "decline", "words": ""}, HEAD)
    assert "put to the headteacher" in refusal(school)
    assert school.sends(f"{path}decide/", {"decision": "approve", "words": ""}, HEAD) == 302
    removal = school.only(Removal)
    assert (removal.state, removal.decided_position) == ("approved", HEAD.label)
    assert "20 school days of nothing but G, N and O from" in removal.rests_on
    assert "Take the name off the roll" in school.page(path)

    leave(school)
    assert school.only(Admission, pupil=pupil.pk).leaving_ground == "i"
    assert "leaves the roll" in school.page(path)
    kinds = {one.kind for one in school.rows(Event)}
    assert {"first_day", "enquiry", "cause", "ground", "removal"} <= kinds
    # To put right where they went is no new removal.
    with school_work(school.school):
        spell = Admission.objects.get(pupil=pupil.pk)
        again = Leaving(last_day=THURSDAY, ground="i", destination="Not known")
        correct_leaver(spell, again, reason="Destination", today=THURSDAY, by=BY)
        case = school.only(Removal).case
        close(case, outcome=Outcome.LEFT, words="Could not be found", act=school.act())
        assert removal_refused(pupil.pk, "i") is None


def test_one_late_mark_breaks_the_run_and_everything_that_rested_on_it(school: Searching) -> None:
    path = school.ready()
    school.approved(path)
    with school_work(school.school):
        held = school.search().first_day
        amend({(school.taking.keys[0], held, 2): "U"})
    words = refusal(school)
    assert "no longer holds" in words
    assert "there are 19 since" in words
    page = school.page(path)
    assert "breaks it" in page
    assert "by U" in page
    # It can be taken back, and the child is followed on.
    assert "Write why" in refused(school, f"{path}take-back/", {"words": ""})
    assert school.sends(f"{path}take-back/", {"words": "Late on the first day after all"}) == 302
    assert "still lacking" in school.page(path).lower()


def test_no_guarded_ground_without_its_case_and_sickness_stands_against_it(school: Searching) -> None:
    for ground in ("f", "h", "i"):
        assert f"Ground 9(1)({ground}) is used only once a case" in refusal(school, ground)
    path = school.ready()
    assert school.sends(f"{path}cause/", {"known": "yes", "words": "An aunt says he is in hospital"}) == 302
    assert "Somebody has said that sickness" in school.page(path)
    asked = school.client().post(f"{path}ask/", follow=True).content.decode()
    assert "Somebody has said that sickness" in asked
    assert school.only(Removal).state == "gathering"
    assert "Choose one of the list." in refused(school, f"{path}ground/", {"ground": "f"})
    # Any other ground is as it was, until a case gathers it.
    with school_work(school.school):
        assert removal_refused(school.pupil().pk, "a") is None
    assert school.sends(f"{path}ground/", {"ground": "a"}) == 302
    assert "being gathered" in refusal(school, "a")
    assert (
        school.sends(f"{path}evidence/", {"words": "Email of Beck Hall, on roll from 16 November", "dated": "today"})
        == 302
    )
    school.approved(path)
    leave(school, "a")


HOME = {
    "spoke": {"who": "parent", "name": "Karen Farrow", "on": "today", "words": "At the gate"},
    "written": {"by": "Karen Farrow", "on": "18/11/2026", "received_on": "today", "starts_on": "", "words": "Email"},
    "talk": {"offered_on": "today", "answer": "declined", "talked_on": "", "words": "Not now"},
}


def test_home_education_only_on_the_parents_writing_with_the_authority_told_and_no_bar(school: Searching) -> None:
    case = school.open(kind=Kind.EHE, because="A parent asks")
    path = f"/missing/{case.pk}/"
    home = f"{path}home-education/"
    assert "does not encourage" in school.page(path)
    assert school.sends(f"{path}ground/", {"ground": "f"}) == 302
    assert "No parent’s writing is held" in school.page(path)
    early = HOME["written"] | {"received_on": "17/11/2026"}
    assert "received before it was written" in refused(school, f"{home}written/", early)
    for part, form in HOME.items():
        assert school.sends(f"{home}{part}/", form) == 302
    assert school.only(Return, kind="ehe").facts["fields"]["written_by"] == "Karen Farrow"
    assert "does not stop" in refused(
        school, f"{home}consent/", {"bar": "order", "whose": "Eastshire", "on": "today", "words": "Letter"}
    )
    assert school.sends(f"{home}bars/", {"bars": ["special", "order"]}) == 302
    page = school.page(path)
    assert "the consent of the local authority that arranged the place is needed" in page
    assert "the consent of the local authority that made the order is needed" in page
    consent = {"bar": "special", "whose": "Eastshire, SEN team", "on": "today", "words": "Letter, in the files"}
    assert school.sends(f"{home}consent/", consent) == 302
    assert "written down already" in refused(school, f"{home}consent/", consent)
    assert school.sends(f"{home}consent/", consent | {"bar": "order"}) == 302
    assert len(school.rows(Consent)) == 2
    assert "The authority has not been told." in school.page(path)
    school.sent("ehe")
    school.approved(path)
    leave(school, "f")
    rows = list(csv.reader(io.StringIO(school.page("/missing/children-not-in-school.csv"))))
    assert rows[1][8:14] == ["Elective home education", "2026-11-19", "", "f", "2026-11-19", "2026-11-18"]
    # Of a missing child nothing of this is asked.
    assert school.sends(f"/missing/{case.pk}/seen/", {"on": "today", "words": "x"}) == 404


def test_who_comes_back_comes_back_by_stages(school: Searching) -> None:
    case = school.searched(5)
    path = f"/missing/{case.pk}/"
    plan = {
        "back_on": "23/11/2026",
        "agreed_with": "Karen Farrow",
        "words": "Met at the gate",
        "stages": "23 Nov 2026: mornings\n30 November: whole days",
        "review_on": "7/12/2026",
    }
    said = refused(school, f"{path}back/", plan | {"stages": "23 Nov: mornings\nwhen ready\n24 Nov"})
    assert "Line 2" in said
    assert "Line 3" in said
    assert "not in the order" in refused(school, f"{path}back/", plan | {"stages": "30/11/2026: a\n23/11/2026: b"})
    assert school.sends(f"{path}back/", plan) == 302
    first, second = school.rows(Step)
    assert school.sends(f"/missing/stages/{first.pk}/", {"on": "today", "came": "Came every morning"}) == 302
    assert "written down already" in refused(school, f"/missing/stages/{first.pk}/", {"on": "today", "came": "x"})
    page = school.page(path)
    assert "Came every morning" in page
    assert second.words == "whole days"


def test_rights_and_what_a_closed_case_takes(school: Searching) -> None:
    case = school.searched(5)
    path = f"/missing/{case.pk}/"
    for role in (YEAR_HEAD, LEADER, LEAD, HEAD):
        assert "Day 5 of 20" in school.page(path, role)
    assert school.client(TEACHER).get(path).status_code == 404
    assert school.sends(f"{path}seen/", {"on": "today", "words": "In town"}, LEADER) == 404
    assert school.sends(f"{path}seen/", {"on": "today", "words": "In town"}, YEAR_HEAD) == 302
    other = school.open(1)
    assert school.client().get(f"/missing/{other.pk}/").status_code == 404
    assert "Day 5 of 20" in school.page(f"/cases/{case.pk}/")
    with school_work(school.school):
        Task.objects.filter(case=case).update(state="done", ended_at=school.act().now, ended_by="x", answer="x")
        close(case, outcome=Outcome.OTHER, words="Found at an aunt’s", act=school.act())
    assert "has been closed" in refused(school, f"{path}seen/", {"on": "today", "words": "In town"})
