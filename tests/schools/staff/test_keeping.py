"""Contact details and duties: what is kept, what is refused, and who holds which duty on a day."""

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction

from foundation.database.scope import ALIAS
from schools.staff.models import StaffDuty, StaffMember
from schools.staff.operations.details import change_details
from schools.staff.operations.duties import end_duty
from schools.staff.queries import duties_of, holders_of, posts_on
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.staff.posts import BY, DAY, TODAY, Duty, give, lines, refused
from tests.world import World

LEAD = Duty.ATTENDANCE_LEAD


@pytest.fixture
def post(world: World, fresh_school: Callable[[], School]) -> Iterator[StaffMember]:
    """Ana Petrov's post; the test works in the school's transaction."""
    with school_work(fresh_school()):
        yield StaffMember.objects.create(
            name="Ana Petrov", position="Tutor", person_id=world.operator.pk, starts_on=TODAY - 9 * DAY
        )


def test_details_are_kept_as_typed_with_the_digits_and_the_line_says_only_which(post: StaffMember) -> None:
    assert change_details(post, email=" a.petrov@alder.example ", mobile="07700 900 123", by=BY)
    post.refresh_from_db()
    assert (post.email, post.mobile, post.mobile_digits) == (
        "a.petrov@alder.example",
        "07700 900 123",
        "+447700900123",
    )
    assert not change_details(post, email="a.petrov@alder.example", mobile="07700 900 123", by=BY), "nothing differs"
    assert change_details(post, email="a.petrov@alder.example", mobile="", by=BY)
    post.refresh_from_db()
    assert (post.mobile, post.mobile_digits) == ("", "")
    assert lines(post) == [
        ("staff.details_changed", {"changed": ["email", "mobile"]}),
        ("staff.details_changed", {"changed": ["mobile"]}),
    ]


def test_every_fault_of_the_details_is_told_beside_its_field_and_nothing_is_kept(post: StaffMember) -> None:
    faults = refused(lambda: change_details(post, email="a.petrov@", mobile="ring the office", by=BY))
    assert [field for field, _ in faults] == ["mobile", "email"]
    assert "not a telephone number" in faults[0][1]
    assert "not an email address" in faults[1][1]
    post.refresh_from_db()
    assert (post.email, lines(post)) == ("", [])


def test_the_database_keeps_no_number_without_its_digits(post: StaffMember) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(using=ALIAS):
        StaffMember.objects.filter(pk=post.pk).update(mobile="07700 900123")


def test_posts_are_told_apart_by_whether_they_can_be_written_to(post: StaffMember) -> None:
    other = StaffMember.objects.create(name="Ben Low", position="Tutor", email="b@alder.example", starts_on=TODAY)
    StaffMember.objects.create(name="Cy Gone", position="Tutor", starts_on=TODAY - DAY, ends_on=TODAY - DAY)
    assert list(posts_on(TODAY)) == [post, other]
    assert list(posts_on(TODAY, with_email=True)) == [other]
    assert list(posts_on(TODAY, with_email=False)) == [post]


def test_a_duty_is_held_between_its_days_and_no_longer_than_the_post(post: StaffMember) -> None:
    give(post, LEAD, TODAY, ends_on=TODAY + 5 * DAY)
    assert post.person_id
    held = {n: duties_of(post.person_id, TODAY + n * DAY) for n in (-1, 0, 5, 6)}
    assert held == {-1: frozenset(), 0: {LEAD}, 5: {LEAD}, 6: frozenset()}
    assert holders_of(LEAD, TODAY) == [post]
    assert holders_of(Duty.FIRE_MARSHAL, TODAY) == []
    StaffMember.objects.filter(pk=post.pk).update(ends_on=TODAY - DAY)
    assert holders_of(LEAD, TODAY) == []
    assert duties_of(post.person_id, TODAY) == frozenset()


def test_a_duty_that_cannot_be_is_refused_beside_its_field(post: StaffMember) -> None:
    assert refused(lambda: give(post, LEAD, TODAY, ends_on=TODAY - DAY))[0][0] == "ends_on"
    row = give(post, LEAD)
    assert refused(lambda: give(post, LEAD, TODAY + DAY))[0][0] == "duty"
    give(post, Duty.FIRE_MARSHAL)
    assert refused(lambda: end_duty(row, ends_on=TODAY - DAY, by=BY))[0][0] == "ends_on"
    StaffMember.objects.filter(pk=post.pk).update(ends_on=TODAY)
    assert refused(lambda: give(post, LEAD, TODAY + DAY))[0][0] == "starts_on"


def test_a_duty_is_ended_given_anew_and_never_runs_into_the_next(post: StaffMember) -> None:
    row = give(post, LEAD, TODAY - DAY)
    end_duty(row, ends_on=TODAY, by=BY)
    again = give(post, LEAD, TODAY + 3 * DAY)
    assert refused(lambda: end_duty(row, ends_on=TODAY + 3 * DAY, by=BY))[0][0] == "ends_on"
    end_duty(row, ends_on=TODAY + 2 * DAY, by=BY)
    assert [(one.pk, one.ends_on) for one in StaffDuty.objects.all()] == [(row.pk, TODAY + 2 * DAY), (again.pk, None)]
    assert [act for act, _ in lines(post) if "duty" in act] == [
        "staff.duty_given",
        "staff.duty_ended",
        "staff.duty_given",
        "staff.duty_ended",
    ]
    assert lines(post)[0][1] == {"duty": LEAD, "row": str(row.pk), "from": str(TODAY - DAY), "to": ""}
