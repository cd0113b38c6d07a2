"""The twelve provoked mix-ups. Each probe does what a hurried programmer would, and says if it went wrong in silence.

A probe runs against a `Side`: stock django-tenants or the guarded product. On both there are three schools whose rows
have the same keys, the table of rows exists in `public` as well, school C has lost its own, and every row's text is a
canary that names its school. A probe returns True for a silent mix-up; an exception means that the mistake was caught.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import psycopg
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connections
from psycopg import sql

CANARY = {"a": "canary of A", "b": "canary of B", "c": "canary of C", "public": "canary of public"}


@dataclass(frozen=True)
class Side:
    """What a probe may use. `schemas` maps a, b, c to schema names; `Row` has an integer key and the text `topic`."""

    schemas: dict[str, str]
    enter: Callable[[str], AbstractContextManager[Any]]
    Row: Any
    cache: Any
    superuser_url: str
    #: Takes on a place of a second alias, then asks what that alias reads.
    second_alias_reads: Callable[[], list[str]]
    #: Whether the session of somebody signed in at A counts as signed in at B, where their row was copied to.
    session_of_a_counts_at_b: Callable[[], bool]

    @property
    def table(self) -> str:
        """The table of `Row`."""
        return str(self.Row._meta.db_table)

    def topics(self, schema: str) -> list[str]:
        """What a schema's table holds, seen from outside."""
        with psycopg.connect(self.superuser_url) as connection:
            query = sql.SQL("SELECT topic FROM {} ORDER BY id").format(sql.Identifier(schema, self.table))
            return [topic for (topic,) in connection.execute(query).fetchall()]


def in_thread(act: Callable[[], Any]) -> Any:
    """Run in a new thread, as a pool or executor would; return its answer or raise its exception."""
    answer: list[Any] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            answer.append(act())
        except Exception as error:
            failure.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return answer[0]


def p1b_thread_writes(side: Side) -> bool:
    """A thread started in A writes a row; it must not land anywhere but in A."""
    try:
        with side.enter("a"):
            in_thread(lambda: side.Row.objects.create(topic="from a thread"))
    finally:
        elsewhere = [name for name in (side.schemas["b"], "public") if "from a thread" in side.topics(name)]
    return bool(elsewhere)


def p2_schema_missing(side: Side) -> bool:
    """Work in a school whose schema does not exist (renamed, half made, dropped)."""
    with side.enter("missing"):
        side.Row.objects.create(topic="into nowhere")
    return "into nowhere" in side.topics("public")


def p3_lazy_queryset(side: Side) -> bool:
    """A queryset made in A is read in B."""
    with side.enter("a"):
        rows = side.Row.objects.all()
    with side.enter("b"):
        return any(row.topic == CANARY["b"] for row in rows)


def p3b_row_saved_elsewhere(side: Side) -> bool:
    """A row loaded in A is saved in B, where another row has its key."""
    with side.enter("a"):
        row = side.Row.objects.order_by("pk")[0]
    with contextlib.ExitStack() as stack:
        stack.enter_context(side.enter("b"))
        row.topic = "overwritten"
        row.save()
    return "overwritten" in side.topics(side.schemas["b"])


def p4_raw_sql_names_a_schema(side: Side) -> bool:
    """Raw SQL in A names B's table."""
    with side.enter("a"), connections["default"].cursor() as cursor:
        cursor.execute(sql.SQL("SELECT topic FROM {}").format(sql.Identifier(side.schemas["b"], side.table)))
        return any(topic == CANARY["b"] for (topic,) in cursor.fetchall())


def p5_async(side: Side) -> bool:
    """Coroutines started in A read through a thread that is not A's."""

    def read() -> list[str]:
        try:
            return list(side.Row.objects.values_list("topic", flat=True))
        finally:
            connections.close_all()

    async def gather() -> list[list[str]]:
        return list(await asyncio.gather(*(sync_to_async(read, thread_sensitive=False)() for _ in range(3))))

    with side.enter("a"):
        answers = async_to_sync(gather)()
    return any(CANARY["a"] not in answer for answer in answers)


def p6_cache(side: Side) -> bool:
    """A value cached in A under a plain key is asked for in B."""
    with side.enter("a"):
        side.cache.set("attendance", CANARY["a"])
    with side.enter("b"):
        return bool(side.cache.get("attendance") == CANARY["a"])


def p8_session(side: Side) -> bool:
    """A's session cookie is sent to B, where the person's row was copied to."""
    return side.session_of_a_counts_at_b()


def p12_second_alias(side: Side) -> bool:
    """A second alias at B comes back from a `schema_context` as the default alias's school."""
    return CANARY["a"] in side.second_alias_reads()


def p13_table_missing(side: Side) -> bool:
    """C's migration was skipped: its table exists only in `public`."""
    with side.enter("c"):
        return CANARY["public"] in list(side.Row.objects.values_list("topic", flat=True))


def p14_temporary_table(side: Side) -> bool:
    """A temporary table made in A is read in B on the same connection."""
    with side.enter("a"), connections["default"].cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE leaving AS SELECT topic FROM {side.table}")
    with side.enter("b"), connections["default"].cursor() as cursor:
        cursor.execute("SELECT topic FROM leaving")
        return any(topic == CANARY["a"] for (topic,) in cursor.fetchall())


def p16_notify(side: Side) -> bool:
    """A listens on a channel and B notifies it."""

    def notify() -> None:
        with side.enter("b"), connections["default"].cursor() as cursor:
            cursor.execute(f"NOTIFY marks, '{CANARY['b']}'")

    with side.enter("a"), connections["default"].cursor() as cursor:
        cursor.execute("LISTEN marks")
    in_thread(notify)
    raw = connections["default"].connection
    return any(notice.payload == CANARY["b"] for notice in raw.notifies(timeout=2, stop_after=1))


PROBES: dict[str, Callable[[Side], bool]] = {
    "P1b": p1b_thread_writes,
    "P2": p2_schema_missing,
    "P3": p3_lazy_queryset,
    "P3b": p3b_row_saved_elsewhere,
    "P4": p4_raw_sql_names_a_schema,
    "P5": p5_async,
    "P6": p6_cache,
    "P8": p8_session,
    "P12": p12_second_alias,
    "P13": p13_table_missing,
    "P14": p14_temporary_table,
    "P16": p16_notify,
}


@dataclass(frozen=True)
class Answer:
    """One probe's answer: whether it mixed schools up, and what stopped it if something did."""

    mixed_up: bool
    stopped_by: str


def provoke(side: Side) -> dict[str, Answer]:
    """Run all probes on one side, each on fresh connections and rows."""
    answers = {}
    for name, probe in PROBES.items():
        connections.close_all()
        fill(side.superuser_url, side.schemas, side.table)
        try:
            answers[name] = Answer(probe(side), "")
        except Exception as error:
            answers[name] = Answer(False, type(error).__name__)
        finally:
            connections.close_all()
    return answers


def fill(superuser_url: str, schemas: dict[str, str], table: str) -> None:
    """A canary row in each school and in `public`, all with the same key; C loses its table."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for name, schema in {**schemas, "public": "public"}.items():
            if name == "missing":
                continue
            at = sql.Identifier(schema, table)
            if name == "c":
                connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(at))
                continue
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(at))
            connection.execute(
                sql.SQL("INSERT INTO {} (topic, handler, payload, attempts) VALUES ({}, '', '{{}}', 0)").format(
                    at, sql.Literal(CANARY[name])
                )
            )
