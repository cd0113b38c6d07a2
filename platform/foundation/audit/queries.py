"""Questions to lines and seals, asked in a transaction of the sealing role; the same for every journal."""

import datetime as dt
from dataclasses import dataclass

from django.db import connections
from django.db.models import Q, QuerySet

from foundation.audit.models import AbstractAuditLine, AbstractSeal
from foundation.audit.rules import NOTHING_BEFORE, SealFacts, Tampering, broken_chain, changed_lines, line_hash
from foundation.database.scope import ALIAS

#: Lines that one seal covers at most.
MOST = 1000
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
    newest = seals.order_by("-number").first()
    adopts = newest is not None and newest.cluster != cluster
    if adopts:
        # Elsewhere transactions were counted otherwise: what is there now and at rest is taken, whatever its number.
        at_rest = lines.filter(Q(transaction__lt=oldest) | Q(transaction__gte=coming))
        taken = _without_seal(list(at_rest.order_by("transaction", "pk")), seals)
        last = (oldest - 1, _LAST)
    else:
        last = (newest.last_transaction, newest.last_line) if newest else (0, 0)
        taken = []
        while not taken:
            batch = list(_after(last, lines.filter(transaction__lt=oldest)).order_by("transaction", "pk")[:MOST])
            if not batch:
                return None
            taken = _without_seal(batch, seals)
            last = (batch[-1].transaction, batch[-1].pk)
    return SealFacts(
        number=newest.number + 1 if newest else 1,
        at=now,
        cluster=cluster,
        adopts=adopts,
        last_transaction=last[0],
        last_line=last[1],
        lines=tuple(line.pk for line in taken),
        hashes=b"".join(_hash(line) for line in taken),
        before=bytes(newest.hash) if newest else NOTHING_BEFORE,
    )


def examine(lines: Lines, seals: Seals) -> Examined:
    """Hold every line to its seal and every seal to the one before; what was tampered with comes in their order."""
    kept = [(facts_of(seal), bytes(seal.hash)) for seal in seals.order_by("number")]
    found = list(broken_chain(kept))
    sealed: set[int] = set()
    for facts, _ in kept:
        sealed.update(facts.lines)
        found += changed_lines(facts, {line.pk: _hash(line) for line in lines.filter(pk__in=facts.lines)})
    open_lines = 0
    newest = kept[-1][0] if kept and kept[-1][0].cluster == _server()[1] else None
    places = lines.order_by("transaction", "pk").values_list("transaction", "pk")
    for place in places.iterator(chunk_size=MOST):
        if place[1] in sealed:
            continue
        if newest is not None and place <= (newest.last_transaction, newest.last_line):
            found.append(Tampering(newest.number, place[1], "was slipped in"))
        else:
            open_lines += 1
    return Examined({facts.number: kept_hash.hex() for facts, kept_hash in kept}, len(sealed), open_lines, found)


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
