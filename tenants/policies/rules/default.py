"""The policy that every new trust begins with, as the file beside this one has it."""

from functools import cache
from pathlib import Path

from tenants.policies.rules.document import Policy
from tenants.policies.rules.reading_in import read


@cache
def default_policy() -> Policy:
    """It, as version 1."""
    return read((Path(__file__).parent / "default.toml").read_text(encoding="utf-8"), name="default.toml")
