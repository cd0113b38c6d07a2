"""The three ways to say no: what each carries, which status answers it, and how an interface tells it."""

from typing import Any

import pytest

from foundation.api import exception_handler
from foundation.refusals import Fault, Malformed, Overtaken, Refused
from foundation.statuses import status_of


def test_a_fault_says_where_it_is_what_is_wrong_and_what_to_do() -> None:
    assert str(Fault("This is no date.", remedy="Write 22/10/2026.", row=7, field="Leaving")) == (
        "row 7, Leaving: This is no date. Write 22/10/2026."
    )
    assert str(Fault("The file is empty.")) == "The file is empty."
    assert str(Refused("There is no such school.")) == "There is no such school."


def test_a_refusal_may_have_several_faults_and_says_the_first() -> None:
    one, two = Fault("No code.", "code_missing", "code", 1), Fault("Twice.", "pupil_twice", "pupil", 2)
    refused = Refused.because(one, two)
    assert refused.faults == (one, two)
    assert (refused.first, refused.words) == (one, "No code.")


@pytest.mark.parametrize(("kind", "status"), [(Refused, 422), (Malformed, 400), (Overtaken, 409)])
def test_each_kind_has_one_status_unless_its_code_has_another_here(kind: type[Refused], status: int) -> None:
    assert status_of(kind("No.", code="pupil_unknown")) == status
    assert status_of(kind("No.", code="pupil_unknown"), pupil_unknown=404) == 404
    assert status_of(kind("No.", code="another"), pupil_unknown=404) == status


def test_an_interface_tells_a_refusal_that_nobody_caught() -> None:
    answer = exception_handler(Malformed("Write am or pm.", code="address", field="session"), {})
    assert answer is not None
    body: dict[str, Any] = answer.data
    assert (answer.status_code, body["code"], body["detail"]) == (400, "address", "Write am or pm.")
    assert body["errors"] == [{"row": 0, "field": "session", "code": "address", "detail": "Write am or pm."}]


def test_what_our_code_did_wrong_stays_an_error() -> None:
    assert exception_handler(ValueError("a slip"), {}) is None
