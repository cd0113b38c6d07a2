"""Watches what is written while tests run: only a room's own operations write its tables.

Every INSERT, UPDATE, DELETE and COPY is put down to the module that sent it: the innermost one of ours on the stack,
passing over the database layer, which sends them all. Reading the source would not do: a related manager, a cascade or a
table's name put together hides what it writes. Each process watches itself; what a test starts as a program of its own
is watched where its operations are tested. Tests and the demo's invention put rows where they like.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Final

import psycopg
from django.apps import apps
from django.db import connections
from django.db.backends.signals import connection_created

ROOT: Final = Path(__file__).resolve().parents[1]
OURS: Final = ("schools", "trust_reporting", "integrations", "tenants", "foundation", "rollcall")

#: Who may write anywhere: what fills a database for tests and the demo.
FREE: Final = ("tests", "rollcall.demo")
#: Modules that send what others ask for, into tables that those name; so do a model's own methods (`models`).
PASSED_OVER: Final = (
    "foundation.database",
    "foundation.audit.operations",
    "django.contrib.auth.base_user",
    "django.contrib.sessions.base_session",
)
#: Packages of others' that write by themselves, when a view or middleware of theirs runs.
OTHERS: Final = ("django.contrib.auth", "django.contrib.sessions", "allauth")

#: Rooms whose acts stand in modules of other names than `operations`.
DOORS: Final = {"tenants.trusts": ("tenants.trusts.provisioning", "tenants.trusts.blueprints")}

#: Who else may write which table, and why. Nobody is added for convenience.
EXCEPTIONS: Final = {
    ("tenants.trusts.provisioning", "registers_code"): "a new school's script repeats what the room's migrations did",
    ("tenants.trusts.provisioning", "cases_barrierkind"): "as above: the list of barriers a school begins with",
    ("django.contrib.sessions.backends.db", "accounts_session"): "Django's session store, of which ours is a kind",
    ("django.contrib.auth.models", "accounts_person"): "Django notes when somebody signed in",
    ("allauth.account.adapter", "accounts_person"): "allauth keeps a new password; its pages are our sign-in",
    (
        "allauth.account.migrations.0006_emailaddress_lower",
        "accounts_person",
    ): "finds nobody: we keep emails in lower case",
}

_NAME = r'(?:ONLY\s+)?(?:"?\w+"?\s*\.\s*)?"?(\w+)"?'
_WRITES = re.compile(
    rf"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY)\s+{_NAME}", re.IGNORECASE
)
_LONG: Final = 20_000


@dataclass
class Watch:
    """The writes that were not their room's own, each as a sentence."""

    offences: list[str] = field(default_factory=list)

    def take(self) -> list[str]:
        """What has been seen since it was last asked."""
        taken, self.offences = self.offences, []
        return taken

    def refuse(self) -> None:
        """AssertionError with whoever wrote what is not theirs since it was last asked."""
        offences = dict.fromkeys(self.take())
        assert not offences, "Only a room's own operations write its tables. " + "; ".join(offences)

    def see(self, statement: Any) -> None:
        """Judge one statement; called where it is sent."""
        text = statement if isinstance(statement, str) else _text(statement)
        tables = _tables(text) if len(text) <= _LONG else _tables_of_long(text)
        if not tables:
            return
        sender = _sender()
        for table in tables:
            if not _may(sender, table):
                self.offences.append(f"{sender} wrote {table}, a table of {_rooms()[table]}")


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch every connection of this process, those opened later too."""
    watch = Watch()

    def on_execute(execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: Any) -> Any:
        watch.see(statement)
        return execute(statement, params, many, context)

    def on_connection(connection: Any, **_: Any) -> None:
        if on_execute not in connection.execute_wrappers:
            connection.execute_wrappers.append(on_execute)

    def on_copy(cursor: Any, statement: Any, *args: Any, **kwargs: Any) -> Any:
        watch.see(statement)
        return copy(cursor, statement, *args, **kwargs)

    copy = psycopg.Cursor.copy
    connection_created.connect(on_connection, weak=False)
    for connection in connections.all(initialized_only=True):
        on_connection(connection)
    psycopg.Cursor.copy = on_copy  # type: ignore[method-assign,assignment]
    try:
        yield watch
    finally:
        psycopg.Cursor.copy = copy  # type: ignore[method-assign]
        connection_created.disconnect(on_connection)
        for connection in connections.all(initialized_only=True):
            connection.execute_wrappers.remove(on_execute)


# What a statement writes


def _text(statement: Any) -> str:
    if isinstance(statement, bytes):
        return statement.decode()
    written: str = statement.as_string(None)
    return written


def _tables_of(text: str) -> tuple[str, ...]:
    """The tables of rooms that a statement writes, once each."""
    return tuple(dict.fromkeys(name for name in _WRITES.findall(text) if name in _rooms()))


#: Statements come again and again; of long ones (a new school's script, rows by the thousand) few are kept.
_tables = lru_cache(maxsize=4096)(_tables_of)
_tables_of_long = lru_cache(maxsize=8)(_tables_of)


@cache
def _rooms() -> dict[str, str]:
    """Each table of ours to the room that owns it. Other people's tables (allauth's, Django's own) are in none."""
    return {
        model._meta.db_table: config.name
        for config in apps.get_app_configs()
        if config.name.startswith(OURS)
        for model in config.get_models(include_auto_created=True)
    }


# Who sends it


def _sender() -> str:
    """The innermost module on the stack that may have meant the write; "nobody" when there is none."""
    frame = sys._getframe(1)
    while frame is not None:
        module = _module(frame.f_code.co_filename)
        if module is not None:
            return module
        frame = frame.f_back  # type: ignore[assignment]
    return "nobody"


@cache
def _module(file: str) -> str | None:
    """The module in a file, as its name is written; None for those that pass writes on, and for other people's."""
    if file == __file__:
        return None
    path = Path(file)
    if "site-packages" in path.parts:
        place = len(path.parts) - path.parts[::-1].index("site-packages")
        name = ".".join(path.with_suffix("").parts[place:])
        return name if any(_within(name, package) for package in OTHERS) and name not in PASSED_OVER else None
    if not path.is_relative_to(ROOT):
        return "tests" if path.is_relative_to(gettempdir()) else None  # a migration that a test made, say
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[1:] if parts[0] == "platform" else parts).removesuffix(".__init__")
    return None if any(_within(name, passed) for passed in PASSED_OVER) or "models" in name.split(".") else name


def _may(sender: str, table: str) -> bool:
    room = _rooms()[table]
    doors = (f"{room}.operations", f"{room}.migrations", *DOORS.get(room, ()), *FREE)
    return any(_within(sender, door) for door in doors) or (sender, table) in EXCEPTIONS


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")
