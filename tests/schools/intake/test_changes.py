"""Every change of an import, before and after: what the list shows, in pages, by kind and as a file; and when it goes."""

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import Actor
from integrations.sims.stand_in import MarkRow, write_marks_csv
from schools.intake import operations
from schools.intake.models import ImportChange, ImportRun
from schools.journal.models import Shown
from schools.registers.models import Entry, Mark
from schools.registers.operations import copy_marks, open_entry
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.intake.exports import AS_AT, START, apply, check, half_terms, imported, receive, rows, upn
from tests.schools.intake.test_held_back import roll_of
from tests.schools.intake.test_import_pages import words
from tests.world import World

LATER = AS_AT + dt.timedelta(days=7)
NEXT = START + dt.timedelta(days=1)


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school()
    world.employ(Role.ATTENDANCE_OFFICER, school)
    return half_terms(school)


@pytest.fixture
def client(world: World, school: School) -> Client:
    return world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)


def lines(school: School, run: ImportRun) -> list[tuple[str, str, str, str, str]]:
    with school_work(school):
        found = ImportChange.objects.filter(run=run)
        return [(row.kind, row.pupil, row.what, row.before, row.after) for row in found]


def test_every_change_of_a_roll_is_a_line_with_what_stood_there(school: School, tmp_path: Path) -> None:
    one, two, three, four = (replace(row, starts_on=dt.date(2025, 9, 1)) for row in rows(4))
    new = check(school, receive(school, roll_of(tmp_path, [one])))
    assert lines(school, new) == [
        (
            "new_pupil",
            "Marsh1, Ada",
            "New pupil",
            "",
            "Year 7, 7B; from 01/09/2025; born 01/03/2014; FSM",
        )
    ]
    imported(school, roll_of(tmp_path, [one, two, three, four]))
    changed = [
        replace(one, group="7C", surname="Fenn", birth=dt.date(2014, 3, 9)),
        replace(two, ends_on=LATER - dt.timedelta(days=3), ground="a"),
        replace(three, flags=frozenset({"sen_k"})),
        four,
    ]
    run = check(school, receive(school, roll_of(tmp_path, changed), LATER))
    assert lines(school, run) == [
        ("details", "Fenn, Ada", "Surname", "Marsh1", "Fenn"),
        ("details", "Fenn, Ada", "Date of birth", "01/03/2014", "09/03/2014"),
        ("place", "Fenn, Ada", "Year and form", "Year 7, 7B from 01/09/2026", "Year 7, 7C from 27/10/2026"),
        ("on_roll", "Marsh2, Ada", "On roll", "from 01/09/2025", "01/09/2025 to 24/10/2026, 9(1)(a)"),
        (
            "place",
            "Marsh2, Ada",
            "Year and form",
            "Year 7, 7B from 01/09/2026",
            "Year 7, 7B from 01/09/2026 to 24/10/2026",
        ),
        ("flag", "Marsh3, Ada", "SEN support", "", "from 27/10/2026"),
        ("flag", "Marsh3, Ada", "FSM", "from 01/09/2026", "01/09/2026 to 26/10/2026"),
    ]


def test_a_mark_that_is_replaced_says_who_entered_it(school: School, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    imported(school, roll_of(tmp_path, rows(2)))
    with school_work(school):
        key = Pupil.objects.get(upn=upn(1)).key
        at = dt.datetime(2026, 9, 2, 8, 5, tzinfo=dt.UTC)
        source = Entry.Source.IMPORT
        entry = open_entry(by=Actor(None, "Ada Okafor"), position="Attendance officer", source=source, at=at)
        copy_marks(entry, [(key, START, 1, "L", 4)])
    write_marks_csv(
        path,
        [
            MarkRow(upn(1), START, 1, "I"),
            MarkRow(upn(1), START, 2, "I"),
            MarkRow(upn(1), NEXT, 1, "L", 6),
            MarkRow(upn(2), NEXT, 2, "N"),
        ],
    )
    run = check(school, receive(school, {"marks": path}))
    assert lines(school, run) == [
        ("mark", "Marsh1, Ada", "Mark", "L4", "I"),
        ("first_marks", "Marsh1, Ada", "First marks", "", "Wed - I, Thu L6 -"),
        ("first_marks", "Marsh2, Ada", "First marks", "", "Thu - N"),
    ]
    with school_work(school):
        line = ImportChange.objects.get(kind="mark")
        assert (line.date, line.session, line.pupil_key) == (START, 1, key)
        assert line.entered_by == "Ada Okafor, Attendance officer, 02/09/2026 09:05 (imported from a file)"
        assert Mark.objects.count() == 1, "the list changes nothing"


def test_the_list_is_made_anew_and_goes_with_its_import(school: School, tmp_path: Path) -> None:
    run = check(school, receive(school, roll_of(tmp_path, rows(2))))
    check(school, run)
    assert len(lines(school, run)) == 2
    with school_work(school):
        operations.discard(run, by=Actor(None, "Test"))
    assert lines(school, run) == []
    refused = check(school, receive(school, roll_of(tmp_path, rows(1), spoilt={2: "01/03/2014>31/02/2014"})))
    assert (refused.status, lines(school, refused)) == (ImportRun.Status.REFUSED, [])
    path = tmp_path / "marks.csv"
    imported(school, roll_of(tmp_path, rows(2)))
    for code in "IM":
        write_marks_csv(path, [MarkRow(upn(1), START, session, code) for session in (1, 2)])
        kept = apply(school, check(school, receive(school, {"marks": path})))
        assert [line[0] for line in lines(school, kept)] == ([] if code == "I" else ["mark", "mark"])


def test_the_page_shows_a_kind_at_a_time_and_the_file_all_of_it(school: School, client: Client, tmp_path: Path) -> None:
    imported(school, roll_of(tmp_path, rows(2)))
    changed = [replace(row, surname=f"=Fenn{row.row}") for row in rows(2)]
    run = check(
        school, receive(school, roll_of(tmp_path, [*changed, *(replace(row, row=0) for row in rows(3)[2:])]), LATER)
    )
    address = f"/imports/{run.pk}/"
    assert "See every change" in words(client.get(address).content)
    page = words(client.get(f"{address}changes/").content)
    assert "Details 2" in page
    assert "New pupils 1" in page
    assert f"=Fenn1, Ada {upn(1)}" in page, "two of one name are told apart by their numbers"
    assert "Marsh1" in page
    assert "born" not in page
    assert "born 03/03/2014" in words(client.get(f"{address}changes/?kind=new_pupil").content)
    assert client.get(f"{address}changes/?kind=nothing&page=99").status_code == 200
    assert words(client.get(f"{address}changes/?kind=mark").content) == words(client.get(f"{address}changes/").content)

    answer = client.get(f"{address}changes.csv?kind=details")
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in found] == ["Kind", "Details", "Details"]
    assert found[1][5:8] == ["Surname", "Marsh1", "'=Fenn1"]
    whole = client.get(f"{address}changes.csv").content.decode("utf-8-sig")
    assert len(whole.splitlines()) == 4
    with school_work(school):
        shown = Shown.objects.filter(about_kind="list")
        assert {row.about_id for row in shown} == {"show=import", "file show=import"}
        assert {key for row in shown for key in row.pupil_keys} == set(Pupil.objects.values_list("key", flat=True))


def test_a_long_list_has_pages(school: School, client: Client) -> None:
    with school_work(school):
        run = ImportRun.objects.create(
            source="sims", status="checked", as_at=AS_AT, by_name="Test", received_at=clock.now()
        )
        ImportChange.objects.bulk_create(
            ImportChange(run=run, kind="details", pupil=f"Marsh, Ada{number:03}", upn=upn(1), what="Sex")
            for number in range(101)
        )
    first, second = (words(client.get(f"/imports/{run.pk}/changes/?page={page}").content) for page in (1, 2))
    assert "1 to 100 of 101" in first
    assert "Ada100" not in first
    assert "101 to 101 of 101" in second
    assert "Ada100" in second
