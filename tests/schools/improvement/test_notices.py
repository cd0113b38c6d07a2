"""A notice to improve from its beginning to its review: nothing lacking, one to each parent, and its weeks as they run."""

import datetime as dt
from collections.abc import Iterator

import pytest

from foundation.access.roles import Role
from foundation.refusals import Overtaken, Refused
from rollcall.servers.stand_ins import NotifyServer
from schools.cases.models import Event
from schools.improvement.models import ImprovementNotice
from schools.improvement.operations.following import letters_left, run_notice
from schools.improvement.operations.notices import approve_notice, begin_notice
from schools.improvement.rules import states
from schools.journal.models import DueRow
from schools.letters.operations import print_letters
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.policies import PROFILE
from tests.schools.cases.keeping import EVERYBODY, HEAD, LEAD, LEADER, OFFICER, THURSDAY, YEAR_HEAD
from tests.schools.correspondence.writing import FATHER, MOTHER
from tests.schools.improvement.improving import BEGINS, ENDS, WRITTEN, Improving, improving
from tests.schools.registers.taking import at
from tests.schools.roll.acts import BY
from tests.world import World

DAY = dt.timedelta(days=1)


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Improving]:
    with NotifyServer() as server:
        yield improving(world, monkeypatch, server)


def test_what_is_lacking_is_named_with_what_mends_it_and_approved_only_once_nothing_is(school: Improving) -> None:
    path = school.begun()
    page = school.page(path)
    for words in ("The case has no support on record", "Nobody has written: what sufficient improvement looks like"):
        assert words in page
    assert f'href="{path}write/"' in page
    assert f'href="{school.case}"' in page
    assert "3 sessions since 7 September 2026: 9 November 2026, morning and afternoon; 10 November 2026" in page
    refused = school.client(HEAD).post(f"{path}approve/", {"edits": "0"})
    assert refused.status_code == 422
    assert len(refused.context["form"].non_field_errors()) == 5
    assert school.letters() == []
    school.offer()
    assert school.sends(f"{path}write/", WRITTEN | {"edits": "0"}) == 302
    assert school.sends(f"{path}write/", WRITTEN | {"edits": "0", "enough": "x"}) == 422, "somebody wrote meanwhile"
    school.restrict("do_not_contact", FATHER)
    page = school.page(path, HEAD)
    assert "What keeps it from being approved" not in page
    assert "not written to" in page
    assert school.sends(f"{path}approve/", {"edits": "1"}, OFFICER) == 404
    assert school.sends(f"{path}approve/", {"edits": "1"}, HEAD) == 302
    (letter,) = school.letters()
    row = school.notice
    assert (letter.to_name, letter.state, row.state) == (MOTHER, "approved", states.APPROVED)
    assert (row.begins_on, row.ends_on, row.weeks, row.profile_version) == (BEGINS, ENDS, 3, 1)
    for words in (*WRITTEN.values(), "9 November 2026, morning and afternoon", "Monday 23 November", "3 school weeks"):
        assert words in letter.body
    assert " O " not in letter.body


def test_it_is_sent_as_its_first_letter_leaves_runs_from_its_day_and_is_reviewed_when_its_last_is_over(
    school: Improving,
) -> None:
    school.offer()
    path = school.approved()
    assert [one.to_name for one in school.letters()] == [MOTHER, FATHER]
    school.printed()
    row = school.notice
    assert (row.state, row.sent_on) == (states.SENT, THURSDAY)
    with school_work(school.school):
        (due,) = DueRow.objects.filter(topic="improvement.begins")
        assert due.at == at(0, 5, on=BEGINS)
        run_notice(str(row.pk), now=at(23, on=BEGINS - DAY))
        assert ImprovementNotice.objects.get().state == states.SENT, "not before its day"
        letters_left([str(one.pk) for one in school.letters()], now=at(10))
        for _ in range(2):
            run_notice(str(row.pk), now=at(0, 5, on=BEGINS))
    assert school.notice.state == states.RUNNING
    school.on(ENDS)
    early = school.client().post(f"{path}review/", {"improved": "yes", "words": "Better"})
    assert (early.status_code, "reviewed when that day is over" in early.content.decode()) == (422, True)
    school.miss((BEGINS + DAY, "am"), now=at(15, 30, on=ENDS + DAY))
    school.on(ENDS + 3 * DAY)
    today = school.page("/today/")
    assert f'href="{path}review/"' in today
    page = school.page(path)
    assert "1 missed without agreement (1 O)" in page
    assert school.sends(f"{path}review/", {"improved": "no", "words": "Still every Monday"}) == 302
    row = school.notice
    assert (row.state, row.over_words) == (states.NOT_IMPROVED, "Still every Monday")
    with school_work(school.school):
        told = Event.objects.filter(room="improvement").order_by("on").values_list("words", flat=True)
        assert list(told) == [
            "Notice to improve sent: 3 school weeks, 23 November 2026 to 11 December 2026",
            "Notice to improve reviewed: not improved",
        ]
    assert "not improved" in school.page(school.case)


def test_no_letter_leaves_once_its_weeks_have_begun_or_its_notice_is_a_draft_again(school: Improving) -> None:
    school.offer()
    path = school.approved()
    mother, father = school.letters()
    with (
        school_work(school.school),
        pytest.raises(Refused, match="began on 23 November 2026, before this parent had it"),
    ):
        print_letters([mother], by_hand=True, by=BY, now=at(9, on=BEGINS))
    assert school.sends(f"{path}reopen/", {"words": "A wrong day"}) == 302
    assert {one.state for one in school.letters()} == {"withdrawn"}
    assert school.notice.state == states.DRAFT
    assert school.sends(f"{path}approve/", {"edits": str(school.notice.edits)}, HEAD) == 302
    with school_work(school.school):
        fresh = [one for one in school.letters() if one.state == "approved" and one.to_name == MOTHER]
        print_letters(fresh, by_hand=True, by=BY, now=at(9, 40))
    refused = school.client().post(f"{path}reopen/", {"words": "Too late"})
    assert (refused.status_code, "has left, or may have" in refused.content.decode()) == (422, True)
    assert {one.to_name: one.state for one in school.letters() if one.pk not in (mother.pk, father.pk)} == {
        MOTHER: "printed",
        FATHER: "approved",
    }, "nothing half done"
    assert school.sends(f"{path}withdraw/", {"words": "The family has moved"}) == 302
    assert "1 letter had left" in school.page(path)
    assert school.notice.state == states.WITHDRAWN


@pytest.mark.parametrize(
    ("asks", "says"),
    [
        (PROFILE.replace('issued_by = "school"', 'issued_by = "authority"'), "issues notices to improve itself"),
        (PROFILE.replace('for = ["G"]', 'for = ["O"]'), "no notice to improve where every session is O"),
        (
            PROFILE.replace('["G", "N", "O", "U"]', '["G", "U"]'),
            "No session of the last ten school weeks is one of G, U",
        ),
    ],
)
def test_none_is_begun_where_the_authority_issues_its_own_or_uses_none_for_these_sessions(
    school: Improving, asks: str, says: str
) -> None:
    school.ask(asks, version=2)
    answer = school.client().post(f"{school.case}improve/", {})
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert school.rows(ImprovementNotice) == []


def test_a_case_has_one_and_an_approval_by_what_was_not_seen_is_refused(school: Improving) -> None:
    school.offer()
    path = school.begun()
    assert "that is not over" in school.client().post(f"{school.case}improve/", {}).content.decode()
    assert school.sends(f"{path}write/", WRITTEN | {"edits": "0"}) == 302
    with school_work(school.school), pytest.raises(Overtaken):
        approve_notice(school.notice, authority=school.authority, edits=0, act=school.act())
    with school_work(school.school), pytest.raises(Refused):
        begin_notice(school.cases[0], authority=school.authority, act=school.act())


#: By casework's row "penalty referrals, ledger, shares": who reads a notice of their own year and who works on one.
READS, WORKS = {OFFICER, YEAR_HEAD, LEADER, LEAD, HEAD}, {OFFICER, LEAD, HEAD}


def test_each_role_has_of_a_notice_what_the_table_says(school: Improving) -> None:
    school.offer()
    path = school.begun()
    for role in EVERYBODY:
        client = school.client(role)
        assert (client.get(path).status_code == 200) == (role in READS), role
        assert (client.get(f"{path}write/").status_code == 200) == (role in WORKS), role
        assert (client.get(f"{path}approve/").status_code == 200) == (role is Role.HEADTEACHER), role
        shown = client.get(school.case)
        box = shown.status_code == 200 and 'id="improvement"' in shown.content.decode()
        assert box == (role in READS), role
