"""The watch over writes (`tests.writes`) names whoever writes another room's table, by whatever way it is done."""

import itertools
import threading

import pytest
from django.db import connections

from foundation.database.scope import ALIAS
from schools.registers.models import Entry, Mark
from schools.registers.operations import copy_marks
from schools.roll.models import Pupil, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.writes import ROOT, Watch

COPY = "COPY registers_mark (pupil_key, date, session, code, entry_id) FROM STDIN"
GROUP = "RegistrationGroup(academic_year=2026, name=name, year_group='')"

#: Ways to write, each a line of code that finds the models, `cursor` and a `name`; and the table it writes.
WAYS = [
    ("RegistrationGroup.objects.create(academic_year=2026, name=name, year_group='')", "roll_registrationgroup"),
    (f"RegistrationGroup.objects.bulk_create([{GROUP}])", "roll_registrationgroup"),
    ("RegistrationGroup.objects.update(year_group='9')", "roll_registrationgroup"),
    ("RegistrationGroup.objects.get_or_create(academic_year=2026, name=name)", "roll_registrationgroup"),
    (f"{GROUP}.save()", "roll_registrationgroup"),
    ("Mark.objects.filter(code='/').update(code='L')", "registers_mark"),
    ("cursor.execute('UPDATE registers_mark SET code = code')", "registers_mark"),
    (
        "cursor.execute('with x as (delete from\\n only \"registers_mark\" returning 1) select * from x')",
        "registers_mark",
    ),
    ("cursor.executemany('DELETE FROM registers_mark WHERE code = %s', [('a',), ('b',)])", "registers_mark"),
    (f"with cursor.copy('{COPY}'): pass", "registers_mark"),
]


_numbers = itertools.count()


@pytest.fixture(scope="module")
def ground(world) -> School:
    return world.another_school()


def sent_from(place: str, line: str, school: School) -> None:
    """Run a line of code as if it stood in a file of the repository."""
    code = compile(line, str(ROOT / place), "exec")
    with school_work(school), connections[ALIAS].cursor() as cursor:
        names = {"RegistrationGroup": RegistrationGroup, "Pupil": Pupil, "Mark": Mark, "cursor": cursor}
        exec(code, names | {"name": f"planted {next(_numbers)}"})


@pytest.mark.parametrize(
    ("line", "table"), WAYS, ids=[line.split("(")[0] + str(at) for at, (line, _) in enumerate(WAYS)]
)
def test_whoever_writes_another_rooms_table_is_named(ground: School, writes: Watch, line: str, table: str) -> None:
    room = f"schools.{table.partition('_')[0]}"
    sent_from("schools/pupils/views/planted.py", line, ground)
    assert set(writes.take()) == {f"schools.pupils.views.planted wrote {table}, a table of {room}"}


@pytest.mark.parametrize("place", ["platform/rollcall/commands/planted.py", "schools/roll/views/planted.py"])
def test_so_is_a_command_and_the_rooms_own_view(ground: School, writes: Watch, place: str) -> None:
    sent_from(place, WAYS[0][0], ground)
    sender = place.removeprefix("platform/").removesuffix(".py").replace("/", ".")
    assert writes.take() == [f"{sender} wrote roll_registrationgroup, a table of schools.roll"]


@pytest.mark.parametrize("place", ["schools/roll/operations/planted.py", "platform/rollcall/demo/planted.py"])
def test_the_rooms_own_operations_and_the_invention_are_not(ground: School, writes: Watch, place: str) -> None:
    sent_from(place, WAYS[0][0], ground)
    assert not writes.take()


def test_reading_is_nobodys_offence(ground: School, writes: Watch) -> None:
    for line in ("list(Pupil.objects.select_for_update())", "cursor.execute('SELECT 1 FROM roll_pupil FOR UPDATE')"):
        sent_from("schools/pupils/views/planted.py", line, ground)
    assert not writes.take()


def test_what_another_thread_sends_is_seen(ground: School, writes: Watch) -> None:
    def elsewhere() -> None:
        sent_from("schools/pupils/views/planted.py", WAYS[2][0], ground)
        connections.close_all()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(writes.take()) == 1


def test_who_asks_a_door_is_not_who_writes(ground: School, writes: Watch) -> None:
    """Rows that a caller draws up on the way are put down to the operation that sends them."""
    with school_work(ground):
        entry = Entry.objects.create(by_name="", by_position="", source=Entry.Source.SYSTEM)
        copy_marks(entry, iter([(1, entry.at.date(), 1, "/", None)]))
    assert not writes.take()


def test_an_offence_fails_the_test_in_which_it_was_made(ground: School, writes: Watch) -> None:
    sent_from("schools/pupils/views/planted.py", WAYS[0][0], ground)
    with pytest.raises(AssertionError, match="planted wrote roll_registrationgroup"):
        writes.refuse()  # as the fixture does after every test (`tests/conftest.py`)
    writes.refuse()
