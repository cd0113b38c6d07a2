"""Secrets that are told once and kept only as their hash: invitations, hand-over codes and the nonce of a browser."""

import hashlib
import secrets


def new_secret() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


def hash_of(secret: str) -> bytes:
    """What is stored of a secret. Fast on purpose: there is nothing to guess in 128 random bits."""
    return hashlib.sha256(secret.encode()).digest()
