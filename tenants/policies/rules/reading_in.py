"""A policy document as a file has it, TOML or JSON, read strictly: a document, or everything that is wrong with it.

YAML is not read: its anchors and tags make one text mean several things. Nothing is guessed at, and nothing is left out
unsaid. A file that reads may still hold lines that contradict one another: `faults` looks for those.
"""

import json
import tomllib
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from foundation.refusals import Fault, Malformed
from tenants.policies.rules.document import Policy
from tenants.policies.rules.lines import Lines, Place, lines_of

_Kind = TypeVar("_Kind", bound=BaseModel)

#: A policy with the English of its letters has some 20,000 characters.
LARGEST: Final = 400_000
_NO_YAML: Final = (
    "YAML, with its anchors (&), aliases (*) and tags (!), is not read. "
    "Write TOML or JSON: a file exported here shows how."
)
_WORDS: Final = {
    "extra_forbidden": ("There is no such key here.", "Check its spelling, or leave it out."),
    "missing": ("It is missing.", "Write it."),
    "string_pattern_mismatch": ("This is no key.", "A key is up to 40 letters, digits and _."),
    "string_type": ("This is to be text.", "Put it between quotation marks."),
    "int_type": ("This is to be a whole number.", "Write it without quotation marks and without a decimal point."),
    "bool_type": ("This is to be true or false.", "Write it without quotation marks."),
    "tuple_type": ("This is to be a list.", "Put it between [ and ]."),
    "model_type": ("This is to hold keys with values.", "Look how an exported file writes it."),
    "too_short": ("There is none.", "Write at least one."),
    "string_too_short": ("This is empty.", "Write it."),
}


def read(text: str, *, name: str = "") -> Policy:
    """The document that a file holds. Raises Malformed with every fault at once, with its path and, of TOML, its line."""
    plain, lines = written(text, name=name)
    return understood(Policy, plain, lines)


def written(text: str, *, name: str = "") -> tuple[dict[str, Any], Lines]:
    """What stands in the file, not yet understood, and on which line each part of it does."""
    if len(text) > LARGEST:
        raise Malformed(
            f"This is {len(text):,} characters long; {LARGEST:,} are the most.", code="too_long", field="file"
        )
    if name.lower().endswith((".yaml", ".yml")):
        raise Malformed("This is a YAML file.", code="yaml", field="file", remedy=_NO_YAML)
    if not text.strip():
        raise Malformed("The file is empty.", code="empty", field="file", remedy="Export one here and change that.")
    plain, lines = (
        (_json(text), Lines({})) if text.lstrip().startswith(("{", "[")) and not _headed(text) else _toml(text)
    )
    if not isinstance(plain, dict):
        raise Malformed("The file holds a list.", code="no_document", field="file", remedy="Write one document: { … }.")
    return plain, lines


def _headed(text: str) -> bool:
    """Whether it begins as TOML may, with the head of a table."""
    return text.lstrip().startswith(("[stages", "[[stages", "[letters", "[[letters", "[base", "[[set"))


def _toml(text: str) -> tuple[dict[str, Any], Lines]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n")), lines_of(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Malformed(
            f"The file cannot be read as TOML: {wrong}.", code="unreadable", field="file", remedy=_remedy(text)
        ) from None
    except (RecursionError, ValueError):
        raise Malformed("The file holds what no policy can.", code="unreadable", field="file") from None


def _remedy(text: str) -> str:
    looks = text.lstrip().startswith(("---", "%YAML")) or any(
        line.strip().endswith(":") or ": " in line.split("#")[0].split('"')[0] for line in text.splitlines()[:20]
    )
    return _NO_YAML if looks else "Write TOML or JSON: a file exported here shows how."


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as wrong:
        said = f"The file cannot be read as JSON: {wrong.msg}, line {wrong.lineno}."
        raise Malformed(said, code="unreadable", field="file", row=wrong.lineno) from None
    except (RecursionError, ValueError):
        raise Malformed("The file holds what no policy can.", code="unreadable", field="file") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(f"“{twice}” stands twice in one place.", code="twice", field=twice, remedy="Write it once.")
    return held


def _no_number(written_as: str) -> Any:
    raise Malformed(f"{written_as} is no number.", code="not_a_number", field="file", remedy="Write a whole number.")


def understood(kind: type[_Kind], plain: Mapping[str, Any], lines: Lines) -> _Kind:
    """The document that it is. Raises Malformed with every fault at once."""
    try:
        return kind.model_validate(plain)
    except ValidationError as wrong:
        found = [fault_of(error, plain, lines) for error in wrong.errors(include_url=False)]
        raise _because(list(dict.fromkeys(found))) from None


def _because(found: list[Fault]) -> Malformed:
    return Malformed.because(*sorted(found, key=lambda fault: fault.row or 0))


def fault_of(error: ErrorDetails, plain: Mapping[str, Any], lines: Lines) -> Fault:
    """What pydantic found, in words of ours, with its path and its line."""
    place = _place(error["loc"])
    words, remedy = _WORDS.get(error["type"], (_sentence(error["msg"]), ""))
    if error["loc"][-1] == "literal[True]":
        words, remedy = (
            "This says neither that a school may, nor what.",
            "Write true, a range such as [4, 8], or a list.",
        )
    elif error["type"] == "literal_error":
        words, remedy = "This is none of what may stand here.", f"Write {error['ctx']['expected']}."
    elif "ge" in error.get("ctx", {}) or "le" in error.get("ctx", {}):
        words = f"This is too {'small' if 'ge' in error['ctx'] else 'large'}."
        remedy = f"The {'least' if 'ge' in error['ctx'] else 'most'} is {next(iter(error['ctx'].values())):,}."
    return Fault(words, error["type"], path_of(place, plain), row=lines.of(place), remedy=remedy)


def _sentence(said: str) -> str:
    return said if said.endswith((".", "”")) else f"{said}."


def _place(loc: tuple[int | str, ...]) -> Place:
    """Where it is, without the names pydantic gives to the members of a union."""
    return tuple(step for step in loc if isinstance(step, int) or step.replace("_", "").isalnum())


def path_of(place: Place, plain: Any) -> str:
    """The place as a line's path: items by their keys, conditions by their measures, otherwise by their number from 1."""
    said: list[str] = []
    held = plain
    for step in place:
        if isinstance(step, int):
            held = held[step] if isinstance(held, list) and step < len(held) else None
            known = (held.get("key") or held.get("measure")) if isinstance(held, dict) else None
            said.append(known if isinstance(known, str) else str(step + 1))
        else:
            held = held.get(step) if isinstance(held, dict) else None
            if step != "all":
                said.append(step)
    return ".".join(said)
