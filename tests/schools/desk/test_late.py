"""Late at the desk: through the registers' own save, in the place of nothing or N, and else only when asked again."""

import pytest
from django.test import Client

from foundation.access.roles import Role
from schools.desk.models import Arrival, Outing
from schools.journal.models import AuditLine, OutboxRow
from schools.registers.models import Entry, Mark
from tenants.trusts.scopes import school_work
from tests.schools.desk.conftest import Press
from tests.schools.registers.taking import THURSDAY, Taking, at

AM, PM = (THURSDAY, 1), (THURSDAY, 2)


def mark(made: Taking, place: int = 0, session: int = 1) -> tuple[str, int | None] | None:
    return made.marks().get((place, THURSDAY, session))


def words(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


@pytest.mark.parametrize(("now", "said"), [(at(9, 2), ("L", 12)), (at(9, 31), ("U", 41)), (at(13, 5), ("L", 5))])
def test_the_receptionist_marks_late_in_a_register_nobody_has_taken(
    made: Taking, press: Press, now: object, said: tuple[str, int]
) -> None:
    made.set_clock(now)  # type: ignore[arg-type]
    done = press("late", reason="Bus", lunch="true")
    assert (done.status_code, done["Location"]) == (302, "/desk/")
    session = 2 if now == at(13, 5) else 1
    assert mark(made, session=session) == said
    assert made.weeks_agree()
    with school_work(made.school):
        row = Arrival.objects.get()
        assert (row.code, row.minutes, row.reason, row.lunch) == (*said, "Bus", True)
        entry = Entry.objects.get()
        assert (entry.source, entry.by_position, entry.register_version) == ("desk", "Receptionist", 1)
        assert entry.idempotency_key == row.idempotency_key
        assert list(AuditLine.objects.order_by("id").values_list("act", flat=True)) == ["register.saved", "desk.late"]
        assert OutboxRow.objects.filter(topic="marks.changed").exists()


def test_a_press_sent_twice_is_one(made: Taking, press: Press) -> None:
    assert press("late", key="once").status_code == press("late", key="once").status_code == 302
    with school_work(made.school):
        assert (Entry.objects.count(), Arrival.objects.count()) == (1, 1)
    assert "key of another act" in words(press("late", 1, key="once"))
    assert mark(made, 1) is None


def test_an_n_gives_way_to_whoever_comes_also_once_the_register_has_closed(made: Taking, press: Press) -> None:
    made.save(made.mark(0, "N"), made.mark(1, "N"))
    press("late", 1)
    made.set_clock(at(9, 31))
    press("late", reason="Overslept")
    assert mark(made) == ("U", 41)
    assert mark(made, 1) == ("L", 5)
    newest = next(row for row in made.versions() if row["new_code"] == "U")
    assert newest["reason"] == "Came to the desk at 09:31: Overslept"


@pytest.mark.parametrize(("held", "said"), [("/", "as here already"), ("I", "why they are not here")])
def test_another_mark_is_told_of_and_replaced_only_when_asked_again(
    made: Taking, press: Press, held: str, said: str
) -> None:
    made.save(made.mark(0, held))
    made.set_clock(at(9, 31))
    told = press("late", reason="Bus", lunch="false")
    assert told.status_code == 422
    assert said in words(told)
    assert f"has {held} for them" not in words(told), "a receptionist sees no register"
    assert 'name="reason" value="Bus"' in words(told)
    assert 'name="lunch" value="false"' in words(told)
    assert mark(made) == (held, None)
    with school_work(made.school):
        entry = Mark.objects.get(session=1).entry_id
        assert not Arrival.objects.exists()
    assert press("late", over=entry + 1).status_code == 422
    assert press("late", over=entry).status_code == 302
    assert mark(made) == ("U", 41)
    with school_work(made.school):
        assert Arrival.objects.get().before_code == held


def test_the_officer_is_told_which_mark_it_is(made: Taking, press: Press) -> None:
    made.save(made.mark(0, "I"))
    made.set_clock(at(9, 31))
    told = press("late", by=made.clients[Role.ATTENDANCE_OFFICER])
    assert "The register has I for them. Nothing is changed." in words(told)


def test_what_was_planned_is_no_reason_to_turn_anybody_away(made: Taking, press: Press) -> None:
    made.set_clock(at(8, 0))
    made.save(made.mark(0, "C"))
    made.set_clock(at(9, 0))
    assert press("late").status_code == 422
    with school_work(made.school):
        entry = Mark.objects.get().entry_id
    assert press("late", over=entry).status_code == 302
    assert mark(made) == ("L", 10)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at(8, 49), "Nobody is late yet"),
        (at(17, 30), "session is over"),
        (at(9, 0, on=THURSDAY.replace(day=21)), "is not a school day"),
    ],
)
def test_nobody_is_late_where_no_session_is_held(made: Taking, press: Press, now: object, said: str) -> None:
    made.set_clock(now)  # type: ignore[arg-type]
    refused = press("late")
    assert (refused.status_code, said in words(refused)) == (422, True)
    assert made.marks() == {}


def test_whoever_was_out_is_back(made: Taking, press: Press) -> None:
    press("out", reason="Dentist", with_whom="Mother")
    made.set_clock(at(13, 30))
    press("late")
    with school_work(made.school):
        row = Outing.objects.get()
        assert (row.back_at, row.ended_by_id) == (at(13, 30), Arrival.objects.get().pk)


def undo(client: Client) -> object:
    page = client.get("/desk/").content.decode()
    name = page.split('name="act" value="')[1].split('"')[0]
    return client.post("/desk/undo/", {"act": name}, follow=True)


def test_undo_puts_back_what_was_there_while_the_register_is_open(
    made: Taking, press: Press, receptionist: Client
) -> None:
    made.save(made.mark(0, "N"))
    press("out", reason="Dentist", with_whom="Mother")
    press("late")
    made.set_clock(at(8, 56))
    press("late", 1)
    assert "Undone." in words(undo(receptionist))
    assert (mark(made), mark(made, 1)) == (("L", 5), None)
    assert "Undone." in words(undo(receptionist))
    assert mark(made) == ("N", None)
    with school_work(made.school):
        assert Outing.objects.get().back_at is None, "and they are out again"
    assert made.weeks_agree()


def test_undo_once_the_register_has_closed_amends_and_removes_nothing(
    made: Taking, press: Press, receptionist: Client
) -> None:
    made.save(made.mark(0, "N"))
    made.set_clock(at(9, 31))
    press("late")
    assert "Undone." in words(undo(receptionist))
    assert mark(made) == ("N", None)
    press("late", 1)
    assert "amended and never removed. Ask the attendance officer" in words(undo(receptionist))
    assert mark(made, 1) == ("U", 41)


def test_only_ones_own_last_act_is_undone_and_not_over_somebody_elses(
    made: Taking, press: Press, receptionist: Client
) -> None:
    press("late")
    officer = made.clients[Role.ATTENDANCE_OFFICER]
    assert 'action="/desk/undo/"' not in words(officer.get("/desk/"))
    with school_work(made.school):
        name = f"late.{Arrival.objects.get().pk}"
    assert "not the last thing you did" in words(officer.post("/desk/undo/", {"act": name}, follow=True))
    assert made.save(made.mark(0, "/", was="L") | {"was": {"code": "L", "minutes": 5}}).status_code == 200
    assert "Somebody changed this mark" in words(undo(receptionist))
    assert mark(made) == ("/", None)


def test_undoing_a_late_that_took_the_place_of_another_puts_that_one_back_on_the_list(
    made: Taking, press: Press, receptionist: Client
) -> None:
    press("late", reason="Bus")
    made.set_clock(at(9, 31))
    with school_work(made.school):
        entry = Mark.objects.get(session=1).entry_id
    assert press("late", reason="Came again", over=entry).status_code == 302
    assert mark(made) == ("U", 41)
    assert "Undone." in words(undo(receptionist))
    assert mark(made) == ("L", 5)
    with school_work(made.school):
        assert list(Arrival.objects.filter(undone_at=None).values_list("reason", flat=True)) == ["Bus"]
