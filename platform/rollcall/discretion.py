"""What may leave the product when something goes wrong: where it happened and what kind of fault, never whose data.

A message can carry a child's name (PostgreSQL quotes the row that broke a constraint), and so can a local variable, a
query string or a line of source. Logs keep the frames and the class of an exception; Sentry gets what is listed here and
nothing else. Lists say what may pass: what nobody thought of stays in.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_EVENT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk", "transaction")
_FRAME = ("filename", "function", "module", "lineno", "in_app")


#: What follows `/by/` in an address is the token of a link: whoever reads it can open it.
_TOKEN = re.compile(r"(?<=/by/)[^/\s?\"']+")


class DiscreetFormatter(logging.Formatter):
    """Formats an exception as its frames and class; its message is left out, and so are those it was raised from.

    An address that a link opens is kept as its route, without the token.
    """

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("…", super().format(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name logging calls
        kind, _, frames = ei
        lines = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in _frames(frames)]
        name = f"{kind.__module__}.{kind.__qualname__}" if kind is not None else "no exception"
        return "\n".join([*lines, f"{name} (message withheld)"])


def _frames(frames: TracebackType | None) -> traceback.StackSummary:
    return traceback.extract_tb(frames)


def only_listed(event: "Event", _hint: "Hint") -> "Event":
    """Sentry's `before_send`: a new event with only what is listed, exception messages dropped."""
    kept: Any = {key: event[key] for key in _EVENT if key in event}  # type: ignore[literal-required]
    values = (event.get("exception") or {}).get("values") or []
    kept["exception"] = {"values": [_exception(value) for value in values]}
    return kept  # type: ignore[no-any-return]


def _exception(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "stacktrace": {"frames": [{key: frame[key] for key in _FRAME if key in frame} for frame in frames]},
    }


def start_sentry(dsn: str, *, transport: Any = None) -> None:
    """Report faults to Sentry, discreetly. Nothing happens without a DSN."""
    if not dsn:
        return
    # Half a second of every process's start, spent only where it is used.
    import sentry_sdk  # noqa: PLC0415
    from sentry_sdk.integrations.celery import CeleryIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.django import DjangoIntegration  # noqa: PLC0415

    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        integrations=[DjangoIntegration(), CeleryIntegration()],
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        before_send=only_listed,
        # Transactions and their spans carry addresses and statements: none are sent.
        before_send_transaction=lambda _event, _hint: None,
    )
