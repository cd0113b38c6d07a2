"""Replies: whose they are and about whom, what they suggest, and what a person makes of them."""

import datetime as dt
import re
from typing import Any

import pytest

from foundation.access.roles import Role
from foundation.outbox.handlers import Message as Promise
from schools.absence.models import Attempt, FirstDay, Message, Reply, Stopped
from schools.absence.tasks import replied
from schools.journal.models import AuditLine, InboxRow
from schools.registers.models import MarkVersion
from schools.roll.models import ContactPhone, Placement, Pupil
from schools.roll.operations.contacts import set_restriction
from schools.staff.models import StaffNotice
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import AUNT, FATHER, MOTHER, NUMBERS, Family, family
from tests.schools.absence.letters import replies, written
from tests.schools.registers.taking import THURSDAY, at, taking
from tests.schools.roll.acts import BY
from tests.world import World

MESSAGES = f"/first-day/messages/{THURSDAY}/"


@pytest.fixture
def browns(world: World, monkeypatch: pytest.MonkeyPatch) -> Family:
    made = family(lambda: taking(world, monkeypatch))
    made.take(kai="N", mia="N")
    made.at(9, 45)
    return made


def digits(name: str) -> str:
    return f"+44{NUMBERS[name][1:].replace(' ', '')}"


def text(
    browns: Family,
    words: str,
    *,
    sender: str = "",
    wish: str = "",
    event: str = "",
    pictures: int = 0,
    came: dt.datetime | None = None,
) -> int:
    """A text comes in from the mother or another number; carried out twice, as the worker may. Its key in the inbox."""
    payload: dict[str, Any] = {"sender": sender or digits(MOTHER), "text": words, "wish": wish, "pictures": pictures}
    payload |= {"at": came.isoformat()} if came else {}
    with school_work(browns.taking.school):
        event = event or f"e{InboxRow.objects.count()}"
        row = InboxRow.objects.create(
            link_hash="x", event=event, topic="absence.reply", payload=payload, passed_on=True
        )
    for _ in range(2):
        replied(browns.taking.school, [Promise(1, "absence.reply", {"inbox": row.pk})])
    browns.work()
    return row.pk


def rule(browns: Family, reply: Reply, ruling: str, *, role: Role = Role.ATTENDANCE_OFFICER, **more: str) -> Any:
    return browns.client(role).post(f"/first-day/replies/{reply.pk}/", {"ruling": ruling, **more})


def page(browns: Family, reply: Reply, role: Role = Role.ATTENDANCE_OFFICER) -> str:
    response = browns.client(role).get(f"/first-day/replies/{reply.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def today(browns: Family) -> str:
    return browns.client().get("/today/").content.decode()


def test_a_reply_is_threaded_to_each_child_of_the_message_and_accepted_for_one_is_offered_for_the_other(
    browns: Family,
) -> None:
    written(browns, browns.kai, browns.mia)
    text(browns, "Both have a temperature <i>&\nsorry")
    kai, mia = replies(browns)
    assert [one.suggested for one in (kai, mia)] == ["I", "I"]
    assert kai.contact is not None
    assert (kai.contact.name, kai.words) == (MOTHER, "Both have a temperature <i>&\nsorry")
    assert browns.code(browns.kai) == "N"
    assert "2 replies" in today(browns)
    assert "Both have a temperature &lt;i&gt;&amp; sorry" in today(browns)
    assert "Accept I: illness (authorised)" in page(browns, kai)
    assert "Enter O: no good reason (not authorised)" in page(browns, kai)
    answer = rule(browns, kai, "suggested")
    assert (answer.status_code, answer["Location"]) == (302, f"/first-day/replies/{mia.pk}/")
    browns.work()
    assert (browns.code(browns.kai), browns.code(browns.mia)) == ("I", "N")
    assert rule(browns, mia, "otherwise")["Location"] == "/today/#replies"
    assert browns.code(browns.mia) == "O"
    reason = browns.taking.versions()[-1]["reason"]
    assert reason == "Text from Dawn Brown at 09:45. Both have a temperature <i>&\nsorry"
    assert browns.attempts() == [("answered", "I"), ("answered", "O")]


def test_what_is_accepted_is_done_once_and_by_whom_is_said(browns: Family) -> None:
    written(browns, browns.kai)
    text(browns, "ill")
    (reply,) = replies(browns)
    assert rule(browns, reply, "suggested").status_code == 302
    again = rule(browns, reply, "aside")
    assert again.status_code == 422
    assert "has dealt with this reply already" in again.content.decode()
    (reply,) = replies(browns)
    assert (reply.settled_as, reply.settled_at) == ("reason", at(9, 45))
    with school_work(browns.taking.school):
        acts = list(AuditLine.objects.filter(act__startswith="absence.reply").values_list("act", flat=True))
    assert acts == ["absence.reply_came", "absence.reply_settled"]


def test_a_reply_that_names_one_child_suggests_nothing_for_the_other_until_it_is_accepted(browns: Family) -> None:
    with school_work(browns.taking.school):
        for pupil, name in ((browns.kai, "Kai"), (browns.mia, "Mia")):
            Pupil.objects.filter(pk=pupil.pk).update(forename=name, preferred="")
    written(browns, browns.kai, browns.mia)
    text(browns, "Kai is ill")
    kai, mia = replies(browns)
    assert (kai.suggested, mia.suggested) == ("I", "")
    assert "Accept" not in page(browns, mia)
    assert rule(browns, mia, "suggested").status_code == 422
    assert rule(browns, kai, "suggested").status_code == 302
    offered = page(browns, mia)
    assert "Dawn Brown answered so for a brother or sister." in offered
    assert "Accept I: illness (authorised)" in offered
    assert rule(browns, mia, "suggested").status_code == 302
    assert browns.code(browns.mia) == "I"


def test_whose_reply_from_a_shared_number_is_never_guessed(browns: Family) -> None:
    with school_work(browns.taking.school):
        ContactPhone.objects.filter(contact__name=AUNT).update(digits=digits(MOTHER), typed=NUMBERS[MOTHER])
    written(browns, browns.kai)
    text(browns, "ill")
    (reply,) = replies(browns)
    assert reply.contact is None
    shown = page(browns, reply)
    assert "Several contacts have this number" in shown
    assert all(name in shown for name in (MOTHER, AUNT))
    assert FATHER not in re.sub(r"<aside>.*", "", shown, flags=re.DOTALL)
    wrong = str(browns.contacts["Ines Carvalho"].pk)
    assert rule(browns, reply, "suggested", contact=wrong).status_code == 422
    assert rule(browns, reply, "suggested", contact=str(browns.contacts[AUNT].pk)).status_code == 302
    (reply,) = replies(browns)
    assert reply.contact is not None
    assert reply.contact.name == AUNT
    with school_work(browns.taking.school):
        assert Attempt.objects.get().place == 2


def test_a_text_from_nobody_we_know_is_listed_and_a_person_says_whom_it_is_about(browns: Family) -> None:
    text(browns, "Mia is poorly", sender="+447700900999")
    (reply,) = replies(browns)
    assert (reply.contact, reply.day, reply.message, reply.suggested) == (None, None, None, "I")
    assert "Child not known" in today(browns)
    assert "+447700900999" in page(browns, reply)
    assert rule(browns, reply, "suggested").status_code == 422
    whom = f"/first-day/replies/{reply.pk}/whom/"
    assert browns.client().post(whom, {"pupil": str(browns.taking.pupils[2])}).status_code == 302
    assert replies(browns)[0].day is None, "that child is not away"
    assert browns.client().post(whom, {"pupil": str(browns.mia.pk)}).status_code == 302
    placed = page(browns, replies(browns)[0])
    assert "Accept I" in placed
    assert "Several contacts have this number" not in placed
    assert rule(browns, reply, "suggested", contact="nobody").status_code == 302
    assert browns.code(browns.mia) == "I"
    assert browns.taking.versions()[-1]["reason"].startswith("Text from somebody who did not say who")


def test_one_about_nobody_known_is_for_those_who_reach_the_whole_school(browns: Family) -> None:
    text(browns, "?", sender="+447700900999")
    address = f"/first-day/replies/{replies(browns)[0].pk}/"
    assert browns.client(Role.HEAD_OF_YEAR).get(address).status_code == 404
    assert browns.client(Role.HEAD_OF_YEAR).post(f"{address}whom/", {}).status_code == 404
    assert browns.client(Role.CLASS_TEACHER).get(address).status_code == 404
    assert browns.client(Role.HEADTEACHER).get(address).status_code == 200


def test_what_a_carrier_may_bring_is_kept_as_plain_text(browns: Family) -> None:
    written(browns, browns.kai)
    # A NUL has gone by then: foundation.messaging takes it out, and the inbox could not hold it.
    text(browns, "a\x07b\u202e" + "<script>" + "x" * 1700)
    (reply,) = replies(browns)
    assert (len(reply.words), reply.words[:10]) == (1600, "ab<script>")
    assert "ab&lt;script&gt;" in page(browns, reply)
    assert "ab<script>" not in page(browns, reply) + today(browns)


def test_that_pictures_came_is_said_and_a_reply_without_words_is_one(browns: Family) -> None:
    written(browns, browns.kai)
    text(browns, "", pictures=2)
    assert replies(browns)[0].words == "[2 pictures came with it and cannot be seen here.]"


def test_an_answer_on_the_next_morning_is_about_the_day_that_was_asked_about(browns: Family) -> None:
    written(browns, browns.kai)
    browns.taking.set_clock(at(8, 30, on=THURSDAY + dt.timedelta(days=1)))
    text(browns, "sorry, he was ill")
    (reply,) = replies(browns)
    assert reply.date == THURSDAY
    assert "19 November 2026" in re.findall(r'(?s)id="replies".*?</table>', today(browns))[0]
    assert rule(browns, reply, "suggested").status_code == 302
    assert browns.code(browns.kai) == "I"


def test_a_reply_came_when_it_came_in_however_late_the_worker_or_a_person_is(browns: Family) -> None:
    written(browns, browns.kai)
    browns.taking.set_clock(at(14, 20))
    text(browns, "he is ill", came=at(9, 52))
    (reply,) = replies(browns)
    assert reply.at == at(9, 52)
    assert rule(browns, reply, "suggested").status_code == 302
    assert browns.taking.versions()[-1]["reason"] == f"Text from {MOTHER} at 09:52. he is ill"
    sheet = browns.client().get(browns.address(browns.kai)).content.decode()
    assert "09:52" in sheet


def test_a_head_of_year_is_shown_no_brother_or_sister_of_another_year(browns: Family) -> None:
    """A text about both, read by who reaches Kai's year alone: on the reply, where it leads, and on the day's messages."""
    with school_work(browns.taking.school):
        Placement.objects.filter(pupil=browns.mia.pk).update(year_group="7")
        mia = Pupil.objects.get(pk=browns.mia.pk)
    written(browns, browns.kai, browns.mia)
    text(browns, "both ill")
    about_kai = next(one for one in replies(browns) if one.day is not None and one.day.pupil_id == browns.kai.pk)
    about_mia = next(one for one in replies(browns) if one.day is not None and one.day.pupil_id == browns.mia.pk)
    officers, heads = (
        [page(browns, about_kai, role), browns.client(role).get(MESSAGES).content.decode()]
        for role in (Role.ATTENDANCE_OFFICER, Role.HEAD_OF_YEAR)
    )
    assert all(str(mia) in one or mia.forename in one for one in officers)
    assert not any(str(mia) in one or str(about_mia.pk) in one for one in heads)
    assert browns.client(Role.HEAD_OF_YEAR).get(f"/first-day/replies/{about_mia.pk}/").status_code == 404
    ruled = rule(browns, about_kai, "reached", role=Role.HEAD_OF_YEAR)
    assert (ruled.status_code, ruled["Location"]) == (302, browns.address(browns.kai))


def test_a_text_before_we_wrote_puts_the_senders_own_children_first(browns: Family) -> None:
    text(browns, "ill")
    (reply,) = replies(browns)
    assert reply.contact is not None
    choices = re.findall(r'<option value="([0-9a-f-]{36})"', page(browns, reply))
    assert set(choices[:2]) == {str(browns.kai.pk), str(browns.mia.pk)}


def test_a_message_that_never_went_out_or_long_ago_is_not_replied_to(browns: Family) -> None:
    written(browns, browns.kai)
    with school_work(browns.taking.school):
        Message.objects.update(state=Message.State.WITHDRAWN)
    text(browns, "ill")
    with school_work(browns.taking.school):
        Message.objects.update(state=Message.State.DELIVERED, date=THURSDAY.replace(day=15))
    text(browns, "ill")
    assert [(one.day, one.message) for one in replies(browns)] == [(None, None)] * 2


def test_a_child_who_was_left_out_of_the_message_is_not_replied_about(browns: Family) -> None:
    written(browns, browns.kai, browns.mia)
    with school_work(browns.taking.school):
        Message.objects.get().children.filter(day__pupil=browns.mia.pk).update(left_out="barred")
    text(browns, "ill")
    assert [one.day.pupil.key for one in replies(browns) if one.day] == [browns.kai.key]


def test_stop_ends_texts_to_a_number_at_once_and_start_lifts_it(browns: Family) -> None:
    written(browns, browns.kai)
    for event in ("a", "b"):
        text(browns, "STOP", wish="stop", event=event)
    with school_work(browns.taking.school):
        held = Stopped.objects.get()
    assert (held.digits, held.since, held.until) == (digits(MOTHER), at(9, 45), None)
    assert "No replies" not in today(browns)
    assert {one.settled_as for one in replies(browns)} == {"wish"}
    assert not browns.child(browns.kai, 9, 46).askable[0] & {"text"}
    assert "wrote STOP 19 November 2026, 09:45" in browns.client().get(f"/pupils/{browns.kai.pk}/").content.decode()
    assert "Wants no texts" in browns.client().get(browns.address(browns.kai)).content.decode()
    text(browns, "start", wish="start", event="c")
    assert "text" in browns.child(browns.kai, 9, 46).askable[0]
    with school_work(browns.taking.school):
        assert Stopped.objects.get().until == at(9, 45)
        acts = AuditLine.objects.filter(act__startswith="contact.texts").order_by("pk")
        assert list(acts.values_list("act", flat=True)) == ["contact.texts_stopped", "contact.texts_wanted"]


def test_a_reply_that_is_waited_for_stops_no_clock_until_somebody_reads_it(browns: Family) -> None:
    """An unread reply asks to be read before anybody rings; the lead still has the child in time."""
    written(browns, browns.kai)
    text(browns, "on the way")
    (reply,) = replies(browns)
    child = browns.child(browns.kai, 9, 46)
    assert (child.unread is not None, child.stands.reached) == (True, False)
    assert f"/first-day/replies/{reply.pk}/" in browns.client().get(browns.address(browns.kai)).content.decode()
    assert rule(browns, reply, "reached").status_code == 302
    child = browns.child(browns.kai, 9, 47)
    assert (child.unread, child.stands.reached, browns.code(browns.kai)) == (None, True, "N")
    browns.at(10, 45)
    assert browns.kai.key not in browns.hand_overs()


def test_what_is_set_aside_reached_nobody(browns: Family) -> None:
    written(browns, browns.kai)
    text(browns, "Who is this?")
    (reply,) = replies(browns)
    assert reply.suggested == ""
    assert rule(browns, reply, "aside").status_code == 302
    assert not browns.child(browns.kai, 9, 47).stands.reached
    assert "Not an answer" not in page(browns, reply)


def test_another_reason_is_a_persons_own(browns: Family) -> None:
    written(browns, browns.kai)
    text(browns, "at the embassy")
    (reply,) = replies(browns)
    assert rule(browns, reply, "chosen").status_code == 422
    assert rule(browns, reply, "chosen", code="N").status_code == 422
    assert rule(browns, reply, "").status_code == 422
    assert rule(browns, reply, "chosen", code="C").status_code == 302
    assert browns.code(browns.kai) == "C"


def test_who_may_not_amend_reads_and_says_reached_and_enters_no_reason(browns: Family) -> None:
    written(browns, browns.kai)
    text(browns, "ill")
    (reply,) = replies(browns)
    assert "Accept" not in page(browns, reply, Role.HEADTEACHER)
    assert rule(browns, reply, "suggested", role=Role.HEADTEACHER).status_code == 422
    assert browns.code(browns.kai) == "N"
    assert rule(browns, reply, "reached", role=Role.HEADTEACHER).status_code == 302


def test_a_reply_when_a_reason_stands_already_enters_nothing(browns: Family) -> None:
    written(browns, browns.kai)
    text(browns, "ill")
    assert browns.call(browns.kai, "medical") == 302
    browns.work()
    (reply,) = replies(browns)
    assert "To change it, amend the register" in page(browns, reply)
    assert rule(browns, reply, "suggested").status_code == 422
    assert rule(browns, reply, "reached").status_code == 302
    assert browns.code(browns.kai) == "M"


def test_a_barred_contacts_words_are_kept_and_shown_with_the_bar(browns: Family) -> None:
    written(browns, browns.kai, to=FATHER)
    with school_work(browns.taking.school):
        link = Pupil.objects.get(pk=browns.kai.pk).contacts.get(contact__name=FATHER)
        set_restriction(link, "court_order", starts_on=THURSDAY, by=BY)
    text(browns, "he is ill", sender=digits(FATHER))
    assert "Court order" in page(browns, replies(browns)[0])


# Where sources disagree


def notices(browns: Family) -> list[tuple[str, str]]:
    with school_work(browns.taking.school):
        rows = StaffNotice.objects.filter(kind="said_twice").values_list("post__person_id", "address")
        people = {person: role for role, person in browns.taking.people.items()}
        return [(people[person].value, address) for person, address in rows]


def test_two_who_say_different_things_are_told_to_the_head_of_year_once_and_shown(browns: Family) -> None:
    written(browns, browns.kai)
    written(browns, browns.kai, to=AUNT, minute=41)
    text(browns, "he is ill")
    assert notices(browns) == []
    text(browns, "dentist", sender=digits(AUNT))
    text(browns, "on the way", sender=digits(AUNT))
    assert notices(browns) == [("head_of_year", browns.address(browns.kai))]
    sheet = browns.client(Role.HEAD_OF_YEAR).get(browns.address(browns.kai)).content.decode()
    assert "Two things were said." in sheet
    assert "/today/" not in sheet, "a head of year has none"
    assert "/today/" not in page(browns, replies(browns)[0], Role.HEAD_OF_YEAR)
    assert "Dawn Brown at 09:45: I: illness; Rose Brown at 09:45: M: medical or dental" in sheet


def test_a_call_that_says_otherwise_than_a_reply_is_a_disagreement_too(browns: Family) -> None:
    written(browns, browns.kai)
    text(browns, "he is ill")
    assert browns.call(browns.kai, "medical", AUNT) == 302
    browns.work()
    assert [who for who, _ in notices(browns)] == ["head_of_year"]


def test_what_is_set_aside_disagrees_with_nothing(browns: Family) -> None:
    written(browns, browns.kai)
    text(browns, "he is ill")
    assert rule(browns, replies(browns)[0], "aside").status_code == 302
    assert browns.call(browns.kai, "medical", AUNT) == 302
    browns.work()
    assert notices(browns) == []


def test_no_words_of_a_parent_are_in_the_outbox_or_in_audit_lines(browns: Family) -> None:
    written(browns, browns.kai)
    text(browns, "zzcanary ill")
    assert rule(browns, replies(browns)[0], "suggested").status_code == 302
    with school_work(browns.taking.school):
        assert not AuditLine.objects.filter(details__icontains="zzcanary").exists()
        assert MarkVersion.objects.filter(reason__contains="zzcanary").exists()
        assert FirstDay.objects.filter(date=THURSDAY).count() == 2
