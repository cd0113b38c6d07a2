"""One message to a contact: what it says, when it goes, and everything that keeps it back at the moment of sending."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import Executor

import pytest

from foundation.access.roles import Role
from foundation.messaging.twilio import Twilio
from rollcall.servers.stand_ins import Fault
from schools.absence import tasks
from schools.absence.models import MessageChild, Stopped
from schools.absence.operations.following import LOOK
from schools.absence.operations.ladders import set_ladder
from schools.absence.operations.messages import OVER, SEND
from schools.absence.operations.outcomes import in_doubt
from schools.absence.queries.ladders import Settings
from schools.journal.models import AuditLine, DueRow, OutboxRow
from schools.roll.models import ContactPhone, Pupil, PupilContact
from schools.roll.operations.contacts import set_restriction
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import AUNT, FATHER, MOTHER, SINCE, Family, family
from tests.schools.absence.writing import DIGITS, Writing, writing
from tests.schools.registers.taking import THURSDAY, at, taking
from tests.schools.roll.acts import BY
from tests.world import World


@pytest.fixture
def at_home(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writing]:
    """Kai and Mia of Alder's 9B, both without a reason, at 09:30: the register closed at 09:10."""
    with writing(family(lambda: taking(world, monkeypatch))) as made:
        made.family.take(kai="N", mia="N")
        made.family.at(9, 30)
        yield made


def restrict(made: Writing, kind: str, *, contact: str = MOTHER, pupil: str = "kai") -> None:
    with school_work(made.school):
        about = getattr(made.family, pupil).pk
        link = PupilContact.objects.get(pupil=about, contact__name=contact)
        set_restriction(link, kind, starts_on=SINCE, by=BY)


def settings(made: Writing, **changed: int | str) -> None:
    with school_work(made.school):
        set_ladder(Settings(**changed), by=BY)  # type: ignore[arg-type]


def test_story_ao_2_one_text_to_the_mother_names_both_children_and_nothing_else(at_home: Writing) -> None:
    settings(at_home, ring="the office on 01632 960118")
    assert at_home.ask() == 302
    at_home.family.at(9, 31)
    assert (at_home.sent, at_home.states()) == ([], [("queued", "")])
    at_home.family.at(9, 32)
    (text,) = at_home.sent
    kai, mia = (first_name(at_home, one) for one in ("kai", "mia"))
    school = at_home.school.name
    assert text.to == DIGITS
    assert text.text.startswith(f"{school}: {kai} and {mia} are not in school and we have not heard from you yet.")
    assert "/by/" in text.text
    assert text.text.endswith("or ring the office on 01632 960118. Thank you.")
    (message,) = at_home.messages()
    assert (message.state, message.gateway, message.provider_id) == ("handed_over", "twilio", text.key)
    assert message.sealed is None, "the way in is kept nowhere"
    assert message.body == text.text.replace(text.text.split("/by/")[1].split("/")[0], "…", 1).replace("…/", "…")
    assert at_home.family.attempts() == [("written", ""), ("written", "")]
    stands = at_home.family.child(at_home.family.kai, 9, 33).stands
    assert stands.waiting


def first_name(made: Writing, pupil: str) -> str:
    with school_work(made.school):
        row = Pupil.objects.get(pk=getattr(made.family, pupil).pk)
        return row.preferred or row.forename


def test_asked_twice_or_for_the_sister_too_it_is_one_text(at_home: Writing) -> None:
    assert at_home.ask() == 302
    assert at_home.ask() == 302
    assert at_home.ask(pupil="mia") == 302
    at_home.family.at(9, 32)
    at_home.ask()
    at_home.family.at(9, 40)
    assert len(at_home.sent) == 1
    assert len(at_home.messages()) == 1


def test_a_child_who_is_marked_later_is_put_into_the_text_that_waits(at_home: Writing) -> None:
    at_home.ask()
    with school_work(at_home.school):  # as if she had been marked only now
        MessageChild.objects.get(day__pupil=at_home.family.mia.pk).delete()
    at_home.ask(pupil="mia")
    at_home.family.at(9, 32)
    assert " and " in at_home.sent[0].text.split(" not in school")[0]
    assert len(at_home.messages()) == 1


# What keeps a name or the whole back, looked at when it is sent


def test_a_mark_that_comes_first_takes_the_name_out(at_home: Writing) -> None:
    at_home.ask()
    change = at_home.family.taking.mark(0, "L", "N", 5)
    at_home.family.taking.set_clock(at_home.messages()[0].send_at)
    assert at_home.family.taking.save(change, version=1, reason="Came late").status_code == 200
    at_home.family.work()
    assert first_name(at_home, "kai") not in at_home.sent[0].text
    assert first_name(at_home, "mia") in at_home.sent[0].text
    assert "a mark came first" in at_home.page()


def test_when_every_name_is_out_nothing_is_sent(at_home: Writing) -> None:
    at_home.ask()
    changes = [at_home.family.taking.mark(place, "L", "N", 5) for place in (0, 1)]
    assert at_home.family.taking.save(*changes, version=1, reason="Came late").status_code == 200
    at_home.family.at(9, 32)
    assert at_home.sent == []
    assert at_home.states() == [("withdrawn", "A mark came first")]
    assert at_home.family.attempts() == []


@pytest.mark.parametrize("kind", ["do_not_contact", "court_order"])
def test_a_bar_laid_between_asking_and_sending_takes_out_that_name_alone(at_home: Writing, kind: str) -> None:
    at_home.ask()
    restrict(at_home, kind)
    at_home.family.at(9, 32)
    (text,) = at_home.sent
    assert first_name(at_home, "kai") not in text.text
    assert first_name(at_home, "mia") in text.text
    restrict(at_home, kind, pupil="mia")
    at_home.ask(pupil="mia")
    at_home.family.at(9, 40)
    assert len(at_home.sent) == 1


def test_whoever_is_barred_for_one_child_hears_of_the_other_alone(at_home: Writing) -> None:
    """The father is barred for Mia by an order of court."""
    assert at_home.ask(FATHER, pupil="mia") == 302
    assert at_home.messages() == []
    at_home.ask(FATHER)
    at_home.family.at(9, 32)
    (text,) = at_home.sent
    assert first_name(at_home, "mia") not in text.text
    with school_work(at_home.school):
        assert MessageChild.objects.count() == 1


def test_where_the_lead_is_asked_first_the_text_waits_for_the_leads_word(at_home: Writing) -> None:
    at_home.ask()
    restrict(at_home, "ask_first")
    at_home.family.at(9, 32)
    assert at_home.sent == []
    assert at_home.states() == [("held", "The safeguarding lead is to be asked first")]
    assert "Let it go" not in at_home.page()
    assert "It waits for the safeguarding lead’s word." in at_home.act("let_go")
    at_home.family.client().post("/first-day/messages/let-go/")
    at_home.family.work()
    assert at_home.sent == []
    lead = at_home.family.client(Role.HEADTEACHER)
    assert "Let go. It is being sent." in at_home.act("let_go", client=lead)
    at_home.family.work()
    assert len(at_home.sent) == 1
    assert at_home.messages()[0].released_by_lead


def test_whom_the_lead_is_to_be_asked_about_may_be_asked_for_and_is_held_at_once(at_home: Writing) -> None:
    restrict(at_home, "ask_first")
    assert at_home.ask() == 302
    assert [state for state, _ in at_home.states()] == ["held"]


def test_a_number_that_was_stopped_gets_nothing_and_that_shows(at_home: Writing) -> None:
    at_home.ask()
    with school_work(at_home.school):
        Stopped.objects.create(digits=DIGITS, since=at_home.messages()[0].asked_at, by_name=MOTHER)
    at_home.family.at(9, 32)
    assert at_home.sent == []
    assert at_home.states() == [("failed", "They wrote STOP to us: no text goes there. Ring instead.")]
    assert "Not delivered" in at_home.family.client().get("/today/").content.decode()
    assert at_home.ask() == 302
    assert len(at_home.messages()) == 1, "nothing to send it to"


def test_it_goes_to_the_number_that_stands_there_when_it_is_sent(at_home: Writing) -> None:
    at_home.ask()
    with school_work(at_home.school):
        ContactPhone.objects.filter(digits=DIGITS).update(digits="+447700900777")
    at_home.family.at(9, 32)
    assert [one.to for one in at_home.sent] == ["+447700900777"]


def test_who_is_no_contact_any_more_gets_nothing(at_home: Writing) -> None:
    at_home.ask()
    with school_work(at_home.school):
        PupilContact.objects.filter(contact__name=MOTHER).update(ends_on=SINCE)
    at_home.family.at(9, 32)
    assert (at_home.sent, at_home.states()) == ([], [("withdrawn", "No longer a contact of the child")])


def test_over_a_third_of_a_form_waits_for_a_person_and_one_act_lets_all_go(at_home: Writing) -> None:
    change = at_home.family.taking.mark(2, "N", "/")
    assert at_home.family.taking.save(change, version=1, reason="A slip").status_code == 200
    at_home.ask()
    at_home.ask(AUNT)
    at_home.family.at(9, 32)
    assert at_home.sent == []
    assert {why for _, why in at_home.states()} == {"Over a third of the form has no reason: look at the register"}
    assert "Let 2 held messages go" in at_home.page()
    at_home.family.client().post("/first-day/messages/let-go/")
    at_home.family.work()
    assert len(at_home.sent) == 2


def test_more_than_the_school_has_allowed_wait_for_a_person(at_home: Writing) -> None:
    settings(at_home, most_messages=1)
    at_home.ask()
    at_home.ask(AUNT)
    assert sorted(state for state, _ in at_home.states()) == ["held", "queued"]
    at_home.family.at(9, 32)
    assert len(at_home.sent) == 1
    settings(at_home, most_messages=2)
    at_home.ask(FATHER)
    settings(at_home, most_messages=1)
    at_home.family.at(9, 40)
    assert len(at_home.sent) == 1, "looked at again when it is sent"
    assert [state for state, _ in at_home.states()].count("held") == 2


def test_what_is_queued_can_be_taken_back_and_what_is_gone_cannot(at_home: Writing) -> None:
    at_home.ask()
    assert "Taken back. It is not sent." in at_home.act("take_back")
    at_home.family.at(9, 32)
    assert at_home.sent == []
    at_home.ask()
    at_home.family.at(9, 35)
    assert len(at_home.sent) == 1
    assert "It cannot be taken back any more." in at_home.act("take_back")


def test_what_is_not_sent_by_the_end_of_the_day_lapses_and_is_listed(at_home: Writing) -> None:
    at_home.ask()
    friday = at_home.messages()[0].send_at.replace(day=20, hour=8)
    at_home.family.taking.set_clock(friday)
    at_home.family.work()
    assert at_home.sent == []
    assert at_home.states() == [("lapsed", "The day was over before it could be sent")]
    assert "Not sent in time" in at_home.page()
    with school_work(at_home.school):
        assert DueRow.objects.filter(topic=OVER).count() == 1


def test_what_lapsed_stands_on_today_however_many_days_later_until_it_is_ticked_off(at_home: Writing) -> None:
    """The worker stood still from Thursday to Wednesday: so did looking whom the lead should have."""
    at_home.ask()
    client, wednesday = at_home.family.client(), dt.date(2026, 11, 25)
    at_home.family.taking.set_clock(at(8, 0, on=wednesday))
    assert "Not done in time" not in client.get("/today/").content.decode()
    at_home.family.work()
    today = client.get("/today/").content.decode()
    listed = today[today.index('id="late"') :].split("</section>")[0]
    assert "Messages to families did not go" in listed
    assert "Nobody looked whom the safeguarding lead should have" in listed
    assert listed.count("Thursday 19 November 2026") == 2
    assert f'href="/first-day/messages/{THURSDAY}/"' in client.get(f"/first-day/messages/{wednesday}/").content.decode()
    for topic in (SEND, LOOK):
        said = client.post("/today/late/tick/", {"topic": topic, "on": str(THURSDAY)}, follow=True).content.decode()
        assert "Ticked off." in said
    assert "Everything was done in time, or is ticked off." in said
    again = client.post("/today/late/tick/", {"topic": SEND, "on": str(THURSDAY)}, follow=True).content.decode()
    assert "It is ticked off already." in again
    assert "Not done in time" not in client.get("/today/").content.decode()
    assert "Not sent in time" not in client.get(f"/first-day/messages/{wednesday}/").content.decode()
    with school_work(at_home.school):
        assert AuditLine.objects.filter(act="journal.lapse_ticked", person_name__contains="Officer").count() == 2
    assert "Not sent in time" in at_home.page(), "what became of the messages stays on their day's page"


def test_without_a_carrier_nothing_is_written_and_it_says_whom_to_ask(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browns: Family = family(lambda: taking(world, monkeypatch))
    browns.take(kai="N")
    browns.at(9, 30)
    form = {"channel": "text", "contact": str(browns.contacts[MOTHER].pk)}
    page = browns.client().post(f"{browns.address(browns.kai)}write/", form, follow=True).content.decode()
    assert "Nobody is set to carry the school’s texts." in page
    assert "write-text" not in browns.client().get("/today/").content.decode()


def test_todays_one_act_writes_to_every_family_whose_turn_it_is(at_home: Writing) -> None:
    assert "Text 1 family" in at_home.family.client().get("/today/").content.decode()
    answer = at_home.family.client().post("/first-day/messages/ask/", {"channel": "text"}, follow=True)
    assert "1 message queued." in answer.content.decode()
    assert "Text 1 family" not in answer.content.decode()
    assert "Queued" in answer.content.decode()
    at_home.family.at(9, 32)
    assert len(at_home.sent) == 1
    (message,) = at_home.messages()
    sent = at_home.family.client().get(at_home.family.address(at_home.family.kai)).content.decode()
    assert "Handed over" in sent
    assert message.body not in sent


# The carrier


def test_what_surely_did_not_go_is_tried_again_and_no_more_than_three_times(at_home: Writing) -> None:
    at_home.server.strike(Fault.TOO_MANY, Fault.TOO_MANY, Fault.TOO_MANY)
    at_home.ask()
    for minute in range(32, 44):
        at_home.family.at(9, minute)
    assert at_home.sent == []
    (message,) = at_home.messages()
    assert (message.state, message.tries) == ("failed", 3)
    assert at_home.family.attempts() == [("failed", "")] * 2
    assert at_home.ask() == 302
    at_home.family.at(9, 50)
    assert len(at_home.sent) == 1


def test_a_try_that_passes_by_itself_ends_in_one_text(at_home: Writing) -> None:
    at_home.server.strike(Fault.TOO_MANY)
    at_home.ask()
    for minute in (32, 34, 36):
        at_home.family.at(9, minute)
    assert len(at_home.sent) == 1
    assert at_home.family.attempts() == [("written", "")] * 2


@pytest.mark.parametrize("fault", [Fault.CUT_AFTER, Fault.BROKEN_AFTER])
def test_a_lost_answer_leaves_a_doubt_that_the_carrier_settles(at_home: Writing, fault: Fault) -> None:
    at_home.server.strike(fault)
    at_home.ask()
    at_home.family.at(9, 32)
    assert [state for state, _ in at_home.states()] == ["in_doubt"]
    assert "May have been sent" in at_home.family.client().get("/today/").content.decode()
    at_home.ask()
    at_home.family.at(9, 41)
    assert [state for state, _ in at_home.states()] == ["handed_over"]
    assert len(at_home.sent) == 1
    assert at_home.messages()[0].sealed is None


def test_what_no_carrier_can_settle_a_person_does_and_what_was_not_sent_may_be_asked_for_again(
    at_home: Writing,
) -> None:
    at_home.server.strike(Fault.CUT)
    at_home.ask()
    at_home.family.at(9, 32)
    assert [state for state, _ in at_home.states()] == ["in_doubt"]
    assert "It may be asked for again." in at_home.act("was_not_sent")
    assert "It is not in doubt any more." in at_home.act("was_sent")
    at_home.ask()
    at_home.family.at(9, 36)
    assert len(at_home.sent) == 1
    assert [state for state, _ in at_home.states()] == ["failed", "handed_over"]


def test_a_fault_of_ours_over_one_message_leaves_that_one_in_doubt(
    at_home: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    at_home.ask()
    monkeypatch.setattr(Twilio, "send", broken)
    at_home.family.at(9, 32)
    assert [state for state, _ in at_home.states()] == ["in_doubt"]


class Killed(BaseException):
    """The worker is gone, with nothing said to anybody."""


@pytest.mark.parametrize("after", [False, True])
def test_a_worker_killed_in_the_middle_never_sends_it_twice(
    at_home: Writing, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    real = tasks._given

    def killed(handful: list[tasks.Given], hands: Executor) -> list[tasks.News]:
        if after:
            real(handful, hands)
        raise Killed

    at_home.ask()
    monkeypatch.setattr(tasks, "_given", killed)
    with pytest.raises(Killed):
        at_home.family.at(9, 32)
    assert [state for state, _ in at_home.states()] == ["sending"]
    monkeypatch.setattr(tasks, "_given", real)
    at_home.family.at(9, 33)
    assert [state for state, _ in at_home.states()] == ["sending"]
    at_home.family.at(9, 38)
    assert [state for state, _ in at_home.states()] == ["handed_over" if after else "in_doubt"]
    assert len(at_home.sent) == int(after)
    assert at_home.family.attempts() == [("written", "")] * 2


def test_a_doubt_is_asked_about_with_the_words_as_they_were_sent(at_home: Writing) -> None:
    at_home.server.strike(Fault.CUT_AFTER)
    at_home.ask()
    at_home.family.at(9, 32)
    with school_work(at_home.school):
        (asked,) = in_doubt(THURSDAY, school=at_home.school.name, now=at_home.messages()[0].claimed_at)
    assert asked.given.message.text == at_home.sent[0].text


def test_nothing_that_waits_holds_a_name_a_number_or_a_text(at_home: Writing) -> None:
    at_home.ask()
    at_home.family.at(9, 32)
    with school_work(at_home.school):
        kept = [str(row) for row in OutboxRow.objects.values_list("payload", flat=True)]
        kept += [str(row) for row in DueRow.objects.values_list("payload", "key")]
        kept += [
            str(row) for row in AuditLine.objects.filter(act__contains="message").values_list("details", "about_id")
        ]
    secret = [DIGITS, DIGITS[1:], MOTHER, first_name(at_home, "kai"), at_home.sent[0].text]
    assert not [line for line in kept for word in secret if word in line]
    assert kept
