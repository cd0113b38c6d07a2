"""Letters by email: given to the carrier once, looked at again at that moment, and what became of each is known or asked."""

import datetime as dt
import uuid
from unittest import mock

import pytest

from foundation.access.roles import Role
from foundation.messaging.notify import Notify
from rollcall.servers.stand_ins import Fault
from schools.absence.operations.ladders import set_ladder
from schools.absence.queries.ladders import Settings
from schools.journal.models import OutboxRow
from schools.letters import tasks
from schools.letters.models import Letter
from schools.letters.operations.outcomes import receive
from schools.letters.operations.sending import LOST_AFTER, SEND, claim, give
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import AUNT
from tests.schools.letters.writing import EMAIL, WORDS, Writing, moment
from tests.schools.registers.taking import at
from tests.schools.roll.acts import BY


def sending(office: Writing) -> uuid.UUID:
    """A letter that was asked to be sent at half past nine."""
    key = office.approved()
    assert "It goes in a few minutes." in office.act(key, "send")
    return key


def given(office: Writing, key: uuid.UUID) -> list[str]:
    """What the carrier was given of a letter, try by try."""
    return [one.text for one in office.sent if one.reference.startswith(str(key))]


def test_it_waits_while_it_can_be_withdrawn_then_goes_word_for_word_and_is_kept(office: Writing) -> None:
    key = sending(office)
    office.at(9, 31)
    assert (given(office, key), office.letter(key).state) == ([], "queued")
    office.at(9, 32)
    (text,) = given(office, key)
    row = office.letter(key)
    assert text.startswith(f"About Kai\n\n{WORDS}\n\nYours sincerely\n\n")
    assert row.approved_by in text
    (message,) = [one for one in office.sent if one.reference.startswith(str(key))]
    assert (message.to, message.subject) == (EMAIL, f"A letter from {office.school.name}")
    assert (row.state, row.tries, str(row.dated), row.gateway) == ("handed_over", 1, "2026-11-19", "notify")
    assert len(row.sha256) == 64
    office.at(9, 40)
    assert len(given(office, key)) == 1


def test_withdrawn_in_time_it_never_goes(office: Writing) -> None:
    key = sending(office)
    office.act(key, "withdraw")
    office.at(9, 40)
    assert (given(office, key), office.letter(key).state) == ([], "withdrawn")


def test_t_31_a_restriction_between_asking_and_sending_stops_it(office: Writing) -> None:
    key = sending(office)
    office.restrict("court_order")
    office.at(9, 32)
    assert given(office, key) == []
    assert office.state(key) == ("withdrawn", "They must not be contacted about this pupil.")


def test_somebody_to_be_asked_about_is_held_for_the_lead_alone(office: Writing) -> None:
    key = sending(office)
    office.restrict("ask_first")
    office.at(9, 32)
    assert office.state(key) == ("held", "The safeguarding lead is to be asked first")
    assert "safeguarding lead’s word" in office.act(key, "let_go")
    office.act(key, "let_go", role=Role.SAFEGUARDING_LEAD)
    office.at(9, 33)
    assert (len(given(office, key)), office.letter(key).state) == (1, "handed_over")


def test_who_is_no_contact_any_more_is_not_written_to_and_an_address_that_went_is_told(office: Writing) -> None:
    key, other = sending(office), sending(office)
    office.change(email="")
    office.at(9, 32)
    assert office.letter(key).state == office.letter(other).state == "failed"
    assert "No email address of theirs is kept." in office.letter(key).why
    office.act(key, "print")
    assert office.letter(key).state == "printed"


def test_more_in_an_hour_than_allowed_wait_for_a_person_and_a_lead_s_word_on_that_is_on_nothing_else(
    office: Writing,
) -> None:
    with school_work(office.school):
        set_ladder(Settings(most_messages=1), by=BY)
    try:
        office.family.taking.set_clock(moment(30, 15))
        first, second = office.approved(), office.approved()
        office.act(first, "send")
        assert "Held for a person." in office.act(second, "send")
        assert office.state(second) == ("held", "More letters an hour than the school has allowed")
        office.act(second, "let_go")
        office.at(15, 33)
        assert [office.letter(one).state for one in (first, second)] == ["handed_over"] * 2
        third = office.approved()
        office.act(third, "send")
        office.act(third, "let_go", role=Role.SAFEGUARDING_LEAD)
        office.restrict("ask_first")
        office.at(15, 34)
        assert office.state(third) == ("held", "The safeguarding lead is to be asked first")
        assert given(office, third) == []
    finally:
        with school_work(office.school):
            set_ladder(Settings(), by=BY)


def test_what_waits_for_a_person_stands_on_today_until_it_is_seen_to(office: Writing) -> None:
    key = sending(office)
    office.restrict("ask_first")
    office.at(9, 32)
    today = office.client().get("/today/").content.decode()
    assert "Letters to look at" in today
    assert f"/letters/{key}/" in today
    office.act(key, "withdraw")
    assert f"/letters/{key}/" not in office.client().get("/today/").content.decode()


# What the carrier does


def test_what_surely_did_not_go_is_tried_again_and_given_up_in_the_end(office: Writing) -> None:
    key = sending(office)
    office.server.strike(*[Fault.TOO_MANY] * 3)
    office.at(9, 32)
    assert (office.letter(key).state, office.letter(key).tries) == ("queued", 1)
    office.at(9, 34)
    office.at(9, 40)
    row = office.letter(key)
    assert (row.state, row.tries, given(office, key)) == ("failed", 3, [])
    assert row.why
    office.act(key, "send")
    office.at(9, 50)
    assert (office.letter(key).state, len(given(office, key))) == ("handed_over", 1)


def test_what_may_have_been_sent_is_asked_about_and_never_sent_again(office: Writing) -> None:
    key = sending(office)
    office.server.strike(Fault.CUT_AFTER)
    office.at(9, 32)
    assert (office.letter(key).state, len(given(office, key))) == ("in_doubt", 1)
    office.at(9, 40)
    assert (office.letter(key).state, len(given(office, key))) == ("handed_over", 1)


def test_a_doubt_that_nobody_can_settle_is_a_person_s(office: Writing) -> None:
    key = sending(office)
    with mock.patch.object(Notify, "send", side_effect=RuntimeError), mock.patch.object(tasks, "logger"):
        office.at(9, 32)
    assert office.state(key) == ("in_doubt", "Rollcall failed while it was being sent")
    office.act(key, "was_not_sent")
    assert office.letter(key).state == "failed"
    assert given(office, key) == []


def test_a_worker_killed_before_it_handed_over_leaves_it_to_the_next_and_one_killed_after_leaves_a_doubt(
    office: Writing,
) -> None:
    before, after = sending(office), sending(office)
    office.family.taking.set_clock(at(9, 32))
    with school_work(office.school):
        assert claim(str(before), school=office.school.name, now=at(9, 32)) is not None
        claimed = claim(str(after), school=office.school.name, now=at(9, 32))
        assert claimed is not None
        assert give(claimed, at=at(9, 32))
        assert not give(claimed, at=at(9, 32))
        assert claim(str(after), school=office.school.name, now=at(9, 32)) is None
        OutboxRow.objects.filter(topic=SEND).update(done_at=at(9, 32))
    office.family.at(9, 32 + int(LOST_AFTER.total_seconds()) // 60 + 2)
    assert (office.letter(before).state, len(given(office, before))) == ("handed_over", 1)
    assert office.letter(after).state in ("in_doubt", "failed")
    assert given(office, after) == []


def test_an_old_claim_may_not_hand_over_what_was_claimed_again(office: Writing) -> None:
    key = sending(office)
    with school_work(office.school):
        old = claim(str(key), school="x", now=at(9, 32))
        new = claim(str(key), school="x", now=at(9, 33))
        assert old is not None
        assert new is not None
        assert (give(old, at=at(9, 33)), give(new, at=at(9, 33))) == (False, True)
        assert Letter.objects.get(pk=key).tries == 1


def test_the_carrier_s_own_word_counts_once_and_never_takes_back_what_is_known(office: Writing) -> None:
    key = sending(office)
    office.at(9, 32)
    (kept,) = [one for one in office.sent if one.reference.startswith(str(key))]
    delivered = office.server.receipt(kept.key, "delivered")
    assert office.tell(delivered) in (200, 204)
    office.family.work()
    assert office.letter(key).state == "delivered"
    office.tell(office.server.receipt(kept.key, "sending"))
    office.tell(delivered)
    office.family.work()
    assert office.letter(key).state == "delivered"
    assert office.history(key).count("delivered") == 1


@pytest.mark.parametrize("reference", ["", "x-1", f"{uuid.UUID(int=1)}-1", "-", "1"])
def test_receipts_of_what_is_no_letter_are_somebody_else_s(office: Writing, reference: str) -> None:
    told = {"reference": reference, "kind": "notify", "provider_id": "", "state": "failed", "reason": "x", "code": "x"}
    with school_work(office.school):
        before = list(Letter.objects.order_by("pk").values_list("state", flat=True))
        receive([told], now=moment())
        assert list(Letter.objects.order_by("pk").values_list("state", flat=True)) == before


def test_nobody_carries_email_is_said_before_anything_is_asked(office: Writing) -> None:
    key = office.approved(AUNT)
    office.change(AUNT, email="rose@example.org")
    with mock.patch("schools.absence.queries.gateways.Gateway.objects.filter") as found:
        found.return_value.first.return_value = None
        assert "Nobody is set to carry the school’s emails." in office.act(key, "send")
    assert office.letter(key).state == "approved"


def test_no_name_stands_in_what_waits_for_the_worker(office: Writing) -> None:
    key = sending(office)
    office.at(9, 32)
    with school_work(office.school):
        payloads = str(list(OutboxRow.objects.values_list("payload", flat=True)))
        assert str(key) in payloads
        assert "Brown" not in payloads
        assert "Kai" not in payloads


def test_two_at_once_send_it_once(office: Writing) -> None:
    key = sending(office)
    assert "cannot be sent" in office.act(key, "send")
    office.at(9, 32)
    with school_work(office.school):
        assert claim(str(key), school="x", now=at(9, 33)) is None
    assert len(given(office, key)) == 1
    assert dt.timedelta() < LOST_AFTER
