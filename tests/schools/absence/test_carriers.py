"""What carriers tell of their own accord, and what whoever is not one tells: H 141 to 149, 151, 152 of the bad inputs."""

from collections.abc import Iterator
from functools import partial
from itertools import permutations
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db.models import QuerySet
from django.test import Client

from foundation.access.gate import hash_of
from foundation.audit.actors import SYSTEM
from foundation.messaging import LARGEST_CALLBACK, Channel
from rollcall.servers.stand_ins import NotifyServer, Post
from schools.absence.models import Message
from schools.absence.operations.gateways import remove_gateway, set_gateway
from schools.journal.models import InboxRow
from tenants.trusts.places import address, host_of
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import family
from tests.schools.absence.writing import DIGITS, Writing, carry_texts, writing
from tests.schools.registers.taking import at, taking
from tests.world import World


@pytest.fixture(scope="module")
def written(world: World) -> Iterator[Writing]:
    """A school whose text to a mother was handed over; the tests of this module tell of it and of others."""
    with pytest.MonkeyPatch.context() as patch, writing(family(lambda: taking(world, patch))) as made:
        made.family.take(kai="N")
        made.family.at(9, 30)
        made.ask()
        made.family.at(9, 32)
        assert len(made.sent) == 1
        yield made


@pytest.fixture(autouse=True)
def _anew(written: Writing) -> None:
    anew(written)


def anew(written: Writing) -> None:
    """The text handed over and nothing told of it: with a new address, at which nothing was seen before."""
    written.reports = carry_texts(written.school, written.server)
    (message,) = written.messages()
    written.server._receipts[written.sent[0].key] = f"{written.server.replies_to}?reference={message.pk}-1"
    with school_work(written.school):
        Message.objects.update(state=Message.State.HANDED_OVER, why="")


def receipt(made: Writing, status: str = "delivered", error: int = 0) -> Post:
    return made.server.receipt(made.sent[0].key, status, error)


def inbox(made: Writing) -> list[str]:
    with school_work(made.school):
        return list(came(made).values_list("topic", flat=True))


def came(made: Writing) -> QuerySet[InboxRow]:
    return InboxRow.objects.filter(link_hash=hash_of(made.reports.split("/")[2])).order_by("pk")


def state(made: Writing) -> str:
    made.family.work()
    return made.states()[0][0]


def test_a_receipt_says_that_the_text_arrived(written: Writing) -> None:
    assert written.post(receipt(written)) == 200
    assert state(written) == "delivered"


def test_a_receipt_says_why_it_did_not_and_that_shows(written: Writing) -> None:
    assert written.post(receipt(written, "undelivered", 30005)) == 200
    assert state(written) == "failed"
    assert "Not delivered" in written.page()
    assert written.states()[0][1] != ""


def test_h_141_no_signature_is_refused_and_nothing_is_kept(written: Writing) -> None:
    assert written.post(receipt(written), **{"X-Twilio-Signature": ""}) == 403
    assert (inbox(written), state(written)) == ([], "handed_over")


def test_h_142_a_wrong_secret_is_refused(written: Writing) -> None:
    kept, written.server.token = written.server.token, "0" * 32
    try:
        assert written.post(receipt(written)) == 403
    finally:
        written.server.token = kept
    assert inbox(written) == []


def test_h_142_another_account_with_a_right_signature_is_refused(written: Writing) -> None:
    kept, written.server.account = written.server.account, f"AC{'0' * 32}"
    try:
        assert written.post(receipt(written)) == 403
    finally:
        written.server.account = kept


def test_what_was_altered_is_refused(written: Writing) -> None:
    post = receipt(written)
    assert written.post(post, body=post.body.replace(b"delivered", b"undelivered")) == 403
    other = Post(post.address.replace("reference=", "reference=0"), post.headers, post.body)
    assert written.post(other) == 403


def test_h_143_the_same_written_anew_is_the_same_event(written: Writing) -> None:
    post = receipt(written)
    anew = urlencode(list(reversed(parse_qsl(post.body.decode(), keep_blank_values=True)))).encode()
    assert anew != post.body
    assert (written.post(post), written.post(post, body=anew)) == (200, 200)
    assert inbox(written) == ["absence.receipt"]


def test_h_144_to_146_an_old_one_and_a_replay_were_seen_before(written: Writing) -> None:
    """Twilio signs no time: whenever a request comes, it is what was said then, and counts once."""
    old = receipt(written, "sent")
    assert (written.post(old), written.post(receipt(written))) == (200, 200)
    assert state(written) == "delivered"
    for hour in (12, 7):
        written.family.taking.set_clock(at(hour))
        assert written.post(old) == 200
    assert len(inbox(written)) == 2
    assert state(written) == "delivered"


def test_h_147_an_unknown_kind_is_answered_as_well_and_changes_nothing(written: Writing) -> None:
    post = written.server._post(written.server.replies_to, {"AccountSid": written.server.account, "EventType": "new"})
    assert written.post(post) == 200
    assert inbox(written) == []


def test_h_148_a_receipt_of_no_message_of_ours_is_answered_and_changes_nothing(written: Writing) -> None:
    post = receipt(written)
    fields = dict(parse_qsl(post.body.decode(), keep_blank_values=True)) | {"MessageSid": f"SM{'0' * 32}"}
    assert written.post(written.server._post(written.server.replies_to, fields)) == 200
    assert inbox(written) == ["absence.receipt"]
    assert state(written) == "handed_over"


def test_h_149_the_carrier_of_another_school_is_nobody_here(written: Writing, world: World) -> None:
    elsewhere = world.another_school()
    path = carry_texts(elsewhere, written.server)
    theirs = written.server.replies_to
    written.server.replies_to = theirs.replace(host_of(elsewhere), host_of(written.school))
    assert written.post(written.server.reply(DIGITS, written.server.number, "yes")) == 404
    assert path != written.reports


def test_h_151_a_body_of_ten_megabytes_is_refused_unread(written: Writing) -> None:
    assert written.post(receipt(written), body=b"x" * 10_000_000) == 413
    assert written.post(receipt(written), body=b"x" * (LARGEST_CALLBACK + 1)) == 413
    assert written.post(receipt(written), body=b"x" * LARGEST_CALLBACK) == 400
    assert inbox(written) == []


def test_h_152_in_whatever_order_they_come_the_state_is_the_furthest(written: Writing) -> None:
    for order in permutations(["sending", "sent", "delivered"]):
        anew(written)
        posts = [receipt(written, status) for status in order]
        seen = []
        for post in posts:
            assert written.post(post) == 200
            seen.append(state(written))
        assert seen[-1] == "delivered"
        assert "handed_over" not in seen[seen.index("delivered") :]


def test_what_was_taken_back_between_two_tries_is_told_of_when_the_first_arrived_after_all(written: Writing) -> None:
    """It waited for another try when a person took it back; the carrier had sent it all the same."""
    with school_work(written.school):
        Message.objects.update(state=Message.State.WITHDRAWN, why="Taken back by Office", tries=1)
    assert written.post(receipt(written, "undelivered", 30005)) == 200
    assert state(written) == "withdrawn", "that it went nowhere is nothing new"
    assert written.post(receipt(written)) == 200
    assert state(written) == "delivered"


def test_a_receipt_moves_no_message_that_was_taken_back_before_it_was_given_to_a_carrier(written: Writing) -> None:
    with school_work(written.school):
        Message.objects.update(state=Message.State.WITHDRAWN, why="Taken back by Office", tries=0)
    assert written.post(receipt(written)) == 200
    assert state(written) == "withdrawn"
    with school_work(written.school):
        Message.objects.update(tries=1)


def test_a_body_that_is_no_form_is_refused_with_what_is_wrong(written: Writing) -> None:
    assert written.post(receipt(written), body=b"\xff\xfe") == 400


def test_only_what_a_carrier_posts_is_taken(written: Writing) -> None:
    client = Client(headers={"host": host_of(written.school)})
    assert client.get(written.reports).status_code == 405
    assert client.post("/by/none/carrier/").status_code == 404


def test_a_reply_is_kept_as_plain_text_once(written: Writing) -> None:
    post = written.server.reply(DIGITS, written.server.number, "<b>ill</b>\x00 today")
    assert (written.post(post), written.post(post)) == (200, 200)
    with school_work(written.school):
        (row,) = came(written)
    assert (row.topic, row.payload["sender"], row.payload["text"]) == ("absence.reply", DIGITS, "<b>ill</b> today")
    assert row.payload["kind"] == "twilio"


def test_a_receipt_finds_its_message_by_our_reference_though_the_answer_was_lost(written: Writing) -> None:
    with school_work(written.school):
        Message.objects.update(state=Message.State.IN_DOUBT, provider_id="")
    assert written.post(receipt(written)) == 200
    assert state(written) == "delivered"
    assert written.messages()[0].provider_id == written.sent[0].key


# GOV.UK Notify, which signs nothing and sends a token


@pytest.fixture
def notify(written: Writing) -> Iterator[NotifyServer]:
    address_of = partial(address, host_of(written.school))
    with NotifyServer() as server:
        settings = {
            "api_key": server.api_key,
            "callback_token": server.callback_token,
            "email_template": server.email_template,
        }
        with school_work(written.school):
            reports = set_gateway(Channel.EMAIL, "notify", settings, address_of=address_of, by=SYSTEM, now=at(8))
        server.receipts_to = server.replies_to = reports
        yield server
        with school_work(written.school):
            remove_gateway(Channel.EMAIL, by=SYSTEM, now=at(8))


def test_notifys_token_opens_and_no_other(written: Writing, notify: NotifyServer) -> None:
    post = notify.reply(DIGITS, "", "yes")
    assert written.post(post, Authorization="") == 403
    assert written.post(post, Authorization="Bearer wrong") == 403
    assert written.post(post) == 200
    written.reports = urlsplit(notify.replies_to).path
    assert inbox(written) == ["absence.reply"], "the two before left nothing"


def test_an_address_that_was_replaced_opens_nothing(written: Writing, notify: NotifyServer) -> None:
    post = notify.reply(DIGITS, "", "yes")
    with school_work(written.school):
        remove_gateway(Channel.EMAIL, by=SYSTEM, now=at(8))
    assert written.post(post) == 404
