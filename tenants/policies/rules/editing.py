"""A document with one part of it put in another's place. Each gives the whole document again, or refuses with every fault.

What is typed is put in as plain values and read as strictly as a file is, so that a form can hold nothing a file could not.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from foundation.refusals import Refused
from tenants.policies.rules.document import Policy
from tenants.policies.rules.lines import Lines
from tenants.policies.rules.reading_in import understood

Items = Literal["criteria", "exits", "actions"]
Plain = dict[str, Any]


def plain_of(policy: Policy) -> Plain:
    """The document as plain values, as a file holds them."""
    return policy.model_dump(mode="json", by_alias=True, exclude_none=True)


def with_values(policy: Policy, values: Mapping[str, Any]) -> Policy:
    """With other values of the whole document: its title, the limits."""
    return _read(plain_of(policy) | dict(values))


def with_stage_values(policy: Policy, key: str, values: Mapping[str, Any]) -> Policy:
    """With other values of one stage: its name, its owner."""
    plain = plain_of(policy)
    _stage(plain, key).update(values)
    return _read(plain)


def with_stage(policy: Policy, stage: Mapping[str, Any]) -> Policy:
    """With a further stage at the place it names; those from there up move up by one."""
    plain = plain_of(policy)
    _free(plain["stages"], stage["key"])
    for other in plain["stages"]:
        if other["place"] >= stage["place"]:
            other["place"] += 1
    plain["stages"].append(dict(stage))
    plain["replaced"] = [gone for gone in plain["replaced"] if gone["stage"] != stage["key"]]
    return _read(plain)


def without_stage(policy: Policy, key: str, *, by: str) -> Policy:
    """Without a stage: those at it are looked for at another, exits to it lead there, higher ones move down by one."""
    plain = plain_of(policy)
    gone = _stage(plain, key)
    plain["stages"].remove(gone)
    places = {stage["key"]: stage["place"] for stage in plain["stages"]}
    for stage in plain["stages"]:
        for way in stage["exits"]:
            if way["to"] == key and places.get(by, stage["place"]) < stage["place"]:
                way["to"] = by
        if stage["place"] > gone["place"]:
            stage["place"] -= 1
    for earlier in plain["replaced"]:
        if earlier["by"] == key:
            earlier["by"] = by
    plain["replaced"].append({"stage": key, "by": by})
    return _read(plain)


def with_item(policy: Policy, stage: str, items: Items, item: Mapping[str, Any], *, instead_of: str = "") -> Policy:
    """With a criterion, an exit or an action of a stage: in the place of the one of that key, or behind the last."""
    plain = plain_of(policy)
    held = _stage(plain, stage)
    held[items] = _put(held[items], dict(item), instead_of)
    return _read(plain)


def without_item(policy: Policy, stage: str, items: Items, key: str) -> Policy:
    """Without it."""
    plain = plain_of(policy)
    held = _stage(plain, stage)
    held[items] = [one for one in held[items] if one["key"] != key]
    return _read(plain)


def with_letter(policy: Policy, letter: Mapping[str, Any], *, instead_of: str = "") -> Policy:
    """With a letter: in the place of the one of that key, or behind the last."""
    plain = plain_of(policy)
    plain["letters"] = _put(plain["letters"], dict(letter), instead_of)
    return _read(plain)


def without_letter(policy: Policy, key: str) -> Policy:
    """Without it."""
    plain = plain_of(policy)
    plain["letters"] = [one for one in plain["letters"] if one["key"] != key]
    return _read(plain)


def _put(held: Sequence[Plain], item: Plain, instead_of: str) -> list[Plain]:
    if item["key"] != instead_of:
        _free(held, item["key"])
    if not instead_of:
        return [*held, item]
    return [item if one["key"] == instead_of else one for one in held]


def _free(held: Sequence[Plain], key: str) -> None:
    if any(one["key"] == key for one in held):
        raise Refused(f"The key “{key}” is taken here.", code="same_key", field="key", remedy="Choose another.")


def _stage(plain: Plain, key: str) -> Plain:
    found: Plain = next(stage for stage in plain["stages"] if stage["key"] == key)
    return found


def _read(plain: Plain) -> Policy:
    return understood(Policy, plain, Lines({}))
