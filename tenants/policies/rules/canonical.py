"""The one form in which a document is kept and by which it is known: JSON with sorted keys and no spaces, and its SHA-256.

What was left out of a document is written with the value it had then, so that no later default changes what was decided.
"""

import hashlib
import json

from tenants.policies.rules.document import Part, Policy


def canonical(document: Part) -> str:
    """The document in its one form. Rates are fractions in their lowest terms, days ISO dates."""
    plain = document.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(text: str) -> str:
    """The SHA-256 of a canonical document, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def kept(text: str) -> Policy:
    """The document that `canonical` wrote. Raises pydantic's ValidationError for anything that it did not."""
    return Policy.model_validate(json.loads(text))
