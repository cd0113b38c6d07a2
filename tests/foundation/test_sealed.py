"""Secrets at rest: only under our keys, only for their purpose, and through a change of SECRET_KEY."""

import base64
import hashlib
from typing import Any

import pytest
from cryptography.fernet import Fernet

from foundation.sealed import CannotUnseal, seal, unseal

SECRET = "an API key, £ and all"


def test_a_secret_comes_back_and_is_not_to_be_read_at_rest() -> None:
    sealed = seal(SECRET, purpose="gateways")
    assert unseal(sealed, purpose="gateways") == SECRET
    assert "API key" not in sealed
    assert sealed != seal(SECRET, purpose="gateways")


def test_a_purpose_opens_nothing_of_another() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal(SECRET, purpose="gateways"), purpose="second factor")


@pytest.mark.parametrize("spoilt", ["", "no seal", "gAAAAAé"])
def test_what_we_never_sealed_is_not_opened(spoilt: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal(spoilt, purpose="gateways")


def test_an_old_key_opens_until_it_is_dropped(settings: Any) -> None:
    sealed = seal(SECRET, purpose="gateways")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, as long as such keys are"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed, purpose="gateways") == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="gateways")


def test_what_authenticator_apps_sealed_before_still_opens(settings: Any) -> None:
    """The key was always made this way; another would lock out everybody who has a second factor."""
    key = hashlib.sha256(b"rollcall second factor" + settings.SECRET_KEY.encode()).digest()
    sealed = Fernet(base64.urlsafe_b64encode(key)).encrypt(SECRET.encode()).decode()
    assert unseal(sealed, purpose="second factor") == SECRET
