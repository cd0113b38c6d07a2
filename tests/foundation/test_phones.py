"""Telephone numbers: kept as typed with their digits, or refused in words."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.phones import parse_phone
from foundation.refusals import Malformed


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("07700 900123", "+447700900123"),
        ("(01632) 960 123", "+441632960123"),
        ("016977 2123", "+44169772123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("+44 7700-900123", "+447700900123"),
        ("0033 1 23 45 67 89", "+33123456789"),
        ("  +353 1 234 5678 ", "+35312345678"),
    ],
)
def test_a_number_is_kept_as_typed_with_its_digits(typed: str, digits: str) -> None:
    phone = parse_phone(typed)
    assert phone.digits == digits
    assert phone.typed == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ring after five",
        "7700 900123",
        "07700 90012",
        "07700 9001234",
        "00",
        "+44 77009001234",
        "+1",
        "07700 900123 x12",
        "+" + "1" * 16,
        "0" * 41,
        "٠٧٧٠٠٩٠٠١٢٣",
        "077\x00900123",
    ],
)
def test_what_cannot_be_dialled_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Malformed, match="number"):
        parse_phone(typed)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with contextlib.suppress(Malformed):
        assert parse_phone(text).digits[0] == "+"
