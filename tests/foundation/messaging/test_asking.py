"""Asking what became of a message where the carrier's answer needs judgement: Twilio keeps no reference of ours."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.messaging import Channel, State
from foundation.messaging.twilio import APART, PAGE
from rollcall.servers.stand_ins import Fault, Kept, NotifyServer, TwilioServer
from tests.foundation.messaging import carriers
from tests.foundation.messaging.carriers import NUMBER, SETTLED, TEXT, Carrier


@pytest.fixture
def twilio() -> Iterator[Carrier]:
    with TwilioServer() as server:
        yield carriers.twilio(server)


def another(carrier: Carrier, text: str, ago: dt.timedelta = dt.timedelta()) -> Kept:
    """A text to the same number that Twilio took so long ago."""
    carrier.send(carrier.message(text))
    kept = carrier.server.kept[-1]
    kept.made_at -= ago
    return kept


def test_of_two_texts_alike_the_one_we_know_of_is_not_ours(twilio: Carrier) -> None:
    first = another(twilio, TEXT)
    message = twilio.message()
    twilio.send(message, Fault.CUT_AFTER)
    assert twilio.ask(message).code == "twilio:alike"
    told = twilio.ask(message, known={first.key})
    assert (told.state, told.provider_id) == (State.HANDED_OVER, twilio.server.kept[-1].key)


def test_what_we_know_of_does_not_hide_that_ours_never_came(twilio: Carrier) -> None:
    first = another(twilio, TEXT)
    message = twilio.message()
    twilio.send(message, Fault.CUT)
    told = twilio.ask(message, known={first.key})
    assert (told.state, told.again) == (State.FAILED, True)


def test_another_text_of_that_moment_may_be_ours_altered_on_the_way(twilio: Carrier) -> None:
    """A trial account writes a sentence before it, and "smart encoding" other quotes into it."""
    message = twilio.message()
    twilio.send(message, Fault.CUT_AFTER)
    twilio.server.kept[-1].text = f"Sent from your Twilio trial account - {TEXT}"
    told = twilio.ask(message)
    assert (told.state, told.code) == (State.IN_DOUBT, "twilio:alike")


@pytest.mark.parametrize(
    ("ago", "is_another"), [(APART + dt.timedelta(minutes=1), True), (dt.timedelta(seconds=30), False)]
)
def test_a_text_of_another_time_is_another(twilio: Carrier, ago: dt.timedelta, is_another: bool) -> None:
    another(twilio, TEXT, ago)
    message = twilio.message()
    twilio.send(message, Fault.CUT)
    assert (twilio.ask(message).state is State.FAILED) is is_another


def test_a_page_that_ends_before_our_time_proves_nothing(twilio: Carrier) -> None:
    message = twilio.message()
    twilio.send(message, Fault.CUT)
    after = [Kept(f"SM{number:032x}", "sms", NUMBER, "later", "sent") for number in range(PAGE)]
    for kept in after:
        kept.made_at += APART + dt.timedelta(minutes=1)
    twilio.server.kept.extend(after)
    assert twilio.ask(message).state is State.IN_DOUBT
    twilio.server.kept.pop()
    assert twilio.ask(message).state is State.FAILED


def test_a_text_is_found_though_it_waits_at_twilio_and_has_no_time_of_sending(twilio: Carrier) -> None:
    message = twilio.message()
    twilio.send(message, Fault.SILENT_AFTER)
    assert twilio.server.kept[-1].status == "queued"
    assert twilio.ask(message).state is State.HANDED_OVER


def test_notify_keeps_nothing_beyond_a_week_so_that_nothing_found_is_no_proof() -> None:
    with NotifyServer() as server:
        carrier = carriers.notify(server, Channel.TEXT)
        message = carrier.message()
        carrier.send(message, Fault.CUT_AFTER)
        server.kept.clear()
        assert carrier.ask(message, after=SETTLED).state is State.FAILED
        told = carrier.ask(message, after=dt.timedelta(days=8))
    assert (told.state, told.again) == (State.IN_DOUBT, False)


def test_notify_is_asked_by_our_reference_whatever_else_went_to_that_number() -> None:
    with NotifyServer() as server:
        carrier = carriers.notify(server, Channel.TEXT)
        carrier.send(carrier.message())
        message = carrier.message()
        carrier.send(message, Fault.CUT)
        assert carrier.ask(message).state is State.FAILED


def test_an_answer_about_other_messages_is_none_about_ours() -> None:
    with NotifyServer() as server:
        carrier = carriers.notify(server, Channel.TEXT)
        message = carrier.message()
        carrier.send(message, Fault.CUT_AFTER)
        server.kept[-1].reference = other = "another"
        server.answered = lambda request, asked=server.answered: asked(  # type: ignore[method-assign]
            dataclasses.replace(request, query={"reference": other})
        )
        told = carrier.ask(message)
    assert (told.state, told.code) == (State.IN_DOUBT, "notify:not-asked")


QUICK = sorted(set(Fault) - carriers.WAITED_FOR)


@pytest.mark.parametrize("kind", carriers.ASKABLE)
def test_however_much_goes_wrong_nothing_is_lost_or_counted_twice(kind: str) -> None:
    """The same text to one number over and over, each time with another fault: a worst case for who is asked by number."""
    serving, beside = carriers.KINDS[kind]
    with serving() as server:
        carrier = beside(server)

        @settings(max_examples=30)
        @given(st.lists(st.none() | st.sampled_from(QUICK), max_size=6))
        def holds(faults: list[Fault | None]) -> None:
            server.forget()
            known: set[str] = set()
            ends = []
            for fault in faults:
                message = carrier.message()
                outcome = carrier.send(message, *filter(None, [fault]))
                known |= {outcome.provider_id} - {""}
                ends.append((message, outcome))
            for place, (message, outcome) in enumerate(ends):
                if outcome.state is State.IN_DOUBT:
                    told = carrier.ask(message, known=known)
                    known |= {told.provider_id} - {""}
                    ends[place] = (message, told)
            told_of = [outcome for _, outcome in ends if outcome.state is State.HANDED_OVER]
            in_doubt = sum(outcome.state is State.IN_DOUBT for _, outcome in ends)
            assert len({outcome.provider_id for outcome in told_of}) == len(told_of)
            assert len(told_of) <= len(server.kept) <= len(told_of) + in_doubt
            if kind != "twilio":
                assert not in_doubt

        holds()
