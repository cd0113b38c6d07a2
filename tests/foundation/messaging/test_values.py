"""The pure parts: states, numbers, what people ask of us, references."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.messaging import Channel, Message, State, furthest
from foundation.messaging.numbers import dialled, same_number
from foundation.messaging.replies import Wish, plain, wish
from foundation.phones import parse_phone

TOLD = [State.IN_DOUBT, State.HANDED_OVER, State.FAILED, State.DELIVERED]


@given(st.lists(st.sampled_from(TOLD), min_size=1, max_size=5))
def test_whatever_the_order_the_end_is_the_furthest(told: list[State]) -> None:
    ends = set()
    for order in permutations(told):
        state = State.QUEUED
        for one in order:
            state = furthest(state, one)
        ends.add(state)
    assert ends == {max(told, key=TOLD.index)}


def test_what_arrived_has_arrived_and_what_we_still_have_is_further_than_nothing() -> None:
    assert furthest(State.DELIVERED, State.FAILED) is State.DELIVERED
    assert furthest(State.FAILED, State.DELIVERED) is State.DELIVERED
    assert furthest(State.FAILED, State.HANDED_OVER) is State.FAILED
    for ours in (State.QUEUED, State.HELD):
        assert all(furthest(ours, told) is told for told in TOLD)
    assert furthest(State.QUEUED, State.HELD) is State.QUEUED  # those two are the sender's, not told by a carrier


def test_states_are_said_in_words() -> None:
    assert [state.said for state in State] == [
        "queued", "held", "may have been sent", "handed over", "failed", "delivered",
    ]  # fmt: skip


@pytest.mark.parametrize("reference", ["", "a b", "Kai/Brown", "x" * 65, "a\nb", "é"])
def test_a_reference_can_stand_in_an_address_as_it_is(reference: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        Message(reference, Channel.TEXT, "+447700900123", "text")


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("07700 900123", ["447700900123", "+447700900123", "07700900123", "00447700900123", "+44 7700 900123"]),
        ("01632 960123", ["441632960123", "+441632960123"]),
        ("016977 3999", ["44169773999"]),
        ("0800 111111", ["44800111111"]),
        ("+33 1 23 45 67 89", ["33123456789", "+33123456789"]),
        ("+1 212 555 0100", ["12125550100", "+12125550100"]),
        ("+353 1 234 5678", ["35312345678"]),
    ],
)
def test_what_carriers_write_is_the_roll_s_number(kept: str, written: list[str]) -> None:
    digits = parse_phone(kept).digits
    assert [dialled(text) for text in [kept, *written]] == [digits] * (len(written) + 1)
    assert all(same_number(digits, text) for text in written)


@given(st.integers(min_value=0, max_value=9999))
def test_every_mobile_number_for_fiction_comes_back(last: int) -> None:
    """Those the demo's families have: no network gave them out, and replies come from them."""
    digits = f"+4477009{last:05d}"
    assert dialled(digits[1:]) == digits == parse_phone(f"0{digits[3:]}").digits


@pytest.mark.parametrize(
    "text", ["", "HMRC", "60777", "07700CALLNOW", "whatsapp:+447700900123", "1" * 30, "+", "\x00", "+44"]
)
def test_what_is_no_number_is_the_same_as_nothing(text: str) -> None:
    assert dialled(text) is None
    assert not same_number(text, text)


@given(st.text(max_size=60))
def test_any_text_is_read_safely(text: str) -> None:
    dialled(text)
    wish(text)
    read = plain(text)
    assert "\x00" not in read
    assert plain(read) == read
    read.encode()


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", " Stop. ", "Stop!!", "Please stop", "STOP ALL", "stopall", "opt out", "Opt-out please", "Unsubscribe",
     "stop texting me", "STOP messages thank you", "quit", "END", "cancel"],
)  # fmt: skip
def test_asking_us_to_stop(text: str) -> None:
    assert wish(text) is Wish.STOP


@pytest.mark.parametrize("text", ["START", "start please", "UNSTOP", "opt in"])
def test_asking_us_to_start_again(text: str) -> None:
    assert wish(text) is Wish.START


@pytest.mark.parametrize(
    "text",
    ["", "Yes", "yes he is ill", "He will not stop being sick", "Stop the bus, he is in it", "non-stop cough", "start at 10",
     "stop start", "Please", "bus stop", "Cancel his dinner", "end of the week", "STOP 2", "stopped eating last night"],
)  # fmt: skip
def test_what_asks_for_neither(text: str) -> None:
    assert wish(text) is None
