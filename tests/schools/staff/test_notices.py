"""Notices: one a post, told once, read by who holds the post; and a page that shows nobody another's."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.journal.models import OutboxRow
from schools.staff.models import StaffDuty, StaffMember, StaffNotice
from schools.staff.operations.notices import NOTICE_WANTED, Told, notify
from schools.staff.queries import last_told
from schools.staff.rules import kinds
from schools.staff.rules.kinds import FORGOTTEN, NoticeKind, kind_of, state_kind
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.at_once import at_once
from tests.schools.staff.posts import BY, DAY, NOON, TODAY, lines, post_of_role
from tests.world import World

MISSING = NoticeKind("registers_missing", "register is missing", "registers are missing")
REGISTER = "/registers/0199a0b0-0000-7000-8000-000000000000/2026-11-19/am/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that a room above would state."""
    monkeypatch.setitem(kinds._kinds, MISSING.name, MISSING)


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school()
    for role in (Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER, Role.SCHOOL_GOVERNOR):
        world.employ(role, school)
    return school


@pytest.fixture
def teacher(world: World, school: School) -> StaffMember:
    """The teacher's post, with a work email."""
    with school_work(school):
        post = post_of_role(world, school, Role.CLASS_TEACHER)
        post.email = "teacher@school.example"
        post.save(update_fields=["email"])
        return post


@pytest.fixture
def reader(world: World, school: School) -> Client:
    return world.client(world.person(Role.CLASS_TEACHER, school), school)


@pytest.fixture
def working(school: School) -> Iterator[None]:
    with school_work(school):
        yield


def tell(*posts: StaffMember, count: int = 3, address: str = REGISTER, **more: object) -> Told:
    options = {"kind": MISSING, "at": NOON, "by": BY} | more
    return notify([post.pk for post in posts], count=count, address=address, **options)  # type: ignore[arg-type]


def state_of(post: StaffMember) -> list[tuple[str, str, int]]:
    return list(StaffNotice.objects.filter(post=post).values_list("email_state", "address", "count"))


@pytest.mark.usefixtures("working")
def test_it_says_whom_it_reached_and_whom_not(world: World, school: School, teacher: StaffMember) -> None:
    officer = post_of_role(world, school, Role.ATTENDANCE_OFFICER)
    gone = StaffMember.objects.create(name="Cy Gone", position="Tutor", starts_on=TODAY - DAY, ends_on=TODAY - DAY)
    told = tell(teacher, teacher, officer, gone)
    assert (told.by_email, told.without_email, told.gone) == ([teacher], [officer], [gone])
    assert state_of(teacher) == [("wanted", REGISTER, 3)], "once, however often a post is given"
    assert state_of(officer) == [("none", REGISTER, 3)]
    assert state_of(gone) == []
    [promised] = OutboxRow.objects.filter(topic=NOTICE_WANTED)
    assert promised.payload == {"notices": [str(StaffNotice.objects.get(post=teacher).pk)]}
    assert lines(teacher) == [("staff.notified", {"kind": MISSING.name, "count": 3})]
    assert lines(gone) == []


@pytest.mark.usefixtures("working")
def test_who_was_told_since_is_not_told_again_and_it_says_when(teacher: StaffMember) -> None:
    tell(teacher)
    again = tell(teacher, at=NOON + HOUR, unless_since=NOON)
    assert (again.before, again.by_email) == ([(teacher, NOON)], [])
    assert last_told(MISSING.name, [REGISTER, "/week/"]) == {REGISTER: NOON}
    assert tell(teacher, at=NOON + HOUR, unless_since=NOON + HOUR).by_email == [teacher]
    assert tell(teacher, address="/week/", at=NOON + HOUR, unless_since=NOON).by_email == [teacher], "of another thing"
    assert last_told(MISSING.name, [REGISTER]) == {REGISTER: NOON + HOUR}
    assert OutboxRow.objects.filter(topic=NOTICE_WANTED).count() == 3


def test_of_two_who_tell_at_once_the_second_finds_whom_the_first_told(school: School, teacher: StaffMember) -> None:
    key = teacher.pk

    def chase() -> int:
        told = notify([key], kind=MISSING, count=1, address=REGISTER, at=NOON, by=BY, unless_since=NOON)
        return len(told.by_email)

    def second() -> int:
        with school_work(school):
            return chase()

    assert at_once(school, chase, second) == 0


@pytest.mark.usefixtures("working")
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": NoticeKind("nobody_s", "thing", "things")},
        {"count": 0},
        {"address": "https://elsewhere.example/"},
        {"address": "//elsewhere.example/"},
        {"address": "/\\elsewhere.example/"},
    ],
)
def test_a_notice_of_nothing_or_to_elsewhere_is_a_fault_of_ours(teacher: StaffMember, wrong: dict) -> None:
    with pytest.raises(ValueError, match="no notice"):
        tell(teacher, **wrong)
    assert state_of(teacher) == []


@pytest.mark.usefixtures("working")
@pytest.mark.parametrize("wrong", [{"count": 0}, {"address": "//elsewhere.example/"}, {"address": "week/"}])
def test_the_database_keeps_none_either(teacher: StaffMember, wrong: dict) -> None:
    tell(teacher)
    with pytest.raises(IntegrityError), transaction.atomic(using=ALIAS):
        StaffNotice.objects.update(**wrong)


def test_kinds_are_stated_once_and_say_one_and_several() -> None:
    assert (MISSING.said(1), MISSING.said(1200)) == ("1 register is missing.", "1,200 registers are missing.")
    assert NoticeKind("x", "You have been given a duty").said(1) == "You have been given a duty."
    assert state_kind(MISSING) is MISSING, "loading an app twice changes nothing"
    with pytest.raises(ValueError, match="two kinds"):
        state_kind(NoticeKind(MISSING.name, "other"))
    assert kind_of("of a release long ago") is FORGOTTEN


def test_a_notice_is_counted_in_the_top_line_until_it_is_opened(
    school: School, teacher: StaffMember, reader: Client
) -> None:
    assert "unread" not in reader.get("/registers/").content.decode()
    with school_work(school):
        tell(teacher)
        key = StaffNotice.objects.get().pk
    assert '1<span class="vh"> unread' in reader.get("/registers/").content.decode()
    assert "3 registers are missing." in reader.get("/notices/").content.decode()
    assert reader.head(f"/notices/{key}/").status_code == 302
    with school_work(school):
        assert StaffNotice.objects.get().read_at is None, "who only asks where it leads has not read it"
    assert reader.get(f"/notices/{key}/")["Location"] == REGISTER
    with school_work(school):
        assert StaffNotice.objects.get().read_at == NOON
    page = reader.get("/notices/").content.decode()
    assert "Nothing unread." in page
    assert "unread</span>" not in page


def test_all_that_the_page_showed_are_marked_and_one_that_came_since_is_not(
    school: School, teacher: StaffMember, reader: Client
) -> None:
    with school_work(school):
        tell(teacher, at=NOON - 2 * HOUR)
        tell(teacher, at=NOON - HOUR)
        shown = StaffNotice.objects.latest("at").pk
        tell(teacher, at=NOON)
    said = reader.post(f"/notices/{shown}/read/", follow=True).content.decode()
    assert "2 notices marked as read." in said
    assert '1<span class="vh"> unread' in said


def test_nobody_opens_anothers(world: World, school: School, teacher: StaffMember, reader: Client) -> None:
    with school_work(school):
        tell(teacher, post_of_role(world, school, Role.ATTENDANCE_OFFICER))
        keys = dict(StaffNotice.objects.values_list("post__position", "pk"))
    officers = keys[Role.ATTENDANCE_OFFICER.label]
    assert reader.get(f"/notices/{officers}/").status_code == 404
    assert reader.post(f"/notices/{officers}/read/").status_code == 404
    with school_work(school):
        assert set(StaffNotice.objects.values_list("read_at", flat=True)) == {None}
    governor = world.client(world.person(Role.SCHOOL_GOVERNOR, school), school).get("/notices/").content.decode()
    assert "No notice yet." in governor


def test_who_is_given_a_duty_that_has_begun_is_told_of_it(world: World, school: School, teacher: StaffMember) -> None:
    officer = world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)
    duty = f"/staff/{teacher.pk}/duty/"
    later = officer.post(duty, {"duty": "fire_marshal", "starts_on": "tomorrow"}, follow=True)
    assert "They are told" not in later.content.decode()
    now = officer.post(duty, {"duty": "attendance_lead", "starts_on": "today"}, follow=True)
    assert "They are told in Rollcall and by email." in now.content.decode()
    with school_work(school):
        own = post_of_role(world, school, Role.ATTENDANCE_OFFICER)
        assert state_of(teacher) == [("wanted", "/staff/", 1)]
    officer.post(f"/staff/{own.pk}/duty/", {"duty": "fire_marshal", "starts_on": "today"})
    with school_work(school):
        assert state_of(own) == [], "nobody is told of what they did themselves"
        StaffMember.objects.filter(pk=teacher.pk).update(email="")
        StaffDuty.objects.filter(duty="attendance_lead").update(ends_on=TODAY - DAY, starts_on=TODAY - DAY)
    silent = officer.post(duty, {"duty": "attendance_lead", "starts_on": "today"}, follow=True)
    assert "They have no work email, so they are told in Rollcall alone." in silent.content.decode()
