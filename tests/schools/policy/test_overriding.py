"""The school's own lines: what may be set, what is refused with words, and that a draft is what its approver saw."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.database.functions import new_keys
from foundation.refusals import Malformed, Overtaken, Refused
from schools.journal.models import AuditLine
from schools.policy import queries
from schools.policy.operations.overriding import approve_override, drop_line, set_line, take_file, withdraw_override
from schools.policy.operations.taking_in import take_in
from schools.policy.pages.lines import for_the_head, waits_for_head
from schools.roll.pages.today_lists import Asked, lists_of
from tenants.policies.rules.canonical import canonical
from tenants.policies.rules.default import default_policy
from tenants.policies.rules.overriding import Line
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.school_policy import FIVE, told
from tests.schools.policy.test_travelling import locked
from tests.world import World

TODAY = dt.date(2026, 11, 19)
NOW = dt.datetime(2026, 11, 19, 9, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TEN = "stages.support.criteria.ten.unauthorised.at_least"
JANUARY = dt.date(2027, 1, 4)
FILE = f'''base = {{ key = "{default_policy().key}", version = 1 }}
[[set]]
path = "{FIVE}"
value = 7
reason = "Agreed with heads of year"
'''
SPELLS = "stages.listen.criteria.spells.spells.at_least"


@pytest.fixture
def school(world: World) -> Iterator[School]:
    one = world.another_school()
    with school_work(one):
        take_in([told()], heads=(), address="/policy/", now=NOW)
        yield one


@pytest.fixture
def head(school: School) -> Actor:
    return Actor(new_keys(1)[0], "Mr Head")


def put(value: object, by: Actor, *, path: str = FIVE, edits: int = 0) -> int:
    """Set a line in the draft; its count of changes then."""
    line = Line.model_validate({"path": path, "value": value, "reason": "Agreed with heads of year"})
    return set_line(line, edits=edits, by=by, now=NOW, today=TODAY).edits


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (FIVE, 9, "9 is not what the trust leaves open"),
        (FIVE, 3, "3 is not what the trust leaves open"),
        (FIVE, "1/10", "is a count"),
        (TEN, 8, "This line is the trust’s."),
        ("stages.listen.criteria.five.possible.at_least", 8, "There is no such line."),
    ],
)
def test_a_line_is_set_within_what_the_trust_leaves_open(head: Actor, path: str, value: object, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        put(value, head, path=path)
    assert refused.value.first.field == "value"
    assert queries.draft() is None


def test_what_is_approved_decides_from_its_day_and_a_line_can_be_left_to_the_trust_again(head: Actor) -> None:
    edits = put(4, head, path=SPELLS, edits=put(6, head))
    with pytest.raises(Refused, match="is past"):
        approve_override(edits=edits, from_day=TODAY - DAY, by=head, now=NOW, today=TODAY)
    first = approve_override(edits=edits, from_day=TODAY + DAY, by=head, now=NOW, today=TODAY)
    assert (queries.in_force_on(TODAY).override, queries.in_force_on(TODAY + DAY).override) == (0, 1)  # type: ignore[union-attr]
    assert queries.standing_on(TODAY + DAY) == {
        "held": 1,
        "version": 1,
        "override": 1,
        "lines": 2,
        "dropped": 0,
        "unheld": [],
    }

    again = put(6, head)
    with pytest.raises(Refused, match="Nothing differs"):
        approve_override(edits=again, from_day=TODAY, by=head, now=NOW, today=TODAY)
    left = drop_line(SPELLS, edits=again, by=head, now=NOW)
    second = approve_override(edits=left.edits, from_day=TODAY + DAY, by=head, now=NOW, today=TODAY)
    assert [line["path"] for line in second.lines] == [FIVE]
    assert len(first.lines) == 2
    assert queries.in_force_on(TODAY + DAY).override == 2  # type: ignore[union-attr]
    acts = AuditLine.objects.filter(act="policy.override_approved").values_list("details", flat=True)
    assert [one["lines"] for one in acts] == [2, 1]


@override_settings(ROOT_URLCONF=settings.PLACE_URLCONFS["school"])
def test_what_waits_for_the_head_is_on_today_the_draft_and_what_is_going_to_drop(head: Actor) -> None:
    member = Member(
        new_keys(1)[0], "Mr Head", "head@alder.test", "school", new_keys(1)[0], frozenset({Role.HEADTEACHER})
    )
    asked = Asked(member, NOW)
    assert "policy" in {one.key for one in lists_of(member)}
    assert (list(for_the_head(asked).lines), waits_for_head(asked).exists()) == ([], False)
    edits = put(6, head)
    (draft,) = for_the_head(asked).lines
    assert (draft.cells[1], draft.act_address) == ("1 line, last changed by Mr Head", "/policy/draft/approve/")
    assert waits_for_head(asked).exists()
    approve_override(edits=edits, from_day=TODAY, by=head, now=NOW, today=TODAY)
    assert not waits_for_head(asked).exists()
    text = canonical(locked(default_policy()).model_copy(update={"version": 2}))
    take_in([told(2, JANUARY, text)], heads=(), address="/policy/", now=NOW)
    (drops,) = for_the_head(asked).lines
    assert waits_for_head(asked).exists()
    assert drops.head == "Version 2 of the trust’s policy with override 1"
    assert drops.cells[1] == "1 line of the school’s own drops then."


def test_a_file_takes_the_place_of_all_lines_or_is_refused_whole(head: Actor) -> None:
    put(6, head)
    for text, words in (
        (FILE.replace("value = 7", "value = 9"), "9 is not what the trust leaves open"),
        (FILE.replace("reason", "why"), "row 2, set.1.reason: It is missing"),
    ):
        with pytest.raises(Malformed, match=words):
            take_file(text, name="lines.toml", edits=1, by=head, now=NOW, today=TODAY)
    with pytest.raises(Overtaken):
        take_file(FILE, name="lines.toml", edits=0, by=head, now=NOW, today=TODAY)
    row = take_file(FILE, name="lines.toml", edits=1, by=head, now=NOW, today=TODAY)
    assert [(one["path"], one["value"]) for one in row.lines] == [(FIVE, 7)]
    assert AuditLine.objects.get(act="policy.override_file_taken").details == {"lines": 1}


def test_nobody_changes_or_approves_what_they_have_not_seen(head: Actor) -> None:
    edits = put(6, head)
    for act in (
        lambda: put(7, head, edits=0),
        lambda: put(7, head, edits=edits + 1),
        lambda: approve_override(edits=edits + 1, from_day=TODAY, by=head, now=NOW, today=TODAY),
        lambda: withdraw_override(edits=edits - 1, by=head),
    ):
        with pytest.raises(Overtaken):
            act()
    withdraw_override(edits=edits, by=head)
    assert queries.draft() is None
