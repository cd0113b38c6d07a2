"""The register as a plain form: saved once, amended with a reason, and refused beside the field with nothing lost."""

import uuid

import pytest
from django.test import override_settings

from foundation.access.roles import Role
from schools.registers.models import Entry, MarkVersion
from tenants.trusts.scopes import school_work
from tests.journeys.classroom import MORNING, Classroom, ahead
from tests.schools.registers.asking import Clients, fields, page_of

pytestmark = pytest.mark.usefixtures("thursday_morning")


def test_a_form_sent_twice_is_one_save(room: Classroom, clients: Clients) -> None:
    client = clients(Role.CLASS_TEACHER, room)
    sent = fields(page_of(client, room.path() + "form/")) | {f"code-{room.pupils[0].pk}": "/"}
    for _ in range(2):
        response = client.post(room.path() + "form/", sent)
        assert (response.status_code, response["Location"]) == (302, room.path() + "form/")
    with school_work(room.school):
        assert (Entry.objects.count(), MarkVersion.objects.count()) == (1, 1)
    assert "Saved 1 mark" in page_of(client, room.path() + "form/")


def test_another_s_change_is_shown_and_kept_unless_overruled(room: Classroom, clients: Clients) -> None:
    teacher, officer = clients(Role.CLASS_TEACHER, room), clients(Role.ATTENDANCE_OFFICER, room)
    first, second = (f"code-{pupil.pk}" for pupil in room.pupils[:2])
    stale = fields(page_of(teacher, room.path() + "form/")) | {first: "N", second: "I"}
    officer.post(room.path() + "form/", fields(page_of(officer, room.path() + "form/")) | {first: "M"})
    response = teacher.post(room.path() + "form/", stale)
    page = response.getvalue().decode()
    assert response.status_code == 409
    assert "M, medical or dental. Save again to keep yours" in page
    assert room.marks() == {"Abdi": "M"}
    again = fields(page)
    assert (again[first], again[second]) == ("N", "I")
    assert teacher.post(room.path() + "form/", again).status_code == 302
    assert room.marks() == {"Abdi": "N", "Adeyemi": "I"}


@pytest.mark.parametrize(
    ("code", "minutes", "said"),
    [
        ("\\", "", "is for the PM register only"),
        ("L", "", "Say how many minutes late"),
        ("L", "99", "use U for a pupil"),
        ("L", "x", "Minutes late are a whole number."),
        ("L", "-1", "Minutes late are a whole number."),
        ("L", "٣", "Minutes late are a whole number."),
        ("I", "5", "Only L and U have minutes late"),
        ("<b>", "", "is not an attendance code."),
    ],
)
def test_what_is_wrong_is_beside_its_field_and_nothing_is_saved(
    shared: Classroom, clients: Clients, code: str, minutes: str, said: str
) -> None:
    client = clients(Role.CLASS_TEACHER, shared)
    pupil = shared.pupils[2].pk
    sent = fields(page_of(client, shared.path() + "form/")) | {f"code-{pupil}": code, f"minutes-{pupil}": minutes}
    sent[f"code-{shared.pupils[0].pk}"] = "N"
    response = client.post(shared.path() + "form/", sent)
    page = response.getvalue().decode()
    assert response.status_code == 422
    assert said in page
    assert f'aria-describedby="error-{pupil}"' in page
    assert "One thing to put right; nothing was saved" in page
    assert "<b>" not in page.partition("plain-register")[2].partition("</form>")[0]
    assert shared.marks() == {}


def test_an_amendment_without_a_reason_is_asked_for_one(room: Classroom, clients: Clients) -> None:
    client = clients(Role.ATTENDANCE_OFFICER, room)
    code = f"code-{room.pupils[0].pk}"
    client.post(room.path() + "form/", fields(page_of(client, room.path() + "form/")) | {code: "N"})
    with override_settings(CLOCK_AHEAD=ahead(MORNING.replace(hour=14))):
        sent = fields(page_of(client, room.path() + "form/")) | {code: "I"}
        response = client.post(room.path() + "form/", sent)
        assert response.status_code == 422
        assert 'id="reason_error"' in response.getvalue().decode()
        again = fields(response.getvalue().decode()) | {"reason": "Parent rang"}
        assert client.post(room.path() + "form/", again).status_code == 302
    assert room.marks() == {"Abdi": "I"}


def test_made_up_fields_do_nothing(shared: Classroom, clients: Clients) -> None:
    """A pupil nobody knows, a version from nowhere, a key and a reason too long: refused, cut or ignored, never a fault."""
    client = clients(Role.CLASS_TEACHER, shared)
    path = shared.path() + "form/"
    sent = fields(page_of(client, path))
    odd = {"version": "99", "key": "k" * 500, "reason": "x" * 20_000, "code-nobody": "N"}
    response = client.post(path, sent | odd)
    assert response.status_code == 302
    assert "Nothing was changed" in page_of(client, path)
    for more in ({f"code-{uuid.uuid4()}": "N"}, {f"code-{shared.pupils[0].pk}": "N"}):
        response = client.post(path, sent | odd | more)
        assert response.status_code == 422
        assert b"nothing was saved" in response.getvalue()
    assert shared.marks() == {}
