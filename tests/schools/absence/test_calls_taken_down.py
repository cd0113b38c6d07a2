"""A parent rings before the register says that the child is missing: what is planned, and what waits for an N."""

from typing import Any

import pytest

from foundation.access.roles import Role
from schools.absence.models import Reply
from schools.registers.models import Mark
from schools.roll.models import Pupil
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import FATHER, MOTHER, Family, family
from tests.schools.absence.letters import replies
from tests.schools.registers.taking import THURSDAY, at, taking
from tests.world import World


@pytest.fixture
def browns(world: World, monkeypatch: pytest.MonkeyPatch) -> Family:
    return family(lambda: taking(world, monkeypatch, now=at(8, 10)))


def ring(browns: Family, pupil: Pupil, said: str, contact: str = MOTHER, *, when: str = "day", **more: str) -> Any:
    who = str(browns.contacts[contact].pk) if contact else ""
    form = {"contact": who, "said": said, "when": when, "key": f"{said}-{when}", **more}
    return browns.client().post(f"/first-day/{pupil.pk}/call/", form)


def marks(browns: Family, pupil: Pupil) -> dict[int, tuple[str, bool]]:
    with school_work(browns.taking.school):
        rows = Mark.objects.filter(pupil_key=pupil.key, date=THURSDAY)
        return {mark.session: (mark.code, mark.planned) for mark in rows}


def test_an_appointment_is_planned_in_the_sessions_it_is_for_and_the_register_confirms_it(browns: Family) -> None:
    answer = ring(browns, browns.kai, "medical", when="am", note="Dentist at 9")
    assert (answer.status_code, answer["Location"]) == (302, f"/pupils/{browns.kai.pk}/")
    assert ring(browns, browns.kai, "medical", when="am", note="Dentist at 9").status_code == 302
    assert marks(browns, browns.kai) == {1: ("M", True)}
    (call,) = replies(browns)
    assert (call.words, call.settled_as, call.taken_by != "") == ("Dentist at 9", "reason", True)
    panel = browns.client().get(f"/pupils/{browns.kai.pk}/").content.decode()
    assert "Planned: M: medical or dental. The register confirms it." in panel
    assert "Replies" not in panel


def test_the_key_of_another_child_s_call_keeps_nothing_and_says_so(browns: Family) -> None:
    assert ring(browns, browns.kai, "illness", key="one-press").status_code == 302
    assert ring(browns, browns.mia, "illness", key="one-press").status_code == 422
    assert len(replies(browns)) == 1


def test_an_appointment_for_the_whole_day_is_planned_in_both_sessions_by_one_call(browns: Family) -> None:
    for _ in range(2):
        assert ring(browns, browns.kai, "medical", note="At the hospital").status_code == 302
    assert marks(browns, browns.kai) == {1: ("M", True), 2: ("M", True)}
    (call,) = replies(browns)
    assert call.settled_as == "reason"


def test_illness_is_no_plan_and_is_offered_once_the_register_has_an_n(browns: Family) -> None:
    assert ring(browns, browns.kai, "illness", note="Sick in the night").status_code == 302
    assert marks(browns, browns.kai) == {}
    page = browns.client().get(f"/pupils/{browns.kai.pk}/").content.decode()
    assert "It is offered once the register says that the child is missing." in page
    assert "Sick in the night" not in browns.client().get("/today/").content.decode()
    browns.taking.set_clock(at(8, 55))
    browns.take(kai="N")
    assert "Sick in the night" in browns.client().get("/today/").content.decode()
    (call,) = replies(browns)
    assert call.day is not None
    assert browns.client().post(f"/first-day/replies/{call.pk}/", {"ruling": "suggested"}).status_code == 302
    assert browns.code(browns.kai) == "I"


def test_what_was_taken_down_of_a_child_who_came_stays_a_note(browns: Family) -> None:
    assert ring(browns, browns.kai, "illness").status_code == 302
    browns.taking.set_clock(at(8, 55))
    browns.take(mia="N")
    assert [(one.day, one.settled_at) for one in replies(browns)] == [(None, None)]
    assert "1 reply" not in browns.client().get("/today/").content.decode()


def test_about_a_child_without_a_reason_it_is_the_call_sheet(browns: Family) -> None:
    browns.taking.set_clock(at(8, 55))
    browns.take(kai="N")
    answer = browns.client().get(f"/first-day/{browns.kai.pk}/call/")
    assert (answer.status_code, answer["Location"]) == (302, browns.address(browns.kai))


def test_a_session_that_has_a_mark_or_is_open_is_left_to_its_register(browns: Family) -> None:
    browns.taking.set_clock(at(8, 55))
    browns.take(mia="N")
    assert ring(browns, browns.kai, "medical", note="In the afternoon too").status_code == 302
    assert marks(browns, browns.kai) == {1: ("/", False), 2: ("M", True)}


CANNOT_BE = [
    ({"said": "spoke"}, "Write what they said, or choose a reason."),
    ({"said": "no_answer"}, "Select a valid choice"),
    ({"when": "never"}, "Select a valid choice"),
    ({"contact": ""}, "Choose who rang."),
    ({"said": ""}, "Choose what they said."),
    ({"note": "x" * 1001}, "at most 1000 characters"),
    ({"note": "a\x00"}, "Null characters are not allowed"),
]


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(browns: Family) -> None:
    for form, words in CANNOT_BE:
        sent = {"said": "illness", **form}
        answer = ring(browns, browns.kai, sent.pop("said"), **sent)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), form
    assert ring(browns, browns.mia, "illness", FATHER).status_code == 422, "he is barred for her"
    assert replies(browns) == []


def test_who_follows_nobody_up_takes_nothing_down(browns: Family) -> None:
    for role, status in ((Role.HEAD_OF_YEAR, 200), (Role.CLASS_TEACHER, 404), (Role.SCHOOL_GOVERNOR, 404)):
        assert browns.client(role).get(f"/first-day/{browns.kai.pk}/call/").status_code == status
    page = browns.client(Role.CLASS_TEACHER).get(f"/pupils/{browns.kai.pk}/").content.decode()
    assert "Take down a call" not in page
    with school_work(browns.taking.school):
        assert not Reply.objects.exists()
