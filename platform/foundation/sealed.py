"""Secrets that rest in the database, encrypted: of authenticator apps, of gateways and connections to other systems.

Whoever reads a table or a backup reads nothing; the keys are made of SECRET_KEY, which is in neither. A purpose has a key
of its own, so that what was sealed for one cannot be opened as another's. When SECRET_KEY is replaced, the old one stays
among SECRET_KEY_FALLBACKS until what it sealed has been sealed anew.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotUnseal(Exception):
    """What was sealed was altered, or sealed under a key that is no longer ours: the secret has to be set again."""


def seal(secret: str, *, purpose: str) -> str:
    """The secret as it may rest in a table: letters and digits, another text each time."""
    return _box(purpose).encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str, *, purpose: str) -> str:
    """The secret that was sealed for this purpose. Raises CannotUnseal."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise CannotUnseal(purpose) from problem


def _box(purpose: str) -> MultiFernet:
    """Seals under SECRET_KEY and opens under those it replaced as well."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(f"rollcall {purpose}".encode() + str(secret).encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
