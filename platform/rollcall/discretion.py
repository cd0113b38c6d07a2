"""What may leave the product when something goes wrong: where it happened and what kind of fault, never whose data.

A message can carry a child's name (PostgreSQL quotes the row that broke a constraint), and so can a local variable, a
query string or a line of source. Logs keep the frames and the class of an exception; Sentry gets what is listed here and
nothing else. Lists say what may pass: what nobody thought of stays in.
"""

import copy
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_EVENT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk", "transaction")
_FRAME = ("filename", "function", "module", "lineno", "in_app")

#: Django's loggers fill in the path that was asked for, as it was typed: a link's token, or whatever somebody made up.
_OF_REQUESTS = re.compile(r"django\.(request|security|server)(\.|$)")
#: So many parts of a path are said.
_PARTS = 8

#: Whose log lines say only what we know to be safe. What other libraries fill into theirs may be anything: a message's
#: body, a task's arguments, what an exception says.
_OURS = re.compile(r"(rollcall|foundation|tenants|schools|trust_reporting|integrations|django|tests)(\.|$)")
#: What may stand in another's line: names of tasks, keys, and numbers.
_HARMLESS = re.compile(r"[a-z_]+(\.[a-z_]+)+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WITHHELD = "…"


class DiscreetFormatter(logging.Formatter):
    """Formats an exception as its frames and class; its message is left out, and so are those it was raised from.

    That holds for exceptions and bytes that are filled into a line as well; into lines of other libraries only names of
    tasks, keys and numbers are. A line of theirs of some weight that was put together before it came here says where it is
    from. Of an address that was asked for only the words of our routes are kept: not the token of a link, nor what somebody
    typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        return super().format(_discreet(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name logging calls
        kind, _, frames = ei
        lines = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in _frames(frames)]
        name = f"{kind.__module__}.{kind.__qualname__}" if kind is not None else "no exception"
        return "\n".join([*lines, f"{name} (message withheld)"])


def _discreet(record: logging.LogRecord) -> logging.LogRecord:
    """The record with what it is filled with made harmless."""
    ours = _OURS.match(record.name) is not None
    harmless = _told if ours else _told_of_others
    if _OF_REQUESTS.match(record.name):
        harmless = _told_of_requests
    changed = copy.copy(record)
    # Made already, perhaps, from what may not be said.
    changed.exc_text = None
    if isinstance(record.args, Mapping):
        changed.args = {name: harmless(value) for name, value in record.args.items()}
    elif record.args:
        changed.args = tuple(harmless(value) for value in record.args)
    elif not ours and record.levelno >= logging.WARNING:
        changed.msg = f"{record.module}, line {record.lineno} (message withheld)"
    if not isinstance(changed.msg, str):
        changed.msg = str(_told(changed.msg))
    return changed


def _told(value: Any) -> Any:
    """A value as our own lines may say it."""
    if isinstance(value, BaseException):
        return f"{type(value).__qualname__} (message withheld)"
    return f"{len(value)} bytes" if isinstance(value, bytes | bytearray | memoryview) else value


def _told_of_requests(value: Any) -> Any:
    """A value as Django says it of a request: of a path its words that are ours."""
    if not isinstance(value, str) or not value.startswith("/"):
        return _told(value)
    parts = value.partition("?")[0].split("/")
    known = _words_of_routes(tuple(settings.PLACE_URLCONFS.values()))
    said = [part if not part or part in known else _WITHHELD for part in parts[:_PARTS]]
    return "/".join(said) + (_WITHHELD if len(parts) > _PARTS else "")


@cache
def _words_of_routes(urlconfs: tuple[str, ...]) -> frozenset[str]:
    """Every word that stands in a route of these, which are those of each kind of host."""
    routes = [str(pattern.pattern) for urlconf in urlconfs for pattern in _below(get_resolver(urlconf))]
    return frozenset(word for route in routes for word in re.findall(r"[a-z][a-z-]+", re.sub(r"<[^>]*>", "", route)))


def _below(resolver: URLResolver) -> Iterator[URLPattern | URLResolver]:
    for pattern in resolver.url_patterns:
        yield pattern
        if isinstance(pattern, URLResolver):
            yield from _below(pattern)


def _told_of_others(value: Any) -> Any:
    """A value as another library's lines may say it."""
    if isinstance(value, BaseException | bytes | bytearray | memoryview):
        return _told(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return value if isinstance(value, str) and _HARMLESS.fullmatch(value) else _WITHHELD


def quieten_python() -> None:
    """Have Python itself, where nobody catches an exception or it warns, write a discreet line and no more."""
    said = logging.getLogger(__name__)

    def uncaught(kind: type[BaseException], fault: BaseException, frames: TracebackType | None) -> None:
        said.critical("Not caught", exc_info=(kind, fault, frames))

    sys.excepthook = uncaught
    threading.excepthook = lambda args: said.critical(
        "Not caught in a thread", exc_info=(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
    )
    sys.unraisablehook = lambda args: said.error(
        "Not to be raised", exc_info=(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
    )
    logging.captureWarnings(capture=True)


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
