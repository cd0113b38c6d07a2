"""No pupil's name leaves in a log line or a Sentry event, wherever in a fault it hides."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from django.db import IntegrityError
from sentry_sdk.transport import Transport

from rollcall.discretion import DiscreetFormatter, start_sentry
from schools.calendar.models import HalfTerm
from tenants.trusts.scopes import school_work
from tests.world import World

CANARY = "Zephyrine Canary-Pupil"


class Kept(Transport):
    """Keeps envelopes instead of sending them."""

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        super().__init__(options)
        self.sent: list[Any] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent.append(envelope)


@pytest.fixture
def sentry() -> Iterator[Kept]:
    kept = Kept()
    start_sentry("https://key@sentry.invalid/1", transport=kept)
    yield kept
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(
        None
    )  # else every request and statement of the tests that follow goes by it


def fail_with_a_name() -> None:
    surname = CANARY  # a local variable and a line of source that hold it
    try:
        raise KeyError(surname)
    except KeyError as error:
        message = f"could not read {surname}"
        raise ValueError(message) from error


def test_a_sentry_event_says_where_and_what_but_not_whose(sentry: Kept) -> None:
    sentry_sdk.set_tag("pupil", CANARY)
    sentry_sdk.set_user({"username": CANARY})
    sentry_sdk.add_breadcrumb(message=CANARY)
    logging.getLogger("rollcall").error("lost the mark of %s", CANARY)
    try:
        fail_with_a_name()
    except ValueError as error:
        sentry_sdk.capture_exception(error)
    sentry_sdk.flush()
    assert len(sentry.sent) == 2
    text = "".join(envelope.serialize().decode() for envelope in sentry.sent)
    assert "Canary" not in text
    events = [item.payload.json for envelope in sentry.sent for item in envelope.items if item.type == "event"]
    exception = next(event for event in events if event["exception"]["values"])["exception"]["values"]
    assert [value["type"] for value in exception] == ["KeyError", "ValueError"]
    assert exception[-1]["stacktrace"]["frames"][-1]["function"] == "fail_with_a_name"
    assert json.dumps(events)


def logged(error: BaseException) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("tests.discretion")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        logger.error("A task failed", exc_info=error)
    finally:
        logger.removeHandler(handler)
    return stream.getvalue()


def test_a_database_error_is_logged_without_the_row_it_quotes(world: World) -> None:
    """Of a table with row security the database itself quotes no row. Of a term it does."""
    with pytest.raises(IntegrityError) as caught, school_work(world.alder):
        first, second = HalfTerm.objects.order_by("id")[:2]
        HalfTerm.objects.filter(id=second.pk).update(id=first.pk)
    assert f"=({first.pk}) already exists" in str(caught.value)
    text = logged(caught.value)
    assert "already exists" not in text
    assert "Canary" not in text
    assert "django.db.utils.IntegrityError (message withheld)" in text
    assert "test_discretion.py" in text


@pytest.mark.parametrize(
    ("logger", "line", "filled", "told"),
    [
        (
            "celery.app.trace",
            "Task %(name)s failed: %(exc)s",
            {"name": "schools.drain", "exc": CANARY},
            "schools.drain",
        ),
        ("celery.worker", "Unrecoverable error: %r", (ValueError(CANARY),), "ValueError (message withheld)"),
        ("celery.worker.consumer", "body: %s, %d bytes", (CANARY, 22), "body: …, 22 bytes"),
        ("kombu.transport", f"preformatted {CANARY}", (), "message withheld"),
        ("py.warnings", "%s", (f"RuntimeWarning: {CANARY}",), "…"),
        (
            "django.security.csrf",
            "Forbidden (%s): %s",
            ("no cookie", f"/forgotten/{CANARY}/"),
            "(no cookie): /forgotten/…/",
        ),
        ("django.request", "%s: %s", ("Not Found", f"/pupils/{CANARY.lower()}/"), "Not Found: /pupils/…/"),
        ("django.request", "%s: %s", ("Not Found", f"/INVITATION/{CANARY}/x?{CANARY}"), "Not Found: /…/…/…"),
        (
            "django.request",
            "%s: %s",
            ("Not Found", "/pupils" * 5_000),
            "/pupils/pupils/pupils/pupils/pupils/pupils/pupils…",
        ),
        ("schools.journal", "could not: %s", (ValueError(CANARY),), "ValueError (message withheld)"),
        ("schools.journal", "raw %s of %s", (CANARY.encode(), "alder"), "raw 22 bytes of alder"),
    ],
)
def test_what_is_filled_into_a_line_is_harmless(logger: str, line: str, filled: Any, told: str) -> None:
    record = logging.LogRecord(logger, logging.ERROR, "somewhere.py", 7, line, filled, None)
    said = DiscreetFormatter("%(message)s").format(record)
    assert told in said
    assert "canary" not in said.lower()
    assert record.args == filled  # what other handlers make of it is theirs
