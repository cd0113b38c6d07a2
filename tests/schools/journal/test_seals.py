"""Audit lines are sealed after they were written, and whoever touches one afterwards is found out by name."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AbstractAuditLine, AbstractSeal
from foundation.audit.operations import add_seal
from foundation.audit.queries import Examined, examine, facts_of
from foundation.audit.rules import line_hash
from foundation.database.scope import Scope, identity_work, seal_scope, work
from rollcall import __main__ as command
from schools.journal import models as of_school
from schools.journal import operations
from schools.journal.tasks import seal
from tenants.journal import models as above
from tenants.journal.operations import record
from tenants.trusts.scopes import school_scope, school_work, sealing_scope, trust_work
from tests.session_database import SUPERUSER_URL
from tests.waiting import wait_for_transactions
from tests.world import World


@dataclass
class Journal:
    """One place's lines and seals: how a line comes in, and how they are looked at."""

    place: str
    schema: str
    line_table: str
    seal_table: str
    sealing: Scope
    lines: type[AbstractAuditLine]
    seals: type[AbstractSeal]
    write: Callable[[str], None]

    def examined(self) -> Examined:
        with work(self.sealing):
            return examine(self.lines.objects.all(), self.seals.objects.all())

    def keys(self) -> list[int]:
        with work(self.sealing):
            return list(self.lines.objects.order_by("transaction", "pk").values_list("pk", flat=True))

    def found(self) -> list[str]:
        return [str(one) for one in self.examined().tampering]


@pytest.fixture(params=["a school", "above the schools"])
def journal(request: pytest.FixtureRequest, world: World) -> Iterator[Journal]:
    if request.param == "a school":
        school = world.another_school()

        def write(act: str) -> None:
            with school_work(school):
                operations.record(act, about=("test", 1), by=SYSTEM, details={"b": 1, "a": [2.5, "é"]})

        schema, scope = str(school.schema_name), sealing_scope(school)
        yield Journal(
            str(school.slug),
            schema,
            "journal_auditline",
            "journal_seal",
            scope,
            of_school.AuditLine,
            of_school.Seal,
            write,
        )
        return

    def write_above(act: str) -> None:
        with identity_work():
            record(act, by=SYSTEM, about_kind="test", about_id=1, trust_id=world.northfield.pk)

    empty()  # the lines above the schools are every test's
    yield Journal(
        *("public", "public", "trust_journal_auditline", "trust_journal_seal", seal_scope()),
        *(above.AuditLine, above.Seal, write_above),
    )
    empty()


def empty() -> None:
    with superuser() as connection:
        connection.execute("TRUNCATE trust_journal_auditline, trust_journal_seal")


def superuser() -> "psycopg.Connection[Any]":
    return psycopg.connect(SUPERUSER_URL, autocommit=True)


def tamper(journal: Journal, statement: str, *values: object) -> None:
    """As somebody who may do everything on the server, past all triggers."""
    with superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"SET search_path = {journal.schema}")
        text = statement.replace("LINES", journal.line_table).replace("SEALS", journal.seal_table)
        connection.execute(text, values)  # type: ignore[arg-type]


def seal_all() -> None:
    """Seal what has been written so far."""
    wait_for_transactions()
    seal()


def sealed(journal: Journal, *acts: str) -> list[int]:
    """Write these acts, seal them, and return the keys of all lines in the order of their seals."""
    for act in acts:
        journal.write(act)
    seal_all()
    return journal.keys()


def test_what_nobody_touched_is_as_it_was_sealed(journal: Journal, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        keys = sealed(journal, "one", "two")
    journal.write("three")
    found = journal.examined()
    assert (found.tampering, found.sealed, found.unsealed) == ([], len(keys), 1)
    told = [line for line in caplog.messages if line.startswith(f"sealed {journal.schema} seal ")]
    assert [line.rpartition(" ")[2] for line in told] == list(found.seals.values())
    before = found.seals
    seal_all()
    assert journal.examined().seals.items() > before.items()
    assert journal.examined().unsealed == 0
    last = journal.examined().seals
    seal_all()
    assert journal.examined().seals == last  # nothing new, no new seal


@pytest.mark.parametrize(
    "change",
    [
        "act = 'other'",
        "at = at - interval '1 hour'",
        "written_at = '2001-01-01'",
        "person_name = 'Nobody'",
        "details = '{}'",
    ],
)
def test_an_altered_line_is_named(journal: Journal, change: str) -> None:
    _, second, *_ = sealed(journal, "one", "two", "three")
    tamper(journal, f"UPDATE LINES SET {change} WHERE id = %s", second)
    if change == "details = '{}'" and journal.schema == "public":
        tamper(journal, "UPDATE LINES SET details = '{\"sessions\": 2}' WHERE id = %s", second)
    assert journal.found() == [f"line {second} was altered (seal 1)"]


def test_a_missing_line_is_named(journal: Journal) -> None:
    first, *_ = sealed(journal, "one", "two")
    tamper(journal, "DELETE FROM LINES WHERE id = %s", first)
    assert journal.found() == [f"line {first} is missing (seal 1)"]


def test_a_line_slipped_in_between_is_named(journal: Journal) -> None:
    first, *_ = sealed(journal, "one", "two")
    values = "person_name, act, about_kind, about_id, details, at, written_at, transaction"
    tamper(
        journal,
        f"INSERT INTO LINES (id, {values}) SELECT 999999, {values} FROM LINES WHERE id = %s",
        first,
    )
    journal.write("three")
    seal_all()
    assert journal.found() == ["line 999999 was slipped in (seal 2)"]


def test_a_line_of_a_transaction_that_has_not_been_is_named(journal: Journal) -> None:
    _, second = sealed(journal, "one", "two")[:2]
    journal.write("three")
    tamper(journal, "UPDATE LINES SET transaction = 9000000000 WHERE id > %s", second)
    (ahead,) = set(journal.keys()) - set(sealed_keys(journal))
    journal.write("four")
    assert (journal.found(), journal.examined().unsealed) == ([f"line {ahead} was slipped in (seal 1)"], 1)
    seal_all()
    assert journal.found() == [f"line {ahead} was slipped in (seal 2)"]


def test_a_seal_taken_away_or_made_to_fit_is_named(journal: Journal) -> None:
    first, *_ = sealed(journal, "one")
    sealed(journal, "two")
    sealed(journal, "three")
    tamper(journal, "UPDATE LINES SET act = 'other' WHERE id = %s", first)
    with work(journal.sealing):
        hashes = examine_one(journal, first)
    tamper(journal, "UPDATE SEALS SET hashes = %s WHERE number = 1", hashes)
    assert journal.found() == ["seal 1 was altered"]
    tamper(journal, "DELETE FROM SEALS WHERE number = 2")
    assert "seal 2 is missing" in journal.found()


def sealed_keys(journal: Journal) -> list[int]:
    with work(journal.sealing):
        return [key for seal_ in journal.seals.objects.all() for key in seal_.lines]


def examine_one(journal: Journal, key: int) -> bytes:
    """The hash of a line as it stands now, which somebody could put into its seal."""
    line = journal.lines.objects.get(pk=key)
    others = journal.seals.objects.get(number=1)
    place = list(others.lines).index(key)
    made = line_hash({field.attname: getattr(line, field.attname) for field in line._meta.concrete_fields})
    return bytes(others.hashes)[: place * 32] + made + bytes(others.hashes)[(place + 1) * 32 :]


def test_a_line_is_sealed_once_nothing_can_come_before_it_any_more(journal: Journal) -> None:
    """A transaction that began earlier and ends later comes before it in the order, so it is waited for."""
    sealed(journal, "one")
    with superuser() as slow, slow.transaction():
        slow.execute(f"SET LOCAL search_path = {journal.schema}")
        slow.execute(
            f"INSERT INTO {journal.line_table} (at, person_name, act, about_kind, about_id, details)"
            " VALUES (now(), 'Slow', 'slow', 'test', '1', '{}')"
        )
        journal.write("quick")
        seal()
        assert journal.examined().unsealed == 1  # the slow one is not seen yet, and holds the quick one back
    seal_all()
    found = journal.examined()
    assert (found.unsealed, found.tampering) == (0, [])


def test_after_a_restore_elsewhere_sealing_goes_on_and_nothing_seems_tampered_with(journal: Journal) -> None:
    """On another server transactions are counted anew: what came with the backup bears numbers yet to come there."""
    keys = sealed(journal, "one", "two")
    journal.write("unsealed at the backup")
    (late,) = set(journal.keys()) - set(keys)
    tamper(journal, "UPDATE SEALS SET cluster = 1")
    forged_chain(journal)
    tamper(journal, "UPDATE LINES SET transaction = 9000000000 WHERE id = %s", late)
    seal_all()
    assert journal.found() == []
    journal.write("first act after it")
    seal_all()
    seal_all()
    found = journal.examined()
    assert (found.tampering, found.unsealed, found.sealed) == ([], 0, len(keys) + 2)


def test_after_a_restore_what_had_no_seal_is_adopted_a_seal_at_a_time(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foundation.audit.queries.MOST", 2)
    keys = sealed(journal, "one", "two", "three")
    for number in range(5):
        journal.write(f"unsealed at the backup {number}")
    tamper(journal, "UPDATE SEALS SET cluster = 1")
    forged_chain(journal)
    tamper(journal, "UPDATE LINES SET transaction = 9000000000 + id WHERE NOT id = ANY(%s)", keys)
    assert journal.found() == []
    seal_all()
    assert (journal.found(), journal.examined().unsealed) == ([], 0)
    with work(journal.sealing):
        adopting = journal.seals.objects.filter(adopts=True).order_by("number")
        assert [len(one.lines) for one in adopting] == [2, 2, 1]


def forged_chain(journal: Journal) -> None:
    """Make the seals fit together again, as those of another server would."""
    with work(journal.sealing):
        rows = list(journal.seals.objects.order_by("number"))
    before = bytes(32)
    for row in rows:
        row.before = before
        before = facts_of(row).hash
        tamper(journal, "UPDATE SEALS SET before = %s, hash = %s WHERE number = %s", row.before, before, row.number)


def test_only_the_sealer_adds_seals_and_it_adds_no_lines(journal: Journal, world: World) -> None:
    sealed(journal, "one")
    others = [work(school_scope(world.alder)), identity_work(), trust_work(world.northfield)]
    for other in others:
        with pytest.raises(DatabaseError, match=r"permission denied|does not exist"), other:
            journal.seals.objects.count()
    with pytest.raises(DatabaseError, match="permission denied"), work(journal.sealing):
        journal.seals.objects.update(number=7)
    with pytest.raises(DatabaseError, match="permission denied"), work(journal.sealing):
        journal.lines.objects.create(person_name="x", act="x", about_kind="x", about_id="x")


def test_the_command_names_the_first_that_was_tampered_with(
    journal: Journal, capsys: pytest.CaptureFixture[str], tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        first, second, *_ = sealed(journal, "one", "two")
    log = tmp_path / "worker.log"
    log.write_text("\n".join(caplog.messages), encoding="utf-8")
    words = ["audit", "verify", journal.place, "--log", str(log)]
    assert command.main(words) == 0
    shown = capsys.readouterr().out
    assert f"{journal.place}: as sealed" in shown
    assert "; the log confirms 1 of 1 seals" in shown
    tamper(journal, "UPDATE LINES SET act = 'other' WHERE id >= %s", second)
    assert command.main(words) == 1
    assert f"{journal.place}: line {second} was altered (seal 1)" in capsys.readouterr().out
    tamper(journal, "DELETE FROM LINES WHERE id >= %s", first)
    tamper(journal, "DELETE FROM SEALS")
    assert command.main(words) == 1
    assert f"{journal.place}: seal 1 is missing, which the log has" in capsys.readouterr().out


def test_a_history_that_was_written_anew_is_told_by_the_log(
    journal: Journal, capsys: pytest.CaptureFixture[str], tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A line is altered, its seal and those after it are taken away, and our own worker seals it all again."""
    with caplog.at_level(logging.INFO):
        sealed(journal, "one")
        second = sealed(journal, "two")[-1]
        sealed(journal, "three")
        tamper(journal, "UPDATE LINES SET act = 'other' WHERE id = %s", second)
        tamper(journal, "DELETE FROM SEALS WHERE number >= 2")
        seal_all()
        sealed(journal, "four")
    assert journal.found() == []
    assert verify(journal, tmp_path, caplog.messages) == 1
    assert f"{journal.place}: seal 2 was made 2 times, the log says" in capsys.readouterr().out


def test_a_log_that_tells_of_no_seal_confirms_nothing(
    journal: Journal, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    sealed(journal, "one")
    assert verify(journal, tmp_path, ["all is well"]) == 1
    assert "tells of no seal" in capsys.readouterr().err
    assert verify(journal, tmp_path, [f"sealed elsewhere seal 1 lines 1 hash {'0' * 64}"]) == 1
    assert f"{journal.place}: the log tells of none of its 1 seals" in capsys.readouterr().out


def verify(journal: Journal, folder: Any, messages: list[str]) -> int:
    log = folder / "worker.log"
    log.write_text("\n".join(messages), encoding="utf-8")
    return command.main(["audit", "verify", journal.place, "--log", str(log)])


def test_a_seal_that_was_lost_with_its_transaction_is_not_told_of(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    journal.write("one")
    wait_for_transactions()
    with caplog.at_level(logging.INFO), pytest.raises(ZeroDivisionError), work(journal.sealing):
        assert add_seal(journal.lines.objects.all(), journal.seals.objects.all(), place=journal.schema)
        raise ZeroDivisionError
    assert not [line for line in caplog.messages if line.startswith("sealed ")]
