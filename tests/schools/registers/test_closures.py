"""An unplanned closure is one act, and undone as one: what each writes, leaves, counts and says."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from schools.calendar.models import ClosedYear, NonSchoolDay
from schools.calendar.queries import school_calendar
from schools.intake.queries import amended_by_people
from schools.journal.models import AuditLine, OutboxRow
from schools.journal.tasks import drain
from schools.registers.models import Closure, Entry, Mark, MarkVersion
from schools.registers.operations import refresh_weeks
from schools.registers.operations.closures import Closing, close_school
from schools.registers.operations.saving import Ask, AskedChange, save_register
from schools.registers.queries.board import late_registers
from schools.registers.queries.closures import cells_of, standing_closures, undone_closures
from schools.registers.queries.newest import newest_session
from schools.registers.queries.sessions_left import sessions_left
from schools.registers.rules.basis import Basis
from schools.registers.rules.entering import NO_MARK, CellMark
from schools.roll.models import Admission, DualRegistration, Placement, Pupil, RegistrationGroup
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work, trust_work
from tests.at_once import at_once
from tests.journeys.classroom import classroom
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World, host_of, signed_in
from trust_reporting.figures.models import SessionCount, YearPublication

OFFICER, HEAD, TEACHER = Role.ATTENDANCE_OFFICER, Role.HEADTEACHER, Role.CLASS_TEACHER
EVE, FRIDAY = THURSDAY - dt.timedelta(days=1), THURSDAY + dt.timedelta(days=1)
YEAR = 2026


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """07:30 on Thursday: no register has opened."""
    return taking(world, monkeypatch, now=at(7, 30))


def close(school: Taking, *, role: Role = OFFICER, key: str = "", **typed: str) -> Any:
    """Confirm a closure of Thursday: the response."""
    form = {"on": "19 Nov 2026", "session": "day", "reason": "Boiler failure", "key": key or uuid.uuid4().hex}
    return school.clients[role].post("/closures/unplanned/", form | typed | {"confirmed": "yes"})


def undo(school: Taking, *, role: Role = OFFICER, key: str = "", reason: str = "Repaired") -> Any:
    """Undo the newest closure: the response."""
    with school_work(school.school):
        closure = Closure.objects.order_by("pk").last()
    assert closure is not None
    return school.clients[role].post(
        f"/closures/{closure.pk}/undo/", {"reason": reason, "key": key or uuid.uuid4().hex}
    )


def codes(school: Taking, session: int = 1, on: dt.date = THURSDAY) -> list[str | None]:
    """What stands in a session, pupil by pupil."""
    marks = school.marks()
    return [marks.get((place, on, session), (None, None))[0] for place in range(len(school.keys))]


def page(school: Taking, path: str, role: Role = OFFICER, *, status: int = 200, **data: str) -> str:
    """The words of a page."""
    answer = school.clients[role].post(path, data) if data else school.clients[role].get(path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.getvalue().decode())


def mixed(school: Taking) -> None:
    """A cell of every kind on Thursday morning, at 08:55: present, leave and D planned, due elsewhere, ill, nothing."""
    school.set_clock(at(18, on=EVE))
    assert school.save(school.mark(1, "C"), school.mark(2, "D")).status_code == 200
    school.set_clock(at(8, 55))
    with school_work(school.school):
        row = DualRegistration(status="S", other_school="Elsewhere", slots=list(range(1, 11)), starts_on=EVE)
        row.pupil_id = school.pupils[3]
        row.save()
        # As an import brings them: a save would confirm the plans.
        entry = Entry.objects.create(at=at(8, 54), by_name="SIMS", by_position="", source=Entry.Source.IMPORT)
        for place, code in ((0, "/"), (4, "I")):
            Mark.objects.create(pupil_key=school.keys[place], date=THURSDAY, session=1, code=code, entry_id=entry.pk)


class TestEntering:
    def test_before_a_register_opens_everybody_on_roll_has_y4_by_one_act(self, school: Taking) -> None:
        with school_work(school.school):
            Admission.objects.filter(pupil=school.pupils[5]).update(ends_on=EVE, leaving_ground="a")
            Admission.objects.filter(pupil=school.pupils[4]).update(ends_on=THURSDAY, leaving_ground="a")
            Placement.objects.filter(pupil=school.pupils[3]).update(ends_on=THURSDAY)
        assert close(school).status_code == 302
        assert codes(school, 1) == codes(school, 2) == ["Y4"] * 5 + [None]
        assert school.week_sums() == {"not_possible": 10}
        assert school.weeks_agree()
        with school_work(school.school):
            entry, day, closure = Entry.objects.get(), NonSchoolDay.objects.get(), Closure.objects.get()
            assert (entry.source, entry.by_position) == ("closed", "Attendance officer")
            assert (day.date, day.session, day.kind, day.note) == (THURSDAY, None, "unplanned", "Boiler failure")
            assert (closure.date, closure.reason, closure.entry_id, closure.undone) == (
                THURSDAY,
                "Boiler failure",
                entry.pk,
                None,
            )
            assert standing_closures(THURSDAY) == {(THURSDAY, None): closure}
            assert standing_closures(FRIDAY) == {}
            assert set(MarkVersion.objects.values_list("old_code", "new_code", "entry")) == {(None, "Y4", entry.pk)}
            line = AuditLine.objects.get(act="closure.entered")
            assert line.details == {
                "date": "2026-11-19",
                "session": None,
                "entry": entry.pk,
                "marks": 10,
                "left": 0,
            }
            promised = dict(OutboxRow.objects.values_list("topic", "payload"))
            assert promised["calendar.changed"] == {"dates": ["2026-11-19"]}
            assert promised["marks.changed"] == {"dates": ["2026-11-19"], "pupils": sorted(school.keys[:5])}

    def test_sent_twice_it_is_one_act(self, school: Taking) -> None:
        first, second = close(school, key="k"), close(school, key="k")
        assert (first.status_code, second.status_code) == (302, 302)
        with school_work(school.school):
            assert (Closure.objects.count(), Entry.objects.count(), MarkVersion.objects.count()) == (1, 1, 12)
        reused = close(school, key="k", reason="Snow")
        assert reused.status_code == 422
        assert "carries the key of another one" in reused.content.decode()

    def test_the_head_may_and_a_teacher_finds_no_page(self, school: Taking) -> None:
        assert close(school, role=TEACHER).status_code == 404
        assert 'href="/closures/"' not in page(school, "/registers/", TEACHER)
        assert close(school, role=HEAD).status_code == 302
        assert 'href="/closures/"' in page(school, "/registers/", HEAD)
        assert "Boiler failure" in page(school, "/closures/", HEAD)

    def test_what_stands_there_decides_cell_by_cell_and_the_preview_says_so(self, school: Taking) -> None:
        mixed(school)
        form = {"on": "today", "session": "1", "reason": "Boiler failure", "key": "k"}
        shown = page(school, "/closures/unplanned/", **form)
        assert "Close the school on the morning of Thursday 19 November 2026?" in shown
        assert (
            "1 without a mark: Y4; 1 with leave planned: Y4; 1 due at another school: D;"
            " 1 with D or X planned: confirmed; 2 marked already: stay" in shown
        )
        assert "/week/?week=2026-11-16&amp;show=I&amp;at=2026-11-19-am" in shown
        assert codes(school) == ["/", "C", "D", None, "I", None], "the preview changes nothing"
        done = school.clients[OFFICER].post("/closures/unplanned/", form | {"confirmed": "yes"}, follow=True)
        assert "4 marks are entered. 2 marks already there stay." in done.content.decode()
        assert codes(school) == ["/", "Y4", "D", "D", "I", "Y4"]
        assert codes(school, 2) == [None] * 6
        with school_work(school.school):
            assert not Mark.objects.filter(planned=True).exists()
        assert school.week_sums() == {"present": 1, "authorised": 1, "not_possible": 4}
        assert school.weeks_agree()

    def test_a_save_under_way_is_first_and_its_mark_stays(self, school: Taking) -> None:
        """The closure waits for the register that is being saved, and signs after it."""
        school.set_clock(at(8, 55))
        officer = Signature(Actor(school.people[OFFICER], "Officer"), "Attendance officer")

        def shut() -> None:
            with school_work(school.school):
                close_school(Closing(THURSDAY, 1, "Boiler", "k"), signed=officer, now=at(8, 54))

        def save() -> None:
            change = AskedChange(1, school.pupils[0], NO_MARK, CellMark("/"))
            group = RegistrationGroup.objects.get()
            save_register(
                group=group,
                on=THURSDAY,
                session=1,
                ask=Ask(0, (change,), "s"),
                signed=officer,
                may_amend=True,
                now=at(8, 55),
            )

        at_once(school.school, save, shut)
        assert codes(school) == ["/"] + ["Y4"] * 5
        assert school.weeks_agree()
        with school_work(school.school):
            assert [entry.at > at(8, 55) for entry in Entry.objects.filter(source="closed")] == [True]

    def test_a_save_that_comes_second_finds_the_school_closed(self, school: Taking) -> None:
        officer = Signature(Actor(school.people[OFFICER], "Officer"), "Attendance officer")
        school.set_clock(at(8, 55))
        answer = at_once(
            school.school,
            lambda: close_school(Closing(THURSDAY, None, "Boiler", "k"), signed=officer, now=at(8, 55)),
            lambda: school.save(school.mark(0, "/"), role=TEACHER),
        )
        assert answer.status_code == 409, "somebody has put Y4 where the teacher saw nothing"
        assert codes(school) == ["Y4"] * 6

    def test_as_many_statements_for_thirty_six_pupils_as_for_six(self, school: Taking, world: World) -> None:
        room = classroom(world)
        form = {"on": "19 Nov 2026", "session": "day", "reason": "Snow", "key": "k"}
        undoing = {"reason": "Thaw", "key": "u"}
        counts = []
        for place in (school.school, room.school):
            client = signed_in(world.person(OFFICER, place), host_of(place))
            client.get("/closures/")  # the connection is open
            asked: list[tuple[str, dict[str, str]]] = [("/closures/unplanned/", form)]
            asked += [("/closures/unplanned/", form | {"confirmed": "yes"})]
            found = []
            for path, data in asked:
                with CaptureQueriesContext(connections[ALIAS]) as captured:
                    client.post(path, data)
                found.append(len(captured))
            with school_work(place):
                closure = Closure.objects.get()
            with CaptureQueriesContext(connections[ALIAS]) as captured:
                assert client.post(f"/closures/{closure.pk}/undo/", undoing).status_code == 302
            counts.append((*found, len(captured)))
        assert counts[0] == counts[1]


class TestFigures:
    def test_they_follow_and_no_other_session_is_missing_for_it(self, school: Taking) -> None:
        """Entered on Wednesday morning for Thursday: Wednesday's own registers are still to come, not missing."""
        school.set_clock(at(8, 55, on=EVE))
        school.save(*(school.mark(place, "/") for place in range(6)), on=EVE)
        drain(str(school.school.pk))
        assert close(school).status_code == 302
        drain(str(school.school.pk))
        assert self.published(school) == {(EVE, 1): {"/": 6}, (THURSDAY, 1): {"Y4": 6}, (THURSDAY, 2): {"Y4": 6}}
        with trust_work(school.school.trust):
            year = YearPublication.objects.get(school_id=school.school.pk)
        assert year.calendar["days_off"] == [["2026-11-19", None, "unplanned", "Boiler failure"]]
        with school_work(school.school):
            assert newest_session(FRIDAY) == (EVE, 1)
        assert undo(school).status_code == 302
        drain(str(school.school.pk))
        assert self.published(school) == {(EVE, 1): {"/": 6}}
        with trust_work(school.school.trust):
            year = YearPublication.objects.get(school_id=school.school.pk)
        assert year.calendar["days_off"] == []

    @staticmethod
    def published(school: Taking) -> dict[tuple[dt.date, int], dict[str, int]]:
        with trust_work(school.school.trust):
            rows = SessionCount.objects.filter(school_id=school.school.pk, cohort="all")
            return {(row.date, row.session): row.codes for row in rows}

    def test_who_joined_since_is_missing_once_a_later_register_is_taken(self, school: Taking) -> None:
        close(school)
        with school_work(school.school):
            pupil = Pupil.objects.create(
                surname="New", forename="Ned", sort_name="new", birth=dt.date(2013, 3, 14), sex="M"
            )
            Admission.objects.create(pupil=pupil, starts_on=THURSDAY)
            Placement.objects.create(pupil=pupil, year_group="9", group_id=school.group, starts_on=THURSDAY)
        drain(str(school.school.pk))
        assert self.published(school)[THURSDAY, 1] == {"Y4": 6}
        school.set_clock(at(8, 55, on=FRIDAY))
        school.save(*(school.mark(place, "/") for place in range(6)), on=FRIDAY)
        drain(str(school.school.pk))
        assert self.published(school)[THURSDAY, 1] == {"Y4": 6, "": 1}

    def test_a_closed_day_is_not_among_the_sessions_left_nor_takes_from_them(self, school: Taking) -> None:
        def left() -> int:
            with school_work(school.school):
                counted = sessions_left(school_calendar(), YEAR, THURSDAY, [school.keys[0]])
            return counted.of(school.keys[0], birth=dt.date(2013, 3, 14), until=None, basis=Basis.WHOLE_ROLL)

        before = left()
        close(school)
        assert left() == before - 2

    def test_an_import_does_not_write_over_it(self, school: Taking) -> None:
        close(school)
        with school_work(school.school):
            cell = (school.keys[0], THURSDAY, 1)
            assert amended_by_people([cell]) == {cell}


class TestPages:
    def test_the_registers_of_the_day_say_so_and_nobody_is_chased(self, school: Taking) -> None:
        close(school, session="1")
        school.set_clock(at(8, 55))
        day = page(school, "/registers/")
        assert "Thursday morning, unplanned closure: Boiler failure." in day
        assert "Missing" not in day
        assert ">Closed<" in day
        school.set_clock(at(13, 5))
        assert "Missing" in page(school, "/registers/"), "the afternoon is held"

    @pytest.mark.parametrize("role", [OFFICER, TEACHER])
    def test_a_register_and_its_form_say_so(self, school: Taking, role: Role) -> None:
        close(school)
        for path in (f"/registers/{school.group}/{THURSDAY}/am/", school.form()):
            shown = page(school, path, role)
            assert "Thursday morning, unplanned closure: Boiler failure." in shown
            assert ">Closed<" in shown
        assert school.read(role)["unplanned"] == "unplanned closure: Boiler failure"
        assert "Thursday, unplanned closure: Boiler failure." in page(school, "/week/", role)

    def test_today_waits_for_no_register_of_it_and_chases_nobody(self, school: Taking) -> None:
        close(school)
        with school_work(school.school):
            Mark.objects.filter(pupil_key=school.keys[5]).delete()  # as of somebody who joined since
        for moment in (at(8), at(8, 55), at(9, 35), at(14)):
            school.set_clock(moment)
            shown = page(school, "/today/")
            assert "Thursday, unplanned closure: Boiler failure." in shown
            assert "registers are in" not in shown
            assert "Open the register" not in shown
            with school_work(school.school):
                assert late_registers(moment) == []
        with school_work(school.school):
            NonSchoolDay.objects.update(session=2)
            assert [one.session for one in late_registers(at(14))] == [1], "of a held session it is missing"

    def test_a_pupils_year_reads_it_aloud(self, school: Taking) -> None:
        close(school)
        assert "AM Y4, school unexpectedly shut; PM Y4, school unexpectedly shut" in page(
            school, f"/pupils/{school.pupils[0]}/"
        )


class TestWhileClosed:
    def test_y4_is_amended_with_a_reason_by_who_may_and_never_removed(self, school: Taking) -> None:
        close(school)
        for role, code, reason, answer in (
            (TEACHER, "I", "", "may_not_amend"),
            (OFFICER, "I", "", "reason_missing"),
            (OFFICER, None, "By mistake", "not_removable"),
            (OFFICER, "#", "Closed", "code_refused"),
        ):
            refused = school.save(school.mark(0, code, was="Y4"), role=role, reason=reason)
            assert refused.status_code == 422
            assert refused.json()["errors"][0]["code"] == answer
        amended = school.save(school.mark(0, "Y2", was="Y4"), reason="Snowed in")
        assert amended.status_code == 200
        assert codes(school) == ["Y2"] + ["Y4"] * 5
        assert school.weeks_agree()

    def test_who_joined_that_day_is_entered_at_once_and_counts(self, school: Taking) -> None:
        close(school)
        with school_work(school.school):
            Mark.objects.filter(pupil_key=school.keys[5], session=1).delete()
            refresh_weeks(THURSDAY, THURSDAY)
            OutboxRow.objects.all().delete()
        assert school.save(school.mark(5, "Y4")).status_code == 200
        assert school.weeks_agree()
        with school_work(school.school):
            assert not Mark.objects.filter(planned=True).exists()
            assert set(OutboxRow.objects.values_list("topic", flat=True)) == {"marks.changed"}


class TestUndoing:
    def test_a_cell_is_named_with_the_form_its_pupil_was_in_that_day_the_one_begun_last(self, school: Taking) -> None:
        with school_work(school.school):
            other = RegistrationGroup.objects.create(academic_year=YEAR, name="9X", year_group="9")
            Placement.objects.create(pupil_id=school.pupils[0], year_group="9", group=other, starts_on=EVE)
        assert close(school).status_code == 302
        with school_work(school.school):
            forms = [(cell.key, cell.group_name) for cell in cells_of(Closure.objects.get()) if cell.session == 1]
        assert forms == [(key, "9B" if place else "9X") for place, key in enumerate(school.keys)]

    def test_cells_as_the_act_left_them_go_back_in_a_register_that_has_shut(self, school: Taking) -> None:
        mixed(school)
        close(school)
        school.set_clock(at(10))
        assert undo(school).status_code == 302
        assert codes(school) == ["/", "C", "D", None, "I", None]
        assert codes(school, 2) == [None] * 6
        with school_work(school.school):
            assert set(Mark.objects.filter(planned=True).values_list("code", flat=True)) == {"C", "D"}
            back = MarkVersion.objects.filter(reason="Closure undone: Repaired").order_by("pupil_key", "session")
            morning = [(row.old_code, row.new_code) for row in back if row.session == 1]
            assert morning == [("Y4", "C"), ("D", "D"), ("D", None), ("Y4", None)]
            assert not NonSchoolDay.objects.exists()
            line = AuditLine.objects.get(act="closure.undone")
            assert (line.details["marks"], line.details["left"]) == (10, 0)
            owed = OutboxRow.objects.filter(handler="figures").order_by("pk")
            topics = list(owed.values_list("topic", flat=True))
            assert (topics.count("calendar.changed"), topics[-1]) == (2, "marks.changed")
        assert school.week_sums() == {"present": 1, "authorised": 1}
        assert school.weeks_agree()
        refused = school.save(school.mark(0, None, was="/"), reason="By mistake")
        assert refused.json()["errors"][0]["code"] == "not_removable", (
            "elsewhere a shut register's mark is never removed"
        )

    def test_what_was_changed_meanwhile_stays_and_is_listed_by_name(self, school: Taking) -> None:
        close(school)
        school.save(school.mark(0, "I", was="Y4"), reason="Ill")
        school.save(school.mark(1, "I", was="Y4"), version=1, reason="Ill")
        school.save(school.mark(1, "Y4", was="I"), version=2, reason="Not ill")
        with school_work(school.school):
            closure = Closure.objects.get()
            names = [str(Pupil.objects.get(pk=pupil)) for pupil in school.pupils[:3]]
        address = f"/closures/{closure.pk}/undo/"
        for shown in (page(school, address), (undo(school), page(school, address))[1]):
            assert names[0] in shown
            assert "I, illness" in shown
            assert names[1] in shown, "somebody else's Y4 is somebody's entry too"
            assert names[2] not in shown
            assert f'href="/registers/{school.group}/2026-11-19/am/"' in shown
        assert codes(school) == ["I", "Y4", None, None, None, None]
        assert codes(school, 2) == [None] * 6
        assert school.weeks_agree()
        # The morning has not opened: what is planned now takes the place of what was entered, and counts no more.
        assert school.save(school.mark(0, "C", was="I"), version=3).status_code == 200
        assert school.weeks_agree()

    def test_sent_twice_it_is_one_act_and_afterwards_refused(self, school: Taking) -> None:
        close(school)
        assert [undo(school, key="u").status_code for _ in range(2)] == [302, 302]
        with school_work(school.school):
            assert [one.date for one in undone_closures(THURSDAY)] == [THURSDAY]
            assert undone_closures(FRIDAY) == []
        again = undo(school)
        assert again.status_code == 422
        with school_work(school.school):
            assert Entry.objects.count() == 2
        assert close(school, reason="Snow").status_code == 302, "it may be closed anew"
        assert codes(school) == ["Y4"] * 6

    def test_the_next_day_it_is_too_late_and_the_page_says_what_to_do(self, school: Taking) -> None:
        close(school)
        school.set_clock(at(7, 30, on=FRIDAY))
        assert undo(school).status_code == 422
        with school_work(school.school):
            closure = Closure.objects.get()
        shown = page(school, f"/closures/{closure.pk}/undo/")
        assert "Now its registers are amended, with a reason." in shown
        assert "Undo the closure" not in shown
        assert codes(school) == ["Y4"] * 6

    def test_one_entered_the_evening_before_is_undone_on_its_own_day(self, school: Taking) -> None:
        school.set_clock(at(20, on=EVE))
        close(school)
        school.set_clock(at(7, on=THURSDAY))
        assert undo(school).status_code == 302
        assert codes(school) == [None] * 6

    def test_not_without_a_reason_nor_in_a_closed_year(self, school: Taking) -> None:
        close(school)
        without = undo(school, reason=" ")
        assert without.status_code == 422
        assert 'id="id_reason_error"' in without.content.decode()
        with school_work(school.school):
            ClosedYear.objects.create(academic_year=YEAR, closed_at=at(7), closed_by="Head")
        refused = undo(school)
        assert refused.status_code == 422
        assert "Ask the headteacher to open the year again first." in refused.content.decode()
        assert codes(school) == ["Y4"] * 6


class TestBadInput:
    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"on": ""}, "on", "Fill in “"),
            ({"on": "31 February"}, "on", ""),
            ({"on": "Saturday"}, "on", "is not a school day"),
            ({"on": "25 Dec 2026"}, "on", "outside the half-terms"),
            ({"on": "1 Jan 1990"}, "on", "outside the half-terms"),
            ({"on": "30 Nov 2026"}, "on", "at most 7 days ahead"),
            ({"session": "3"}, "session", ""),
            ({"reason": "  "}, "reason", "Fill in “"),
            ({"reason": "x" * 201}, "reason", "200"),
            ({"reason": "a\x00b"}, "reason", "Null characters"),
        ],
    )
    def test_is_refused_beside_its_field_with_nothing_done(
        self, school: Taking, typed: dict[str, str], field: str, words: str
    ) -> None:
        for confirmed in ({}, {"confirmed": "yes"}):
            form = {"on": "today", "session": "day", "reason": "Snow", "key": "k"} | typed | confirmed
            answer = school.clients[OFFICER].post("/closures/unplanned/", form)
            assert answer.status_code == 422
            page = answer.content.decode()
            assert re.findall(r'class="field bad".*?name="(\w+)"', page, re.DOTALL) == [field]
            assert words in page
        with school_work(school.school):
            assert not NonSchoolDay.objects.exists()
            assert not Mark.objects.exists()

    def test_markup_in_a_reason_is_text(self, school: Taking) -> None:
        close(school, reason="<b>Snow</b>")
        assert "&lt;b&gt;Snow&lt;/b&gt;" in page(school, "/closures/")


class TestSomePupils:
    def test_y1_to_y3_go_to_chosen_pupils_by_the_register_itself(self, school: Taking) -> None:
        """No act of their own is needed: the grid saves any number of chosen cells at once, of several registers too."""
        school.set_clock(at(8, 55))
        codes_ = ["Y1", "Y1", "Y2", "Y3"]
        assert school.save(*(school.mark(place, code) for place, code in enumerate(codes_))).status_code == 200
        assert codes(school) == [*codes_, None, None]
        assert school.week_sums() == {"not_possible": 4}
