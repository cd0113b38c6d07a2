"""The day at the door: finding who stands there, out and back without a mark, the visitors' book, and who sees it."""

import datetime as dt
import re

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.desk.models import Evacuation, Expected, Outing, Visit
from schools.desk.operations.forgetting import FORGET
from schools.desk.rules.short_codes import short_code
from schools.journal.models import AuditLine, DueRow, Shown
from schools.journal.tasks import drain
from schools.roll.models import Pupil
from tenants.trusts.scopes import school_work
from tests.schools.desk.conftest import Press
from tests.schools.desk.test_late import undo, words
from tests.schools.registers.taking import Taking, at
from tests.world import canary


def test_a_pupil_is_found_by_name_form_card_or_number(made: Taking, receptionist: Client) -> None:
    with school_work(made.school):
        Pupil.objects.filter(pk=made.pupils[2]).update(upn="H820200112345")
    for typed, place in (("pupil4", 3), (short_code(made.keys[1]), 1), ("h820200112345", 2)):
        gone = receptionist.post("/desk/", {"q": typed})
        assert (gone.status_code, gone["Location"]) == (302, f"/desk/{made.pupils[place]}/"), typed
    form = words(receptionist.post("/desk/", {"q": "9b"}))
    assert "6 pupils." in form
    assert all(f"/desk/{pupil}/" in form for pupil in made.pupils)
    assert "Nobody on roll is called that" in words(receptionist.post("/desk/", {"q": "P19"}))
    for wrong in ("", "\0", "x" * 101):
        assert receptionist.post("/desk/", {"q": wrong}).status_code == 422
    with school_work(made.school):
        shown = Shown.objects.filter(about_id="show=desk")
        assert sorted(made.keys) in [sorted(row.pupil_keys) for row in shown]


def test_a_pupil_who_has_left_is_not_at_the_desk(made: Taking, receptionist: Client) -> None:
    with school_work(made.school):
        Pupil.objects.get(pk=made.pupils[0]).admissions.update(
            ends_on=at(9, 0).date().replace(day=18), leaving_ground="a"
        )
    assert receptionist.get(f"/desk/{made.pupils[0]}/").status_code == 404
    assert "Nobody on roll" in words(receptionist.post("/desk/", {"q": short_code(made.keys[0])}))


def test_out_is_no_absence_and_changes_no_mark(made: Taking, press: Press, receptionist: Client) -> None:
    made.save(made.mark(0, "/"))
    assert press("out").status_code == 422
    assert press("out", reason="Dentist", with_whom="Mother").status_code == 302
    assert "out since 08:55" in words(press("out", reason="Dentist", with_whom="Mother"))
    page = words(receptionist.get("/desk/"))
    assert "1 pupil out, 0 visitors in" in page
    assert "Dentist, Mother" in page
    made.set_clock(at(10, 30))
    assert press("back").status_code == 302
    assert "Nobody is out." in words(receptionist.get("/desk/"))
    assert "Undone." in words(undo(receptionist))
    assert "1 pupil out" in words(receptionist.get("/desk/"))
    made.set_clock(at(10, 31))
    press("back", 1)
    assert "The desk did not see them go." in words(receptionist.get("/desk/"))
    assert made.marks() == {(0, at(9).date(), 1): ("/", None)}
    with school_work(made.school):
        acts = list(AuditLine.objects.filter(act__startswith="desk").order_by("id").values_list("act", flat=True))
    assert acts == ["desk.out", "desk.back", "desk.undone", "desk.back"]


def test_yesterdays_outing_is_over(made: Taking, press: Press, receptionist: Client) -> None:
    press("out", reason="Dentist", with_whom="Mother")
    made.set_clock(at(9, 0, on=at(9).date().replace(day=20)))
    assert "Nobody is out." in words(receptionist.get("/desk/"))
    assert press("out", reason="Dentist", with_whom="Mother").status_code == 302
    with school_work(made.school):
        assert Outing.objects.count() == 2


def test_the_visitors_book_is_kept_once_and_apart(made: Taking, receptionist: Client) -> None:
    line = {"key": "one", "name": "Una Plumb", "organisation": "Plumb & Co", "sees": "Site manager"}
    for _ in range(2):
        assert receptionist.post("/desk/visitors/", line).status_code == 302
    wrong = receptionist.post("/desk/visitors/", {"key": "two", "organisation": "Plumb & Co"})
    assert wrong.status_code == 422
    assert 'value="Plumb &amp; Co"' in wrong.content.decode()
    with school_work(made.school):
        visit = Visit.objects.get()
    assert "Una Plumb" in words(receptionist.get("/desk/"))
    assert "Una Plumb" not in words(receptionist.post("/search/", {"q": "Una"}))
    made.set_clock(at(9, 30))
    for said in ("the visitor has left", "signed out at 09:30 already"):
        assert said in words(receptionist.post(f"/desk/visitors/{visit.pk}/out/", follow=True))
    assert "09:30" in words(receptionist.get("/desk/visitors/"))
    assert receptionist.post(f"/desk/visitors/{made.pupils[0]}/out/").status_code == 404
    assert "Undone." in words(undo(receptionist))
    assert "Undone." in words(undo(receptionist))
    assert "No visitor" in words(receptionist.get("/desk/"))


@pytest.mark.parametrize("role", [Role.CLASS_TEACHER, Role.HEAD_OF_YEAR, Role.HEADTEACHER, Role.SCHOOL_GOVERNOR])
def test_the_desk_is_for_receptionist_and_officer(made: Taking, press: Press, role: Role) -> None:
    theirs = made.clients[role]
    assert theirs.get("/desk/").status_code == 404
    assert press("late", by=theirs).status_code == 404
    assert made.marks() == {}


def test_a_receptionist_sees_name_and_form_and_no_register(made: Taking, receptionist: Client) -> None:
    page = receptionist.get(f"/desk/{made.pupils[0]}/").content.decode()
    assert canary(made.school) in page
    assert "9B" in page
    assert "14 March" not in page
    for address in (made.address(), f"/registers/{made.group}/2026-11-19/am/", f"/pupils/{made.pupils[0]}/", "/today/"):
        assert receptionist.get(address).status_code == 404


def test_the_page_costs_the_same_however_long_the_day(made: Taking, press: Press, receptionist: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connections[ALIAS]) as asked:
            assert receptionist.get("/desk/").status_code == 200
        return len(asked)

    press("late")
    press("out", 1, reason="Dentist", with_whom="Mother")
    statements()
    few = statements()
    for place in (2, 3):
        press("late", place)
        press("out", place, reason="Dentist", with_whom="Mother")
    statements()  # which says what was done, and forgets it
    assert statements() == few


def test_the_cards_of_a_form_bear_codes_that_find_their_pupils(made: Taking, receptionist: Client) -> None:
    page = receptionist.get("/desk/cards/", {"form": "9B"}).content.decode()
    codes = re.findall(r"<code>(P[0-9]+)</code>", page)
    assert codes == [short_code(key) for key in made.keys]
    assert receptionist.post("/desk/", {"q": codes[3]})["Location"] == f"/desk/{made.pupils[3]}/"
    assert "<code>P" in receptionist.get("/desk/cards/", {"form": "nowhere"}).content.decode()


def test_old_lines_of_the_visitors_book_are_deleted_and_an_evacuation_still_adds_up(
    made: Taking, receptionist: Client
) -> None:
    """The worker looks through it every night while it has lines: not before their time, and by the school's clock."""

    def comes(name: str) -> None:
        line = {"key": name.replace(" ", "")[:3], "name": name, "sees": "Ms Bell", "organisation": "Plumb & Co"}
        assert receptionist.post("/desk/visitors/", line).status_code == 302

    comes("Pat Plumber")
    receptionist.post("/evacuation/begin/", {"kind": "drill"})
    with school_work(made.school):
        evacuation, listed = Evacuation.objects.get(), Visit.objects.get()
    assert receptionist.post(f"/evacuation/{evacuation.pk}/end/").status_code == 302
    comes("Ada Auditor")
    comes("A visitor")

    def names(days: int) -> list[str]:
        made.set_clock(at(4) + dt.timedelta(days=days))
        drain.run(str(made.school.pk))
        with school_work(made.school):
            return list(Visit.objects.order_by("-name").values_list("name", flat=True))

    assert names(1) == ["Pat Plumber", "Ada Auditor", "A visitor"]
    assert names(365) == ["Pat Plumber", "Ada Auditor", "A visitor"]
    assert names(366) == ["A visitor"]
    with school_work(made.school):
        row = Visit.objects.get()
        assert (row.pk, row.organisation, row.sees) == (listed.pk, "", "")
        assert AuditLine.objects.filter(act="visitor.forgotten").count() == 1
        assert Expected.objects.filter(visit=listed).count() == 1, "who was expected is still counted"
        assert not DueRow.objects.filter(topic=FORGET, state="waiting").exists(), (
            "an empty book is looked through no more"
        )
