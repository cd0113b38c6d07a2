"""The pages of decisions: what waits, what agreeing would do, who may answer, and how often the database is asked."""

import datetime as dt

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.database.scope import ALIAS
from schools.cases.models import Case
from schools.cases.queries.stages import policy_on
from schools.decisions.models import Answer
from schools.decisions.operations.handing_on import WAITS_FOR_YOU
from schools.decisions.queries.asking import asked_of
from schools.decisions.queries.facts import ground_at
from schools.reports.pages import today
from schools.roll.models import YearLead
from schools.staff.models import StaffNotice
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import HEAD, LEADER, OFFICER, TEACHER, YEAR_HEAD, typed
from tests.schools.decisions.deciding import TEN, THURSDAY, Deciding, at, deciding
from tests.world import World


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Deciding:
    made = deciding(world, monkeypatch)
    for place in (0, 1):
        made.absent(TEN, place=place)
    made.look(0, 1)
    return made


def test_a_proposal_waits_in_its_lists_and_is_answered_by_its_page(school: Deciding) -> None:
    listed = school.page("/decisions/")
    assert "2 decisions wait for a person: 2 for Listen and understand." in listed
    assert "Up to Listen and understand: 10 unauthorised sessions, 5 needed, in the last 10 school weeks" in listed
    assert "Decisions waiting" in school.page("/today/")
    path = f"/decisions/{school.newest().pk}/"
    page = school.page(path)
    assert "Replayed just now: the same." in page
    assert "10 sessions (5 days): 10 O" in page
    assert "Wed 23 Sep" in page
    assert school.sends(f"{path}agree/", {}) == 302
    case = school.page(f"/cases/{school.case().pk}/")
    assert "Formal support waits for: conversation (Listen and understand)." in case
    assert "Moved to Listen and understand" in case
    assert "Draft “<span data-name>Can we help " in case
    assert "{pupil_first_name}" not in case
    # What is done since, nothing waits for: the decision stays as it was made.
    school.do_tasks()
    case = school.page(f"/cases/{school.case().pk}/")
    assert "waits for: conversation" not in case
    assert "Conversation, as Listen and understand asks for: done" in case
    assert "waits for: conversation" in school.page(path)
    assert "Stays at" in school.page(f"/pupils/{school.pupil().pk}/")
    # Somebody who had the page open is told that they are not the first.
    late = school.client().post(f"{path}differ/", {"because": "Spoke to Lee."})
    assert late.status_code == 409
    assert "has answered already: agreed." in late.content.decode()


def test_today_counts_what_waits_and_reads_only_what_it_draws(
    school: Deciding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "FIRST_LINES", 1)
    with CaptureQueriesContext(connections[ALIAS]) as asked:
        page = school.page("/today/")
    waits = page[page.index('id="decisions"') :].split("</section>")[0]
    assert "The first 1 of 2" in waits
    assert waits.count("Up to Listen and understand") == 1
    (read,) = [one["sql"] for one in asked.captured_queries if '"decisions_decision"."text"' in one["sql"]]
    assert school.newest(0).pk.hex in read
    assert school.newest(1).pk.hex not in read


def test_several_are_shown_first_and_then_agreed_with_a_line_each(school: Deciding) -> None:
    keys = [str(school.newest(place).pk) for place in (0, 1)]
    preview = school.client().post("/decisions/agree/", {"decision": keys})
    assert preview.status_code == 200
    assert "2 decisions are agreed to together" in preview.content.decode()
    assert not school.rows(Answer)
    assert school.sends("/decisions/agree/", {"decision": keys, "agreed": "yes"}) == 302
    assert [row.state for row in school.rows(Answer)] == ["agreed", "agreed"]
    assert len(school.rows(Case)) == 2
    again = school.client().post("/decisions/agree/", {"decision": keys, "agreed": "yes"})
    assert again.status_code == 409
    assert "2 decisions of these 2 changed or were answered since." in again.content.decode()
    assert school.client().post("/decisions/agree/", {"agreed": "yes"}).status_code == 422


@pytest.mark.parametrize(
    ("role", "reads", "answers"),
    [(OFFICER, 200, 302), (HEAD, 200, 302), (LEADER, 200, 404), (YEAR_HEAD, 200, 302), (TEACHER, 404, 404)],
)
def test_who_sees_the_stage_reads_and_who_writes_it_answers(
    school: Deciding, role: object, reads: int, answers: int
) -> None:
    path = f"/decisions/{school.newest().pk}/"
    assert school.client(role).get(path).status_code == reads  # type: ignore[arg-type]
    assert school.sends(f"{path}put-off/", {"until": typed(THURSDAY + dt.timedelta(days=7))}, role) == answers  # type: ignore[arg-type]


def test_who_the_policy_names_agrees_to_a_stage_and_others_hand_it_on(school: Deciding) -> None:
    """Formal support is for the head of year to agree to; the officer sees who, and puts it before them."""
    school.agreed(0, 1)
    school.do_tasks()
    school.look(0, 1)
    path, key = f"/decisions/{school.newest().pk}/", str(school.newest().pk)
    assert school.newest().stage == "support"
    page = school.page(path)
    assert "By the policy the head of year agrees to it." in page
    assert f"{path}agree/" not in page
    alone = school.client().post(f"{path}agree/", {})
    assert (
        alone.status_code,
        "By the policy the head of year agrees to Formal support." in alone.content.decode(),
    ) == (
        422,
        True,
    )
    together = school.client().post("/decisions/agree/", {"decision": [key], "agreed": "yes"})
    assert together.status_code == 422
    preview = school.client().post("/decisions/agree/", {"decision": [key]}).content.decode()
    assert "0 decisions are agreed to together" in preview
    assert "Waits for the head of year." in preview
    assert school.sends(f"{path}hand-on/", {"words": "Karen is in on Friday."}) == 302
    assert school.sends(f"{path}hand-on/", {"words": ""}) == 409
    school.work()
    told = school.only(StaffNotice, kind=WAITS_FOR_YOU.name)
    assert (told.post_id, told.address) == (school.post(YEAR_HEAD).pk, "/decisions/")
    school.work()
    assert len(school.rows(StaffNotice, kind=WAITS_FOR_YOU.name)) == 1
    theirs = school.page(path, YEAR_HEAD)
    assert "Karen is in on Friday." in theirs
    assert f"{path}agree/" in theirs
    assert school.sends(f"{path}agree/", {}, YEAR_HEAD) == 302
    assert school.case().stage == "support"
    # By hand it is no other way round.
    other = school.case(1).pk
    typed_in = {"stage": "support", "because": "So that it goes faster."}
    by_hand = school.client().post(f"/cases/{other}/stage/", typed_in)
    assert by_hand.status_code == 422
    assert "By the policy the head of year agrees to Formal support." in by_hand.content.decode()
    assert school.sends(f"/cases/{other}/stage/", typed_in, YEAR_HEAD) == 302


def test_a_head_of_another_year_finds_nothing(school: Deciding) -> None:
    with school_work(school.taking.school):
        YearLead.objects.update(year_group="7")
    path = f"/decisions/{school.newest().pk}/"
    assert school.client(YEAR_HEAD).get(path).status_code == 404
    assert "No decision waits" in school.page("/decisions/", YEAR_HEAD)


@pytest.mark.parametrize(
    ("act", "form", "field"),
    [
        ("differ", {"because": " "}, "because"),
        ("put-off", {"until": ""}, "until"),
        ("put-off", {"until": "2.11.26"}, "until"),
    ],
)
def test_an_answer_that_lacks_something_is_refused_beside_its_field(
    school: Deciding, act: str, form: dict[str, str], field: str
) -> None:
    response = school.client().post(f"/decisions/{school.newest().pk}/{act}/", form)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not school.rows(Answer)


def test_facts_of_everybody_are_asked_for_as_often_as_those_of_one(school: Deciding) -> None:
    asked = []
    for pupils in (school.taking.pupils[:1], school.taking.pupils):
        with school_work(school.taking.school):
            policy = policy_on(THURSDAY)
            assert policy is not None
            with CaptureQueriesContext(connections[ALIAS]) as counted:
                found = asked_of(pupils, policy, ground_at(at(9, 35)))
            assert set(found) == set(pupils)
            asked.append(len(counted))
    assert asked[0] == asked[1] <= 15
