"""The judge of a trial: what the clients were told, against what one school's tables hold. Plain SQL, none of the product.

Each register is replayed from its entries in order: what each save asked is compared with the versions it left, each
version with the one before it, the last of them with the mark, the marks with the pupils' weeks, and the entries one by
one with registers' versions, idempotency keys, audit lines and promises. A finding begins with its kind: `lost`, `doubled`,
`half`, `overwritten`, `stray`, `chain`, `order`, `version`, `mark`, `key`, `audit`, `promise` or `week`.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import psycopg
from psycopg import sql

from tests.faults.ledger import NO_MARK, Mark, Sent, Where

#: What each code that the trials use adds to a pupil's week, written down once more by hand.
COUNTS = {
    "/": ("present",),
    "\\": ("present",),
    "L": ("present", "late_before"),
    "U": ("unauthorised", "late_after"),
    "N": ("unauthorised",),
    "O": ("unauthorised",),
    "I": ("authorised",),
    "M": ("authorised",),
    "V": ("approved",),
}
COLUMNS = ("present", "approved", "authorised", "unauthorised", "not_possible", "late_before", "late_after")


@dataclass(frozen=True, slots=True)
class Version:
    """One change of one mark, as kept."""

    pupil: str
    on: dt.date
    session: int
    old: str | None
    new: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    """One save, as kept."""

    id: int
    version: int
    key: str
    at: dt.datetime | None = None


@dataclass
class Kept:
    """Everything one school's tables hold of its registers."""

    registers: dict[Where, tuple[int, list[Entry]]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    imported: set[int] = field(default_factory=set)
    versions: dict[int, list[Version]] = field(default_factory=lambda: defaultdict(list))
    marks: dict[tuple[str, dt.date, int], tuple[Mark, int]] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    audited: Counter[int] = field(default_factory=Counter)
    promised: Counter[dt.date] = field(default_factory=Counter)
    weeks: dict[tuple[str, dt.date, int], tuple[int, ...]] = field(default_factory=dict)
    half_terms: list[tuple[dt.date, dt.date, int]] = field(default_factory=list)


#: What stood in each register from each of its versions on: more than one state where imports came between.
Stood = dict[tuple[Where, int], list[dict[str, Mark]]]


def check(connection: "psycopg.Connection[Any]", schema: str, sent: list[Sent]) -> list[str]:
    """Everything wrong, one line each; empty when all is well."""
    kept = read(connection, schema)
    asks = {one.key: one for one in sent}
    findings = []
    stood: Stood = {}
    imported: dict[Where, dict[int, list[Version]]] = defaultdict(lambda: defaultdict(list))
    for entry in kept.imported:
        for one in kept.versions.get(entry, []):
            imported[Where(kept.groups[one.pupil], one.on, one.session)][entry].append(one)
    for where in kept.registers:
        findings += _register(kept, where, imported.get(where, {}), asks, stood)
    findings += _answers(kept, sent, stood)
    findings += _marks(kept)
    findings += _weeks(kept)
    return findings


def read(connection: "psycopg.Connection[Any]", schema: str) -> Kept:
    """The tables, once nobody saves any more."""
    kept = Kept()
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
        rows = "SELECT pupil_id::text, group_id::text FROM roll_placement"
        kept.groups = dict(cursor.execute(rows).fetchall())
        pupils = dict(cursor.execute("SELECT key, id::text FROM roll_pupil").fetchall())
        found: dict[Any, list[Entry]] = defaultdict(list)
        rows = "SELECT id, register_id, register_version, idempotency_key, at FROM registers_entry ORDER BY id"
        for key, register, version, idempotency, at in cursor.execute(rows).fetchall():
            if register is None:
                kept.imported.add(key)
            else:
                found[register].append(Entry(key, version, idempotency, at))
        rows = "SELECT id, group_id::text, date, session, version FROM registers_register"
        for register, group, on, session, version in cursor.execute(rows).fetchall():
            kept.registers[Where(group, on, session)] = (version, found[register])
        rows = "SELECT pupil_key, date, session, entry_id, old_code, new_code, minutes FROM registers_markversion"
        for pupil, on, session, entry, old, new, minutes in cursor.execute(rows).fetchall():
            kept.versions[entry].append(Version(pupils[pupil], on, session, old, (new, minutes)))
        rows = "SELECT pupil_key, date, session, code, minutes, entry_id FROM registers_mark"
        for pupil, on, session, code, minutes, entry in cursor.execute(rows).fetchall():
            kept.marks[pupils[pupil], on, session] = ((code, minutes), entry)
        kept.keys = dict(cursor.execute("SELECT key, answer FROM journal_idempotencykey").fetchall())
        rows = "SELECT (details->>'entry')::bigint FROM journal_auditline WHERE act = 'register.saved'"
        kept.audited = Counter(entry for (entry,) in cursor.execute(rows).fetchall())
        dates = "jsonb_array_elements_text(payload->'dates')::date"
        rows = f"SELECT {dates} FROM journal_outboxrow WHERE topic = 'marks.changed'"
        kept.promised = Counter(on for (on,) in cursor.execute(rows).fetchall())
        rows = f"SELECT pupil_key, week, half_term, {', '.join(COLUMNS)} FROM registers_pupilweek"
        for pupil, week, half_term, *counts in cursor.execute(rows).fetchall():
            kept.weeks[pupils[pupil], week, half_term] = tuple(counts)
        rows = "SELECT starts_on, ends_on, academic_year * 10 + number FROM calendar_halfterm"
        kept.half_terms = cursor.execute(rows).fetchall()
    return kept


def _register(
    kept: Kept, where: Where, imported: dict[int, list[Version]], asks: dict[str, Sent], stood: Stood
) -> list[str]:
    """Replay one register, its own saves and the imports between them; `stood` takes what stood in it."""
    version, entries = kept.registers[where]
    findings = []
    numbers = [entry.version for entry in entries]
    if numbers != list(range(1, len(entries) + 1)) or version != len(entries):
        findings.append(f"version: {where} is at version {version}, and its entries made {numbers}")
    moments = [entry.at for entry in entries if entry.at]
    findings += [
        f"order: {where} was saved at {one} and then at {next_}" for one, next_ in pairwise(moments) if next_ <= one
    ]
    state: dict[str, Mark] = {}
    stood[where, 0] = [{}]
    by_hand: set[str] = set()
    reached = 0
    for entry in sorted([*entries, *(Entry(key, 0, "") for key in imported)], key=lambda one: one.id):
        own = entry.id not in imported
        left = kept.versions.get(entry.id, []) if own else imported[entry.id]
        findings += [
            f"chain: {where} {one.pupil} {one.old} in {entry}, where {state.get(one.pupil, NO_MARK)} stood"
            for one in left
            if one.old != state.get(one.pupil, NO_MARK)[0]
        ]
        changed = {one.pupil for one in left}
        if own:
            findings += _own(kept, where, entry, asks.get(entry.key), left, state)
            by_hand |= changed
            reached = entry.version
        else:
            findings += [f"overwritten: {where} {pupil} by an import" for pupil in changed & by_hand]
        state.update((one.pupil, one.new) for one in left)
        stood.setdefault((where, reached), []).append(dict(state))
    return findings


def _own(
    kept: Kept, where: Where, entry: Entry, ask: Sent | None, left: list[Version], state: dict[str, Mark]
) -> list[str]:
    """One save of the register's own, with all that must have come of it."""
    findings = []
    if any((one.on, one.session) != (where.on, where.session) for one in left):
        findings.append(f"stray: {entry} of {where} changed marks of another session")
    if ask is None or ask.where != where or ask.status not in (None, 200):
        findings.append(f"stray: {entry} in {where}, which no save that was not refused asked for")
    else:
        findings += _one_save(where, entry, ask, left, state)
    if kept.audited[entry.id] != 1:
        findings.append(f"audit: {kept.audited[entry.id]} lines for {entry} of {where}")
    return findings


def _one_save(where: Where, entry: Entry, ask: Sent, left: list[Version], state: dict[str, Mark]) -> list[str]:
    """One save's versions, against what it asked and what its sender had been shown."""
    findings = []
    effective = {pupil: mark for pupil, mark in ask.asked.items() if state.get(pupil, NO_MARK) != mark}
    if {one.pupil: one.new for one in left} != effective or len(left) != len(effective):
        findings.append(
            f"half: {entry} of {where} left {len(left)} versions where {len(effective)} marks were to change"
        )
    findings += [
        f"overwritten: {where} {pupil}: {state.get(pupil, NO_MARK)} by {entry}, whose sender had seen {ask.saw[pupil]}"
        for pupil in effective
        if state.get(pupil, NO_MARK) != ask.saw[pupil]
    ]
    return findings


def _answers(kept: Kept, sent: list[Sent], stood: Stood) -> list[str]:
    """What each client was told, against what is there."""
    findings = []
    by_key: dict[str, list[Entry]] = defaultdict(list)
    dates: Counter[dt.date] = Counter()
    for where, (_, entries) in kept.registers.items():
        dates[where.on] += len(entries)
        for entry in entries:
            by_key[entry.key].append(entry)
    for one in sent:
        found = by_key[one.key]
        if len(found) > 1:
            findings.append(f"doubled: {one.key} has {len(found)} entries")
        if len(one.answers) > 1:
            findings.append(f"key: {one.key} was answered {sorted(one.answers)}, each for the same save")
        if one.status == 200:
            findings += _answered(kept, one, found, stood)
        elif bool(found) != (one.key in kept.keys):
            findings.append(f"key: {one.key} has {len(found)} entries, kept: {one.key in kept.keys}")
    if unknown := len(kept.keys.keys() - {one.key for one in sent}):
        findings.append(f"stray: {unknown} idempotency keys that nobody sent")
    findings += [
        f"promise: {kept.promised[on]} for {dates[on]} saves of {on}" for on in dates if kept.promised[on] < dates[on]
    ]
    return findings


def _answered(kept: Kept, one: Sent, found: list[Entry], stood: Stood) -> list[str]:
    answer = kept.keys.get(one.key)
    if answer is None:
        return [f"key: {one.key} was answered and its key is not kept"]
    if one.saved == 0:
        unmet = min(
            sum(there.get(pupil, NO_MARK) != mark for pupil, mark in one.asked.items())
            for there in stood.get((one.where, one.answered_version), [{}])
        )
        return [f"lost: {one.key} was answered as changing nothing, and {unmet} marks differ"] if unmet else []
    if not found:
        return [f"lost: {one.key} was answered at version {one.answered_version} and is not there"]
    (entry, *_) = found
    made = len(kept.versions.get(entry.id, []))
    told = (one.answered_version, one.saved)
    if told != (entry.version, made) or (answer["version"], answer["marks"], answer["entry"]) != (*told, entry.id):
        return [f"key: {one.key} was answered {told}, kept {answer}, and is {entry} with {made} versions"]
    return []


def _marks(kept: Kept) -> list[str]:
    """Each mark is what the newest version of its cell says, and stands with that version's entry."""
    last: dict[tuple[str, dt.date, int], tuple[Mark, int]] = {}
    for entry in sorted(kept.versions):
        for one in kept.versions[entry]:
            last[one.pupil, one.on, one.session] = (one.new, entry)
    last = {cell: stands for cell, stands in last.items() if stands[0] != NO_MARK}
    return [
        f"mark: {cell} is {kept.marks.get(cell)}, and its newest version says {last.get(cell)}"
        for cell in last.keys() | kept.marks.keys()
        if last.get(cell) != kept.marks.get(cell)
    ]


def _weeks(kept: Kept) -> list[str]:
    """Each pupil's weeks are what the marks come to."""
    recount: dict[tuple[str, dt.date, int], Counter[str]] = defaultdict(Counter)
    for (pupil, on, _), ((code, _), _) in kept.marks.items():
        half_term = next(number for first, last, number in kept.half_terms if first <= on <= last)
        recount[pupil, on - dt.timedelta(days=on.weekday()), half_term].update(COUNTS[str(code)])
    counted = {week: tuple(counts[name] for name in COLUMNS) for week, counts in recount.items()}
    held = {week: counts for week, counts in kept.weeks.items() if any(counts)}
    return [
        f"week: {week} holds {held.get(week)}, its marks come to {counted.get(week)}"
        for week in counted.keys() | held.keys()
        if counted.get(week) != held.get(week)
    ]


_GLANCE = """
    WITH entry AS (SELECT id FROM registers_entry WHERE idempotency_key = %(key)s)
    SELECT (SELECT count(*) FROM entry),
           (SELECT count(*) FROM registers_markversion WHERE entry_id IN (SELECT id FROM entry)),
           (SELECT count(*) FROM registers_mark WHERE entry_id IN (SELECT id FROM entry)),
           (SELECT count(*) FROM journal_idempotencykey WHERE key = %(key)s),
           (SELECT count(*) FROM journal_auditline
             WHERE act = 'register.saved' AND (details->>'entry')::bigint IN (SELECT id FROM entry))
"""


def glance(connection: "psycopg.Connection[Any]", schema: str, one: Sent) -> tuple[bool, list[str]]:
    """Right after a fault, before anybody tries again: whether the save is there, and a finding when only half of it is.

    For a save that changes every mark it names and that nobody has saved over.
    """
    with connection.transaction():
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
        counts = connection.execute(_GLANCE, {"key": one.key}).fetchone()
    many = len(one.asked)
    if counts in ((0, 0, 0, 0, 0), (1, many, many, 1, 1)):
        return counts == (1, many, many, 1, 1), []
    return True, [f"half: {one.key} of {many} marks is there as {counts} (entry, versions, marks, key, audit)"]
