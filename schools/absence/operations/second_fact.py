"""The second fact of a parent's link: a child's birth date, of which the link keeps a proof and not the date."""

import datetime as dt
import hashlib
import hmac

from django.conf import settings


def birth_proof(purpose: str, child: str, birth: dt.date) -> str:
    """What a link of this purpose keeps of a child: who knows the birth date can be checked by it, and it says nothing else.

    `child` is whatever the link knows the child by, so that two children of one birth date have two proofs.
    """
    said = f"{purpose}/{child}/{birth.isoformat()}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256).hex()


def is_birth_of(purpose: str, child: str, proof: str, birth: dt.date) -> bool:
    """Whether that is the birth date of a child of whom a link of this purpose keeps the proof."""
    return hmac.compare_digest(proof, birth_proof(purpose, child, birth))
