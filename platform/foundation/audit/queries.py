"""Questions to lines and seals, asked in a transaction of the sealing role; the same for every journal."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.db import connections
from django.db.models import Q, QuerySet

from foundation.audit.models import AbstractAuditLine, AbstractSeal
from foundation.audit.rules import NOTHING_BEFORE, SealFacts, Tampering, broken_chain, changed_lines, line_hash
from foundation.database.scope import ALIAS

#: Lines that one seal covers at most, and about as many as are held in memory at once.
MOST = 1000
#: Seals that are fetched at once.
_SEALS = 50
#: Past every line there is.
_LAST = 2**63 - 1

#: The moment, this server's identifier, and between which transactions some may still be at work: all before `oldest` have
#: ended, none from `coming` on has begun.
_SERVER = """
SELECT statement_timestamp(), (pg_control_system()).system_identifier,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""

Lines = QuerySet[AbstractAuditLine]
Seals = QuerySet[AbstractSeal]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of a journal: the hashes of its seals by number, lines sealed and not, and what was tampered with."""

    seals: dict[int, str]
    sealed: int
    unsealed: int
    tampering: list[Tampering]


def next_seal(lines: Lines, seals: Seals) -> SealFacts | None:
    """The seal over the oldest lines that have none, or None when there are no such lines.

    A line is taken once every transaction as old as its own has ended, so that none can come before it any more.
    """
    now, cluster, oldest, coming = _server()
    row = seals.order_by("-number").first()
    newest = facts_of(row) if row else None
    adopts = newest is not None and _adopts_after(newest, cluster)
    if adopts:
        # Elsewhere transactions were counted otherwise: what is there now and at rest is taken, whatever its number.
        at_rest = lines.filter(Q(transaction__lt=oldest) | Q(transaction__gte=coming))
        taken = list(islice(chain.from_iterable(found for _, found in _open_batches(at_rest, seals)), MOST))
        last = (oldest - 1, _LAST)
    else:
        last = (newest.last_transaction, newest.last_line) if newest else (0, 0)
        batches = _open_batches(lines.filter(transaction__lt=oldest), seals, after=last)
        last, taken = next(((end, found) for end, found in batches if found), (last, []))
        if not taken:
            return None
    return SealFacts(
        number=newest.number + 1 if newest else 1,
        at=now,
        cluster=cluster,
        adopts=adopts,
        last_transaction=last[0],
        last_line=last[1],
        lines=tuple(line.pk for line in taken),
        hashes=b"".join(_hash(line) for line in taken),
        before=bytes(row.hash) if row else NOTHING_BEFORE,
    )


def examine(lines: Lines, seals: Seals) -> Examined:
    """Hold every line to its seal and every seal to the one before; what was tampered with comes in their order.

    A line without a seal was slipped in where the seals have gone past it already, or where it bears the number of a
    transaction that has not been.
    """
    found = list(broken_chain(_kept(seals)))
    hashes: dict[int, str] = {}
    sealed, newest = 0, None
    for several in _in_batches(_kept(seals)):
        there = lines.filter(pk__in=[key for facts, _ in several for key in facts.lines])
        now = {line.pk: _hash(line) for line in there}
        for facts, kept in several:
            found += changed_lines(facts, now)
            hashes[facts.number] = kept.hex()
            sealed, newest = sealed + len(facts.lines), facts
    cluster = _server()[1]
    judged = newest if newest is not None and not _adopts_after(newest, cluster) else None
    places = [(line.transaction, line.pk) for _, batch in _open_batches(lines, seals) for line in batch]
    # Asked last: what was written while all this was read is no more ahead.
    coming = _server()[3]
    slipped = [
        Tampering(judged.number, place[1], "was slipped in")
        for place in places
        if judged and (place <= (judged.last_transaction, judged.last_line) or place[0] >= coming)
    ]
    return Examined(hashes, sealed, len(places) - len(slipped), [*found, *slipped])


def facts_of(seal: AbstractSeal) -> SealFacts:
    """A seal as it stands in its table, as the rules know it."""
    return SealFacts(
        number=seal.number,
        at=seal.at,
        cluster=seal.cluster,
        adopts=seal.adopts,
        last_transaction=seal.last_transaction,
        last_line=seal.last_line,
        lines=tuple(seal.lines),
        hashes=bytes(seal.hashes),
        before=bytes(seal.before),
    )


def _server() -> tuple[dt.datetime, int, int, int]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_SERVER)
        now, cluster, oldest, coming = cursor.fetchone()
    return now, cluster, oldest, coming


def _adopts_after(newest: SealFacts, cluster: int) -> bool:
    """Whether the seal after this one adopts: the first on another server does, and the next while they are full."""
    return newest.cluster != cluster or (newest.adopts and len(newest.lines) == MOST)


def _kept(seals: Seals) -> Iterator[tuple[SealFacts, bytes]]:
    """Every seal in order, each with the hash that stands beside it; few are in memory at a time."""
    for seal in seals.order_by("number").iterator(chunk_size=_SEALS):
        yield facts_of(seal), bytes(seal.hash)


def _in_batches(kept: Iterator[tuple[SealFacts, bytes]]) -> Iterator[list[tuple[SealFacts, bytes]]]:
    """Seals together until they cover as many lines as one does at most."""
    several: list[tuple[SealFacts, bytes]] = []
    covered = 0
    for one in kept:
        several.append(one)
        covered += len(one[0].lines)
        if covered >= MOST:
            yield several
            several, covered = [], 0
    if several:
        yield several


def _open_batches(
    lines: Lines, seals: Seals, *, after: tuple[int, int] = (0, 0)
) -> Iterator[tuple[tuple[int, int], list[AbstractAuditLine]]]:
    """The lines after this place in order, batch by batch: where each batch ends, and those of it that have no seal."""
    while batch := list(_after(after, lines).order_by("transaction", "pk")[:MOST]):
        after = (batch[-1].transaction, batch[-1].pk)
        yield after, _without_seal(batch, seals)


def _after(place: tuple[int, int], lines: Lines) -> Lines:
    transaction, line = place
    return lines.filter(transaction__gte=transaction).exclude(transaction=transaction, pk__lte=line)


def _without_seal(lines: list[AbstractAuditLine], seals: Seals) -> list[AbstractAuditLine]:
    """Those of these lines that no seal covers yet. After a restore older ones come up again by their numbers."""
    keys = [line.pk for line in lines]
    covered = {key for held in seals.filter(lines__overlap=keys).values_list("lines", flat=True) for key in held}
    return [line for line in lines if line.pk not in covered]


def _hash(line: AbstractAuditLine) -> bytes:
    return line_hash({field.attname: getattr(line, field.attname) for field in line._meta.concrete_fields})
