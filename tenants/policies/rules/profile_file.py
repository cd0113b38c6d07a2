"""An authority's profile as a file has it, read as strictly as a policy; and as the form in which it is kept."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from foundation.refusals import Malformed
from tenants.policies.rules.lines import Lines
from tenants.policies.rules.profile import Profile, contradictions
from tenants.policies.rules.reading_in import understood, written
from tenants.policies.rules.writing import value_as_toml


def read_profile(text: str, *, name: str = "") -> Profile:
    """The profile that a file holds. Raises Malformed with every fault at once, with its path and, of TOML, its line."""
    plain, lines = written(text, name=name)
    return _sound(plain, lines)


def of_values(values: Mapping[str, Any]) -> Profile:
    """The profile that a form's values make, read as a file is. Raises Malformed as `read_profile` does."""
    return _sound(values, Lines({}))


def _sound(plain: Mapping[str, Any], lines: Lines) -> Profile:
    profile = understood(Profile, plain, lines)
    if faults := contradictions(profile):
        placed = (replace(fault, row=lines.of(tuple(fault.field.split(".")))) for fault in faults)
        raise Malformed.because(*sorted(placed, key=lambda fault: fault.row or 0))
    return profile


def kept_profile(text: str) -> Profile:
    """The profile that `canonical` wrote. Raises pydantic's ValidationError for anything that it did not."""
    return Profile.model_validate(json.loads(text))


def profile_as_toml(profile: Profile) -> str:
    """The file: what `read_profile` reads to the same profile."""
    plain = profile.model_dump(mode="json", by_alias=True)
    notice = plain.pop("notice_to_improve")
    lines = [f"{key} = {value if key == 'from' else value_as_toml(value)}" for key, value in plain.items()]
    lines += ["", "[notice_to_improve]", *(f"{key} = {value_as_toml(value)}" for key, value in notice.items())]
    return "\n".join(lines) + "\n"
