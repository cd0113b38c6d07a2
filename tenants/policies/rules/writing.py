"""A policy document as a TOML file that people read and change: what `reading_in` reads to the same document."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tenants.policies.rules.document import Policy
from tenants.policies.rules.overriding import Line


def as_toml(policy: Policy) -> str:
    """The file."""
    plain = policy.model_dump(mode="json", by_alias=True, exclude_none=True)
    return "\n".join(_whole(plain)) + "\n"


def lines_as_toml(lines: Iterable[Line], base: Policy) -> str:
    """The file of a school's own lines on a version of the trust's: what `override_file` reads to the same lines."""
    parts = [f'base = {{ key = "{base.key}", version = {base.version} }}']
    for line in lines:
        plain = line.model_dump(mode="json")
        value = plain["value"]
        long = isinstance(value, str) and "\n" in value
        parts += [
            "",
            "[[set]]",
            f"path = {_value(line.path)}",
            f"value = {_long(value) if long else _value(value)}",
            f"reason = {_value(line.reason)}",
        ]
    return "\n".join(parts) + "\n"


def _whole(plain: Mapping[str, Any]) -> Iterator[str]:
    for key, value in plain.items():
        if key not in {"stages", "letters", "replaced"}:
            yield f"{key} = {value if key == 'from' else _value(value)}"
    for stage in sorted(plain["stages"], key=lambda stage: stage["place"]):
        yield from _table("stages", stage)
        for items in ("criteria", "exits", "actions"):
            for item in stage[items]:
                yield from _table(f"stages.{items}", item)
    for letter in plain["letters"]:
        yield from _table("letters", letter)
    for gone in plain["replaced"]:
        yield from _table("replaced", gone)


def _table(head: str, held: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"[[{head}]]"
    for key, value in held.items():
        if key == "all":
            yield "all = ["
            yield from (f"    {_inline(condition)}," for condition in value)
            yield "]"
        elif key == "body":
            yield f"body = {_long(value)}"
        elif key not in {"criteria", "exits", "actions"}:
            yield f"{key} = {_value(value)}"


def value_as_toml(value: Any) -> str:
    """A plain value on one line: tables and lists within one another, and what they hold."""
    if isinstance(value, dict):
        inside = ", ".join(f"{json.dumps(key)} = {value_as_toml(one)}" for key, one in value.items() if one is not None)
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(value_as_toml(one) for one in value)}]"
    return _value(value)


def _inline(held: Mapping[str, Any]) -> str:
    return f"{{ {', '.join(f'{key} = {_value(value)}' for key, value in held.items())} }}"


def _value(value: Any) -> str:
    """Text, numbers, true, false and lists of them are written in JSON as in TOML, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _long(text: str) -> str:
    """Text of several lines, line by line."""
    lines = [_value(line)[1:-1] for line in text.split("\n")]
    return '"""\n' + "\n".join(lines) + '"""'
