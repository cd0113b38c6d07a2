"""One act for each key that somebody sends with it: asked again, it gives its first answer and does nothing.

Both are asked inside the act's own transaction, once what it writes is held: a twin of the act has ended by then.
"""

from typing import Any

from foundation.audit.actors import Actor
from foundation.refusals import Refused
from schools.journal.operations import keep_answer
from schools.journal.queries import kept_answer


def answered(key: str, by: Actor, fingerprint: bytes) -> dict[str, Any] | None:
    """The answer this key got before, or None. Refused where the key came with something else, or from somebody else."""
    row = kept_answer(key)
    if row is None:
        return None
    if row.person_id != by.person_id or bytes(row.request_hash) != fingerprint:
        raise _reused()
    answer: dict[str, Any] = row.answer
    return answer


def remember(key: str, by: Actor, fingerprint: bytes, answer: dict[str, Any]) -> None:
    """Keep the answer under its key, unless another act took the key meanwhile: then this one is none."""
    if not keep_answer(key, by.person_id, fingerprint, answer):
        raise _reused()


def _reused() -> Refused:
    words = "This save carries the key of another one. Send each save with a key of its own."
    return Refused(words, code="key_reused", field="idempotency_key")
