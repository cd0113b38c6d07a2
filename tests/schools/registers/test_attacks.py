"""What somebody hostile may try on a register: no token, foreign keys, bytes no text holds, looks without a trace."""

import datetime as dt
import re
import uuid

import pytest

from foundation.access.roles import Role
from schools.journal.models import AuditLine, ReadLine, Shown
from schools.registers.models import Mark
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import Taking, at, taking
from tests.world import World

OFFICER = Role.ATTENDANCE_OFFICER
SINCE, BIRTH = dt.date(2026, 9, 2), dt.date(2012, 3, 14)


@pytest.fixture
def morning(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """08:55 on Thursday 19 November 2026."""
    return taking(world, monkeypatch)


def test_a_save_without_the_pages_token_is_refused(morning: Taking) -> None:
    """The framework exempts its views from the CSRF check; ours is held to it like any form."""
    morning.clients[OFFICER].handler.enforce_csrf_checks = True
    assert morning.save(morning.mark(0, "/")).status_code == 403
    assert morning.marks() == {}


def test_a_refused_form_leaves_the_trace_of_who_saw_it(morning: Taking) -> None:
    """What is wrong undoes the save and not the line that says who was shown the register; nor does a conflict's answer."""
    bad = {"version": "0", "key": "k", "reason": "", f"code-{morning.pupils[0]}": "Z9"}
    assert morning.clients[OFFICER].post(morning.form(), bad).status_code == 422
    morning.save(morning.mark(0, "N"), role=Role.CLASS_TEACHER)
    assert morning.save(morning.mark(0, "/"), role=Role.HEAD_OF_YEAR).status_code == 409
    with school_work(morning.school):
        people = set(ReadLine.objects.values_list("person_id", flat=True))
        assert Mark.objects.count() == 1
    assert people == {morning.people[role] for role in (OFFICER, Role.CLASS_TEACHER, Role.HEAD_OF_YEAR)}


def test_what_is_not_there_was_not_seen(morning: Taking) -> None:
    """A 404 shows nothing, so it leaves no line either."""
    stranger = {"pupil": str(uuid.uuid4()), "was": None, "code": "/", "minutes": None}
    assert morning.save(stranger).status_code == 404
    with school_work(morning.school):
        assert not ReadLine.objects.exists()


def test_a_teacher_cannot_ask_which_keys_are_pupils(morning: Taking) -> None:
    """A pupil of another group answers a teacher as a key of nobody does, in the interface and in the form."""
    answers = []
    for pupil in (_pupil_of_another_group(morning), uuid.uuid4()):
        mark = {"pupil": str(pupil), "was": None, "code": "/", "minutes": None}
        form = {"version": "0", "key": "k", "reason": "", f"code-{pupil}": "/"}
        teacher = morning.clients[Role.CLASS_TEACHER]
        for answer in (morning.save(mark, role=Role.CLASS_TEACHER), teacher.post(morning.form(), form)):
            said = answer.content.decode().replace(str(pupil), "")
            answers.append((answer.status_code, re.sub(r'name="(csrfmiddlewaretoken|key)" value="\w+"', "", said)))
    assert answers[:2] == answers[2:]
    assert answers[0][0] == 422
    assert morning.marks() == {}


def _pupil_of_another_group(there: Taking) -> uuid.UUID:
    with school_work(there.school):
        group = RegistrationGroup.objects.create(academic_year=2026, name="10X", year_group="10")
        pupil = Pupil.objects.create(surname="Other", forename="A", sort_name="other a", birth=BIRTH, sex="M")
        Admission.objects.create(pupil=pupil, starts_on=SINCE)
        Placement.objects.create(pupil=pupil, year_group="10", group=group, starts_on=SINCE)
    return pupil.pk


def test_nobody_writes_into_the_trace_what_no_page_showed(morning: Taking) -> None:
    """The journal says which session a week was asked about only where that session was what chose the pupils."""
    morning.save(morning.mark(0, "N"))
    for asked in ("year=9&at=2026-11-19-am", "year=9&show=N&at=2031-01-07-pm", "show=N&at=2026-11-19-am"):
        assert morning.clients[OFFICER].get(f"/week/?{asked}").status_code == 200
    with school_work(morning.school):
        said = set(Shown.objects.filter(what=Shown.What.WEEK).values_list("about_id", flat=True))
    assert said == {"year=9", "year=9&show=N", "year=9&show=N&at=2026-11-19-am"}


def test_a_name_of_no_field_that_no_text_can_hold_is_no_fault_of_ours(morning: Taking) -> None:
    """Half a character in the name of a field cannot be said back: it is refused before anybody tries."""
    for name in (r"\ud800", r"a\udfff"):
        for body in (f'{{"version": 0, "{name}": 1, "marks": []}}', f'{{"{name}": 1, "{name}": 2}}'):
            assert morning.send(body).status_code == 400


@pytest.mark.parametrize("field", ["key", "reason", "code", "was", "minutes", "version"])
def test_bytes_no_text_holds_are_no_fault_of_ours(morning: Taking, field: str) -> None:
    """A NUL in any field of the plain form is a refusal or is passed over; nothing of it is kept."""
    pupil = morning.pupils[0]
    morning.save(morning.mark(0, "N"))
    morning.set_clock(at(11))
    data = {"version": "1", "key": "k", "reason": "Rang", f"was-{pupil}": "N", f"code-{pupil}": "I"}
    name = field if field in ("key", "reason", "version") else f"{field}-{pupil}"
    data[name] = f"{data.get(name, '')}\x00"
    assert morning.clients[OFFICER].post(morning.form(), data).status_code in (302, 409, 422)
    assert "\x00" not in str(morning.versions())


@pytest.mark.parametrize("address", ["/week/?week={}", "/registers/?on={}", "/pupils/{pupil}/as-at/?at={}"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31/12/9999"])
def test_the_ends_of_the_calendar_are_no_fault_of_ours(morning: Taking, address: str, day: str) -> None:
    """A day before which, or after which, there is no other is no day of a school: the page says so or shows today."""
    asked = address.replace("{pupil}", str(morning.pupils[0])).format(day)
    assert morning.clients[OFFICER].get(asked).status_code == 200


def test_nobody_reads_restricted_flags_unseen_by_sending_nonsense(morning: Taking) -> None:
    """The form on that page comes back with all that the page shows; each time is an audit line."""
    page = f"/pupils/{morning.pupils[0]}/restricted/"
    for count in (1, 2):
        assert morning.clients[Role.HEADTEACHER].post(page, {"kind": "nonsense"}).status_code == 422
        with school_work(morning.school):
            assert AuditLine.objects.filter(act="restricted_flags.seen").count() == count
