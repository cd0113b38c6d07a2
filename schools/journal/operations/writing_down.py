"""Writing down who did what and who was shown what."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections
from psycopg.types.json import Jsonb

from foundation import clock
from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS, keep
from schools.journal.models import Shown

#: All columns but those that only the server may say.
_ADD = """
INSERT INTO journal_auditline (at, person_id, person_name, act, about_kind, about_id, details)
SELECT %(at)s, %(person)s, %(name)s, %(act)s, line.kind, line.key, line.details
FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(details)s::jsonb[]) WITH ORDINALITY
  AS line (kind, key, details, place)
ORDER BY line.place
"""


def record(act: str, *, about: tuple[str, object], by: Actor, details: dict[str, Any] | None = None) -> None:
    """Write one audit line. `about` is a kind and a key; `details` holds counts, codes and keys, never names."""
    record_all(act, [(about, details or {})], by=by)


def record_each(
    act: str, *, about: Iterable[tuple[str, object]], by: Actor, details: dict[str, Any] | None = None
) -> None:
    """Write one audit line for each of many things that one act changed."""
    record_all(act, [(one, details or {}) for one in about], by=by)


def record_all(act: str, lines: Sequence[tuple[tuple[str, object], dict[str, Any]]], *, by: Actor) -> None:
    """The same, with the details of each: what it is about, and they. One statement; none for nothing."""
    if not lines:
        return
    values: dict[str, Any] = {
        "at": clock.now(),
        "person": by.person_id,
        "name": by.name,
        "act": act,
        "kinds": [kind for (kind, _), _ in lines],
        "keys": [str(key) for (_, key), _ in lines],
        "details": [Jsonb(details) for _, details in lines],
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_ADD, values)


_SEEN = """
WITH page AS (SELECT * FROM unnest(%(keys)s::uuid[], %(what)s::text[]) AS page (id, what)),
kept AS (
  INSERT INTO journal_shown (id, what, about_kind, about_id, pupil_keys)
  SELECT id, what, %(kind)s, %(about)s, %(pupils)s::int[] FROM page ORDER BY id ON CONFLICT (id) DO NOTHING)
INSERT INTO journal_readline (at, shown_id, person_id, person_name, day, ten_minutes)
SELECT %(at)s, id, %(person)s, %(name)s, %(day)s::date, floor(extract(epoch FROM %(at)s::timestamptz) / 600)::int
FROM page ORDER BY id ON CONFLICT DO NOTHING
"""


def seen(
    *what: Shown.What, about: tuple[str, object], pupils: Iterable[int], by: Actor, day: dt.date | None = None
) -> None:
    """Write down that somebody was shown something about pupils: every view that shows any calls this, once.

    A pupil's page, with all its parts that this person was shown:
        seen(What.PUPIL, What.CONTACTS, about=("pupil", pupil.pk), pupils=[pupil.key], by=Actor.of(request.member))
    A page of many pupils is one line about the group or list, with the compact keys of the pupils that it really showed:
        seen(What.REGISTER, about=("group", group.pk), pupils=(row.pupil.key for row in sheet.rows), by=..., day=day)
    A list says what it was narrowed by, in codes and never in names: about=("list", "year=9&show=near").

    The same page opened again by the same person within the same ten minutes by the clock adds nothing. A form that
    comes back refused has been seen too, so the line outlives what the refusal undoes. One statement; a page that shows
    nobody writes nothing. Raises ValueError without a person: the system reads no pages.
    """
    keys = sorted(set(pupils))
    if by.person_id is None:
        message = "Only a person sees a page"
        raise ValueError(message)
    if not keys:
        return
    kind, key = about
    pages = {shown_key(one, kind, str(key), keys): str(one) for one in what}
    values: dict[str, Any] = {
        "keys": list(pages),
        "what": list(pages.values()),
        "kind": kind,
        "about": str(key),
        "pupils": keys,
    }
    values |= {"person": by.person_id, "name": by.name, "day": day, "at": clock.now()}

    def write() -> None:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_SEEN, values)

    keep(write)


def shown_key(what: str, kind: str, key: str, pupils: list[int]) -> uuid.UUID:
    """The key of what a page shows: the first half of the SHA-256 of everything it says. `pupils` in order."""
    said = "\x1f".join((what, kind, key, *map(str, pupils)))
    return uuid.UUID(bytes=hashlib.sha256(said.encode()).digest()[:16])
