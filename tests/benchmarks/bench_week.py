"""The school's week: 1,500 pupils by ten sessions, opened beside its own statements run bare and one plain escaping pass.

The yardstick of a page is what it cannot do without: every statement it sent, sent again by a bare cursor and fetched
whole, and its cells written by one f-string that escapes each value, in this process. The page is whole: session, gate,
figures, filters, cells, facts of the grid, who was shown written down, template.
"""

import gzip
import html
import re
from dataclasses import dataclass

import psycopg
import pytest
from django.db import connections
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.registers.pages import week_reading
from schools.registers.queries.sheets import Timetable, sheets
from schools.registers.rules.slots import Slot
from schools.roll.models import Pupil
from tenants.trusts.scopes import school_work
from tests.benchmarks.asking import Asking
from tests.benchmarks.measuring import Act, Bench, exactly
from tests.benchmarks.serving import one_read, send, settled
from tests.journeys.classroom import ahead
from tests.schools.registers.large import MONDAY, WEEK, Large, large_school
from tests.schools.registers.taking import at
from tests.session_database import SUPERUSER_URL
from tests.world import World, host_of

AIM = 2.0
ROW = r'<tr[^>]*><th scope="row"><a href="/pupils/([0-9a-f-]{36})/"'
PUPILS, YEARS = 1500, 5
#: Thursday 14:00, with the afternoon's registers in: eight of ten sessions stand.
TWO_OCLOCK, THROUGH = at(14), 8


@dataclass(frozen=True)
class Opened:
    """One page: its address, how to ask for it, what it sent to the database, and the pupils it drew."""

    asking: Asking
    address: str
    statements: list[str]
    keys: list[str]
    size: int
    packed: int

    def open(self) -> bytes:
        return self.asking.get(self.address)


@pytest.fixture(scope="module")
def large(world: World) -> Large:
    made = large_school(world, through=THROUGH)
    world.employ(Role.ATTENDANCE_OFFICER, made.school)
    settled(made.school)
    return made


def opened(world: World, large: Large, address: str) -> Opened:
    client = world.client(world.person(Role.ATTENDANCE_OFFICER, large.school), large.school)
    asking = Asking(client, host_of(large.school))
    asking.get(address)
    with CaptureQueriesContext(connections[ALIAS]) as captured:
        page = asking.get(address)
    keys = re.findall(ROW, page.decode())
    return Opened(asking, address, [row["sql"] for row in captured], keys, len(page), len(gzip.compress(page)))


def assert_drawn(large: Large, page: bytes, keys: list[str]) -> None:
    """Every name and every mark of these pupils is on the page, in order, and no other pupil is."""
    with school_work(large.school):
        pupils = {str(one.pk): one for one in Pupil.objects.filter(pk__in=keys)}
    found = re.findall(r"<tr[^>]*><th scope=\"row\">.*?</tr>", page.decode())
    assert len(found) == len(keys) > 0
    for key, row in zip(keys, found, strict=True):
        pupil = pupils[key]
        assert f">{pupil.surname}, {pupil.forename}<" in row
        drawn = re.findall(r"<td.*?>(?:<span class=\"mk \w\">([^<]*)(?:<small>(\d+)</small>)?</span>)?</td>", row)
        held = [large.marks.get((pupil.key, *slot), ("", None)) for slot in WEEK]
        assert drawn == [(code, str(minutes or "")) for code, minutes in held]


Plain = list[tuple[str, str, list[tuple[str, str]]]]


def plain_rows(large: Large, slots: tuple[Slot, ...]) -> Plain:
    """What a plain pass is given of everybody: key, name, and code and minutes of each session, all as text."""
    with school_work(large.school):
        held = [row for one in sheets(large.forms, slots) for row in one.rows]
    return [
        (
            str(row.pupil.id),
            row.pupil.name,
            [(cell.code or "", str(cell.minutes or "")) if cell else ("", "") for cell in row.cells],
        )
        for row in held
    ]


def plain(rows: Plain, names: list[str]) -> str:
    """One pass, one function: a row a pupil, a cell a session, everything escaped."""
    escape = html.escape
    return "\n".join(
        f'<tr data-pupil="{escape(key)}" data-spoken="{escape(name)}"><th scope="row">'
        f'<a href="/pupils/{escape(key)}/" tabindex="-1" data-name>{escape(name)}</a></th>'
        + "".join(
            f'<td class="day" aria-label="{session}, {escape(code)}">'
            f'<span class="mk p">{escape(code)}<small>{escape(minutes)}</small></span></td>'
            for session, (code, minutes) in zip(names, cells, strict=True)
        )
        + "</tr>"
        for key, name, cells in rows
    )


def measure(world: World, large: Large, bench: Bench, what: str, address: str) -> int:
    """Print what the page takes beside its yardsticks; how many pupils it draws, each as they should be."""
    with school_work(large.school):
        slots = Timetable.now().week(MONDAY, TWO_OCLOCK)
    page = opened(world, large, address)
    assert_drawn(large, page.open(), page.keys)
    everybody, names = plain_rows(large, slots), [slot.name for slot in slots]
    drawn = set(page.keys)
    rows = [row for row in everybody if row[0] in drawn]

    def same(body: bytes) -> str:
        found = re.findall(ROW, body.decode())
        assert found == page.keys
        return f"{len(found):,} pupils in order"

    def written(text: str) -> str:
        return exactly(len(rows), "rows of cells")(text.count("<tr "))

    with psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
        connection.execute(f"SET search_path = {large.school.schema_name}, public")

        def floor() -> str:
            send(connection, page.statements)
            return plain(rows, names)

        ours = Act("the page", page.open, right=same)
        least = Act("its SQL and plain cells", floor, right=written)
        cells = Act("plain cells", lambda: plain(rows, names), right=written)
        trivial = one_read(page.asking)
        bench.turns(f"The week of {PUPILS:,} pupils, {what}, in process", trivial, ours, least, cells, rounds=25)
    note = f"{len(page.statements)} statements, {page.size / 1000:.0f} kB, {page.packed / 1000:.0f} packed"
    bench.line(f"{what}, beside its SQL and cells", ours, least, aim=AIM, note=note)
    bench.line(f"{what}, beside its cells alone", ours, cells)
    bench.line(f"{what}, in one-read pages in process", ours, trivial)
    return len(page.keys)


def test_the_week_opens(world: World, large: Large, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(CLOCK_AHEAD=ahead(TWO_OCLOCK)):
        assert measure(world, large, bench, "a year of it, as it opens", "/week/") == PUPILS // YEARS
        unexplained = {key for (key, *_), (code, _) in large.marks.items() if code == "N"}
        assert measure(world, large, bench, "those with no reason yet", "/week/?show=unexplained") == len(unexplained)
        monkeypatch.setattr(week_reading, "MOST_ROWS", 10_000)
        assert measure(world, large, bench, "all of it on one page", "/week/") == PUPILS
