"""What every program's interface keeps: strict JSON in, problem+json out (RFC 9457).

A problem names in `code` what is wrong, for programs, and in `detail` what to do, for people; `errors` name the row and
field where there are any. Interfaces are used by a signed-in person's page, so the session and the CSRF header guard them.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.http.request import RawPostDataException
from rest_framework import exceptions, parsers, renderers, serializers
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.views import exception_handler as framework_handler

from foundation.refusals import Fault, Refused
from foundation.statuses import status_of


class ProblemRenderer(renderers.JSONRenderer):
    """JSON that says of itself that it is a problem."""

    media_type = "application/problem+json"
    format = "problem"


class StrictJSONParser(parsers.JSONParser):
    """JSON without the parts that two readers read differently: repeated names, NaN, numbers beyond any meaning."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        del media_type, parser_context
        try:
            return json.loads(stream.read().decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
        except UnicodeDecodeError:
            raise exceptions.ParseError("The body is not UTF-8 text. Send JSON in UTF-8.") from None
        except RecursionError:
            raise exceptions.ParseError("The JSON is nested too deeply. Send it as documented.") from None
        except RawPostDataException:
            raise exceptions.ParseError("The body could not be read. Send it again.") from None
        except ValueError as fault:
            raise exceptions.ParseError(f"The body is not JSON as we read it: {fault}.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if any(map(_is_half, name)):
            message = "a name in it holds half a character"
            raise ValueError(message)
        if name in found:
            message = f"“{name[:40]}” is given twice in one object"
            raise ValueError(message)
        found[name] = value
    return found


def _is_half(character: str) -> bool:
    """Whether it is a lone surrogate, which JSON can escape and no answer can say back."""
    return "\ud800" <= character <= "\udfff"


def _refuse(constant: str) -> Any:
    message = f"{constant} is not a number in JSON"
    raise ValueError(message)


class Strict(serializers.Serializer[Any]):
    """A body with the fields named and no others: a misspelt field must not pass for one left out."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            names = ", ".join(str(name)[:40] for name in unknown)
            words = f"There is no such field here: {names}. The fields are {', '.join(self.fields)}."
            raise serializers.ValidationError({str(unknown[0])[:40]: [words]}, code="unknown_field")
        return super().to_internal_value(data)


class Interface(APIView):
    """Base of every interface. Who may use it is declared by the gate around it, not here."""

    authentication_classes: tuple[type, ...] = ()
    permission_classes: tuple[type, ...] = ()
    parser_classes = (StrictJSONParser,)
    renderer_classes = (renderers.JSONRenderer,)
    #: No OPTIONS: it would describe the interface to whoever asks.
    http_method_names = ("get", "head", "post")

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view, guarded by the CSRF check: the framework exempts every view, and checks only in its own sessions."""
        view = super().as_view(**initkwargs)
        view.csrf_exempt = False
        return view


_TITLES = {
    400: "The request could not be read",
    404: "There is nothing at this address",
    405: "This address does not take that method",
    409: "Somebody else changed the same",
    413: "The request is too large",
    415: "The body must be JSON",
    422: "What was sent cannot be saved as it stands",
    429: "Too many requests",
}


def problem(code: str, detail: str, *, status: int, **more: Any) -> Response:
    """One problem. `more` joins the document (errors, conflicts, version)."""
    title = _TITLES.get(status, "The request was refused")
    body = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail, **more}
    return Response(body, status=status, content_type=ProblemRenderer.media_type)


def refusal(refused: Refused) -> Response:
    """The problem that a refusal is: each of its faults by row and field, and the first one's words for people."""
    return problem(
        refused.first.code or "refused", refused.words, status=status_of(refused), errors=errors_of(refused.faults)
    )


def errors_of(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """What is wrong, by the row (from 1; 0 is the whole) and field of what was sent."""
    return [{"row": one.row or 0, "field": one.field, "code": one.code, "detail": one.said} for one in faults]


def exception_handler(fault: Exception, context: Any) -> Response | None:
    """Every refusal, ours and the framework's, as a problem; what our code did wrong stays an error."""
    if isinstance(fault, Http404):
        return None  # the site's own page: what is not there, and what is not yours, answer alike to the last byte
    if isinstance(fault, Refused):
        return refusal(fault)
    answer = framework_handler(fault, context)
    if answer is None:
        return None
    detail = fault.detail if isinstance(fault, exceptions.APIException) else ""
    if isinstance(fault, exceptions.ValidationError):
        return problem("not_as_documented", "The body is not as documented.", status=422, errors=_errors(detail))
    made = problem(str(getattr(fault, "default_code", "refused")), str(detail), status=answer.status_code)
    for name in ("Allow", "Retry-After"):
        if name in answer:
            made[name] = answer[name]
    return made


def _errors(detail: Any, row: int = 0, field: str = "") -> list[dict[str, Any]]:
    """A serializer's errors, flat: the row (1 for the first of a list), the field, and the words."""
    if isinstance(detail, dict):
        found = []
        for name, value in detail.items():
            if isinstance(name, int):
                found += _errors(value, name + 1, field)
            else:
                found += _errors(value, row, field if name == "non_field_errors" else str(name))
        return found
    if isinstance(detail, list):
        return [error for value in detail for error in _errors(value, row, field)]
    return [{"row": row, "field": field, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}]
