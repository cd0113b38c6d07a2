"""Which systems imports may come from, and how their files are opened. Connectors register theirs when they load."""

from collections.abc import Callable
from typing import BinaryIO

from django.core.exceptions import ImproperlyConfigured

from schools.intake.rules.records import Source

#: Opens a file of one system. FileRefusedError when it is not one of that system's.
OpenSource = Callable[[BinaryIO], Source]

_openers: dict[str, OpenSource] = {}


def register(source: str, open_source: OpenSource) -> None:
    """Register how files of `source` are opened; a second way is a fault."""
    if source in _openers:
        message = f"{source} is registered already"
        raise ImproperlyConfigured(message)
    _openers[source] = open_source


def opener(source: str) -> OpenSource:
    """How files of `source` are opened; raises when no connector registered it."""
    try:
        return _openers[source]
    except KeyError:
        message = f"No connector registered {source}"
        raise ImproperlyConfigured(message) from None
