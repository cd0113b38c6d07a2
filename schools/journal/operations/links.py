"""Links that open something to people without an account and to systems that call us, and what comes in by them."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import connections
from psycopg.types.json import Jsonb

from foundation.access.gate import LINKS, hash_of
from foundation.database.scope import ALIAS, current_scope
from schools.journal.models import Link
from schools.journal.operations.promising import wake_when_committed

#: Bytes of a token: 128 bits, which is 22 letters in an address.
TOKEN_BYTES = 16


def make_link(
    purpose: str,
    *,
    about: tuple[str, object],
    facts: dict[str, Any],
    expires_at: dt.datetime | None = None,
    secret: bytes | None = None,
) -> str:
    """Make a link for a purpose and return its path, `/by/<token>/`, which is kept nowhere: only its hash is.

    `facts` are all that the page may know; `secret`, sealed, is what a calling system must prove to know.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    kind, key = about
    Link.objects.create(
        token_hash=hash_of(token),
        purpose=purpose,
        about_kind=kind,
        about_id=str(key),
        facts=facts,
        expires_at=expires_at,
        secret=secret,
    )
    return f"{LINKS}{token}/"


_MAKE = """
INSERT INTO journal_link (token_hash, purpose, about_kind, about_id, facts, expires_at)
SELECT made.hash, %(purpose)s, made.kind, made.key, made.facts, %(expires_at)s
FROM unnest(%(hashes)s::text[], %(kinds)s::text[], %(keys)s::text[], %(facts)s::jsonb[]) AS made (hash, kind, key, facts)
"""


def make_links(
    purpose: str, wanted: Iterable[tuple[tuple[str, object], dict[str, Any]]], *, expires_at: dt.datetime | None = None
) -> list[str]:
    """Make a link about each of these, with its facts, by one statement; their paths in order."""
    each = [(secrets.token_urlsafe(TOKEN_BYTES), about, facts) for about, facts in wanted]
    values: dict[str, Any] = {
        "purpose": purpose,
        "expires_at": expires_at,
        "hashes": [hash_of(token) for token, _, _ in each],
        "kinds": [kind for _, (kind, _), _ in each],
        "keys": [str(key) for _, (_, key), _ in each],
        "facts": [Jsonb(facts) for _, _, facts in each],
    }
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_MAKE, values)
    return [f"{LINKS}{token}/" for token, _, _ in each]


def close_links(purpose: str, *, about: Iterable[tuple[str, object]], at: dt.datetime) -> int:
    """Close every open link for this purpose about these things; return how many. What came in by them stays."""
    closed = 0
    for kind, key in about:
        rows = Link.objects.filter(purpose=purpose, about_kind=kind, about_id=str(key), closed_at__isnull=True)
        closed += rows.update(closed_at=at)
    return closed


def restate_links(purpose: str, *, about: tuple[str, object], facts: dict[str, Any], now: dt.datetime) -> int:
    """Let the links for this purpose about a thing that are neither closed nor over know these facts instead; return how
    many that were."""
    kind, key = about
    rows = Link.objects.filter(purpose=purpose, about_kind=kind, about_id=str(key), closed_at__isnull=True)
    return rows.exclude(expires_at__lte=now).update(facts=facts)


_PUT_IN = """
INSERT INTO journal_inboxrow (link_hash, event, topic, payload, passed_on)
VALUES (current_setting('app.link'), %(event)s, %(topic)s, %(payload)s, false)
ON CONFLICT (link_hash, event) DO NOTHING
"""


def put_in(topic: str, payload: dict[str, Any], *, event: str) -> bool:
    """As a link: leave something for the school, whose worker carries it out as `topic`; whether it was new.

    `event` tells two things apart that come by one link: what has come before is not put in again.
    """
    values: dict[str, Any] = {"topic": topic, "payload": Jsonb(payload), "event": event}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_PUT_IN, values)
        new = bool(cursor.rowcount)
    if new:
        wake_when_committed()
    return new


_TRIED = """
INSERT INTO journal_inboxrow (link_hash, event, topic, payload, passed_on)
VALUES (current_setting('app.link'), gen_random_uuid()::text, '', '{}', true)
"""


def note_wrong_try() -> None:
    """As a link: note that somebody got the second fact wrong. What a link counts outlives its refusal."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_TRIED)


def hold_link() -> None:
    """As a link: let nobody else use it until this transaction ends, so that tries are counted one after another."""
    scope = current_scope()
    assert scope is not None
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s || current_setting('app.link'), 0))", [scope.name]
        )
