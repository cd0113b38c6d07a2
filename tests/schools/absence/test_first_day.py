"""First-day contact by the pages: who is followed from when, what a call leads to, and when the lead has a child."""

from collections.abc import Iterator

import pytest

from foundation.access.roles import Role
from schools.journal.models import AuditLine
from schools.roll.models import Pupil
from schools.roll.operations.contact_first import set_contact_first
from schools.staff.models import StaffDuty, StaffMember
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import AUNT, FATHER, MOTHER, SINCE, Family, family
from tests.schools.registers.taking import THURSDAY, at, taking
from tests.schools.roll.acts import BY
from tests.world import World

# The register of the tests' school closes at 09:10: a text is due by 09:40, calls from 10:10 and 10:25, the lead at 10:40.


@pytest.fixture
def browns(world: World, monkeypatch: pytest.MonkeyPatch) -> Family:
    return family(lambda: taking(world, monkeypatch))


@pytest.fixture(scope="module")
def unheeded(world: World) -> Iterator[Family]:
    """Kai has no reason at 09:20; nothing that is asked of it is kept."""
    with pytest.MonkeyPatch.context() as patch:
        made = family(lambda: taking(world, patch))
        made.take(kai="N")
        made.at(9, 20)
        yield made


def test_a_child_is_followed_from_the_close_of_the_register_and_no_longer_than_it_is_gone(browns: Family) -> None:
    browns.take(kai="N")
    day = browns.days()[browns.kai.key]
    assert (day.opens_at, day.session, day.ended_at) == (at(9, 10), 1, None)
    assert browns.days().keys() == {browns.kai.key}
    browns.taking.set_clock(at(9, 20))
    late = browns.taking.mark(0, "U", "N")
    assert browns.taking.save(late, version=1, reason="Came at 09:20").status_code == 200
    browns.work()
    assert browns.days()[browns.kai.key].ended_at == at(9, 20)
    assert browns.client().get("/today/").content.decode().count(browns.address(browns.kai)) == 0


def test_a_day_begins_anew_when_the_reason_is_taken_away_and_what_was_tried_before_does_not_count(
    browns: Family,
) -> None:
    browns.take(kai="N")
    browns.at(10, 15)
    assert browns.call(browns.kai, "illness") == 302
    browns.work()
    browns.at(11, 0)
    back = browns.taking.mark(0, "N", "I")
    assert browns.taking.save(back, version=2, reason="A slip").status_code == 200
    browns.work()
    day = browns.days()[browns.kai.key]
    assert (day.ended_at, day.again_at) == (None, at(11, 0))
    assert not browns.child(browns.kai, 11, 0).stands.reached
    assert len(browns.child(browns.kai, 11, 0).attempts) == 1


def test_story_ao_2_no_answer_then_the_second_contact_says_ill_and_the_sister_is_to_be_confirmed(
    browns: Family,
) -> None:
    browns.take(kai="N", mia="N")
    browns.at(10, 15)
    step = browns.child(browns.kai, 10, 15).stands
    assert (step.next.words if step.next else "", step.now) == ("Text contact 1", True)
    assert browns.call(browns.kai, "no_answer", MOTHER) == 302
    browns.at(10, 26)
    assert browns.call(browns.kai, "illness", AUNT, note="In bed with a cold") == 302
    browns.work()
    assert browns.code(browns.kai) == "I"
    assert browns.attempts() == [("no_answer", ""), ("spoke", "I")]
    reason = browns.taking.versions()[-1]["reason"]
    assert reason == "Said by Rose Brown. In bed with a cold"
    sister = browns.child(browns.mia, 10, 27)
    assert sister.answer is not None
    assert (sister.answer.code, browns.code(browns.mia)) == ("I", "N")
    page = browns.client().get("/today/").content.decode()
    assert "for a brother or sister" in page
    assert "Rose Brown answered for a brother or sister at 10:26: reason I." in sheet(browns, browns.mia)
    assert browns.call(browns.mia, "illness", AUNT) == 302
    assert browns.code(browns.mia) == "I"


def test_a_call_about_the_whole_day_gives_both_sessions_their_reason(browns: Family) -> None:
    browns.take(kai="N")
    browns.taking.set_clock(at(13, 5))
    afternoon = [browns.taking.mark(place, "N" if place == 0 else "\\") for place in range(len(browns.taking.pupils))]
    assert browns.taking.save(*afternoon, session="pm").status_code == 200
    browns.work()
    assert browns.call(browns.kai, "illness", note="In bed all day") == 302
    assert [browns.code(browns.kai, session) for session in (1, 2)] == ["I", "I"]
    browns.work()
    assert browns.child(browns.kai, 13, 6).ended
    assert browns.attempts() == [("spoke", "I")]


def sheet(browns: Family, pupil: Pupil, role: Role = Role.ATTENDANCE_OFFICER) -> str:
    response = browns.client(role).get(browns.address(pupil))
    assert response.status_code == 200
    return response.content.decode()


def test_nobody_reached_by_the_schools_minute_goes_to_the_lead_once(browns: Family) -> None:
    browns.take(kai="N")
    browns.at(10, 39)
    assert browns.hand_overs() == {}
    browns.at(10, 40)
    browns.at(10, 41)
    assert browns.hand_overs() == {browns.kai.key: "time"}
    with school_work(browns.taking.school):
        assert AuditLine.objects.filter(act="absence.handed_over").count() == 1


def test_whom_nobody_can_be_asked_about_goes_to_the_lead_as_the_register_closes(browns: Family) -> None:
    browns.take(lonely="N")
    assert browns.hand_overs() == {}
    browns.at(9, 10)
    assert set(browns.hand_overs().values()) == {"nobody"}


def test_a_child_to_be_looked_for_first_is_the_leads_as_the_register_closes(browns: Family) -> None:
    with school_work(browns.taking.school):
        set_contact_first(Pupil.objects.get(pk=browns.kai.pk), today=THURSDAY, by=BY)
    browns.take(kai="N", mia="N")
    assert "Has the child as the register closes, at 09:10" in sheet(browns, browns.kai)
    assert "Takes over at 10:40" in sheet(browns, browns.mia)
    browns.at(9, 10)
    assert browns.hand_overs() == {browns.kai.key: "sign"}
    assert "tell the social worker, if there is one" in sheet(browns, browns.kai)


def test_when_everybody_on_the_ladder_was_tried_the_lead_does_not_wait_for_the_minute(browns: Family) -> None:
    browns.take(other="N")
    other = Pupil(pk=browns.taking.pupils[2], key=browns.taking.keys[2])
    browns.at(9, 30)
    assert browns.call(other, "no_answer", "Ines Carvalho") == 302  # a landline: no text, and no second contact
    assert browns.hand_overs() == {other.key: "time"}


def test_who_was_reached_is_no_longer_the_leads_by_time(browns: Family) -> None:
    browns.take(kai="N")
    browns.at(10, 15)
    assert browns.call(browns.kai, "on_the_way", safe="on") == 302
    browns.at(10, 45)
    assert browns.hand_overs() == {}
    day = browns.days()[browns.kai.key]
    assert (day.safe_at, browns.code(browns.kai)) == (at(10, 15), "N")


def test_a_press_that_is_sent_twice_is_noted_once(browns: Family) -> None:
    browns.take(kai="N")
    browns.at(9, 20)
    for _ in range(2):
        assert browns.call(browns.kai, "no_answer", key="one-press") == 302
    assert browns.attempts() == [("no_answer", "")]


def test_the_key_of_another_child_s_call_is_no_answer_about_this_one(browns: Family) -> None:
    browns.take(kai="N", mia="N")
    browns.at(9, 20)
    assert browns.call(browns.kai, "no_answer", key="one-press") == 302
    assert browns.call(browns.mia, "no_answer", key="one-press") == 422
    assert browns.attempts() == [("no_answer", "")]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"said": ""}, "Choose what came of the call"),
        ({"said": "no_answer", "contact": "nobody"}, "Say whom you tried to reach"),
        ({"said": "no_answer", "safe": "on"}, "comes from somebody you spoke to"),
        ({"said": "no_answer", "code": "I"}, "comes from somebody you spoke to"),
        ({"said": "spoke", "note": "x" * 1001}, "at most 1000 characters"),
        ({"said": "spoke", "code": "N"}, "Select a valid choice"),
        ({"said": "spoke", "contact": "00000000-0000-7000-8000-000000000000"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(
    unheeded: Family, form: dict[str, str], words: str
) -> None:
    sent = {"contact": str(unheeded.contacts[MOTHER].pk), "key": "a", **form}
    response = unheeded.client().post(unheeded.address(unheeded.kai), sent)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert unheeded.attempts() == []


def test_a_reason_is_refused_where_the_child_has_come_in_meanwhile(browns: Family) -> None:
    browns.take(kai="N")
    browns.taking.set_clock(at(9, 20))
    late = browns.taking.mark(0, "U", "N")
    assert browns.taking.save(late, version=1, reason="Came").status_code == 200  # the worker has not seen it yet
    response = browns.client().post(
        browns.address(browns.kai), {"contact": str(browns.contacts[MOTHER].pk), "said": "illness", "key": "a"}
    )
    assert response.status_code == 422
    assert "has a reason already, or has come in" in response.content.decode()
    assert (browns.code(browns.kai), browns.attempts()) == ("U", [])


def test_a_barred_contact_stands_on_the_sheet_without_a_number_and_is_no_choice(browns: Family) -> None:
    browns.take(kai="N", mia="N")
    browns.at(9, 20)
    kai, mia = sheet(browns, browns.kai), sheet(browns, browns.mia)
    assert "07700 900120" in kai
    assert "Ask the safeguarding lead before you ring" in kai
    assert "07700 900120" not in mia
    assert "Court order: ask the safeguarding lead" in mia
    form = {"contact": str(browns.contacts[FATHER].pk), "said": "no_answer", "key": "a"}
    assert browns.client().post(browns.address(browns.mia), form).status_code == 422


def test_the_lead_takes_a_child_over_and_signs_it_off(browns: Family) -> None:
    lead = browns.client(Role.HEADTEACHER)
    browns.take(kai="N")
    browns.at(10, 40)
    assert "Hand-overs" in lead.get("/today/").content.decode()
    at_once = {"outcome": "Seen at home with his mother, safe. Told the office."}
    assert lead.post(f"{browns.address(browns.kai)}take-over/").status_code == 302
    assert browns.client().post(f"{browns.address(browns.kai)}sign-off/", at_once).status_code == 404
    assert lead.post(f"{browns.address(browns.kai)}sign-off/", {"outcome": " "}).status_code == 302
    assert "Sign off" in sheet(browns, browns.kai, Role.HEADTEACHER)
    assert lead.post(f"{browns.address(browns.kai)}sign-off/", at_once).status_code == 302
    page = sheet(browns, browns.kai)
    assert "Taken over by" in page
    assert "Signed off by" in page
    assert at_once["outcome"] in page


def test_a_person_hands_over_before_the_ladder_does(browns: Family) -> None:
    browns.take(kai="N")
    browns.at(9, 30)
    note = {"handing_note": "His aunt sounded worried."}
    assert browns.client().post(f"{browns.address(browns.kai)}hand-over/", note).status_code == 302
    assert browns.hand_overs() == {browns.kai.key: "choice"}
    assert "His aunt sounded worried." in sheet(browns, browns.kai)


def test_the_ladder_is_the_schools_own(browns: Family) -> None:
    client = browns.client()
    page = client.get("/first-day/ladder/")
    assert page.status_code == 200
    form = {"channel_1": "call", "place_1": "1", "step_1": "5", "channel_3": "call", "place_3": "2", "step_3": "10"}
    minutes = {
        "lead_minutes": "20",
        "visit_minutes": "60",
        "reply_minutes": "5",
        "hold_minutes": "0",
        "most_messages": "50",
    }
    refused = client.post("/first-day/ladder/", form | minutes | {"lead_minutes": "7"})
    assert refused.status_code == 422
    assert "The safeguarding lead takes over after the last step" in refused.content.decode()
    refused = client.post("/first-day/ladder/", form | minutes | {"step_3": "1"})
    assert "Step 2 is due before the step above it" in refused.content.decode()
    assert client.post("/first-day/ladder/", form | minutes).status_code == 302
    browns.take(kai="N")
    browns.at(9, 16)
    stands = browns.child(browns.kai, 9, 16).stands
    assert [rung.step.words for rung in stands.rungs] == ["Call contact 1", "Call contact 2"]
    assert (stands.now, stands.lead_at) == (True, at(9, 30))


def test_a_child_that_is_gone_again_goes_to_the_lead_again_at_its_own_minute(browns: Family) -> None:
    """Handed over and signed off in the morning; then the reason is taken away, and nobody is reached."""
    lead, address = browns.client(Role.HEADTEACHER), browns.address(browns.kai)
    browns.take(kai="N")
    browns.at(10, 40)
    assert lead.post(f"{address}sign-off/", {"outcome": "At home with his aunt."}).status_code == 302
    assert browns.call(browns.kai, "illness") == 302
    browns.work()
    browns.at(11, 0)
    back = browns.taking.mark(0, "N", "I")
    assert browns.taking.save(back, version=2, reason="The aunt was wrong").status_code == 200
    browns.work()
    assert browns.child(browns.kai, 11, 1).hand_over is None
    browns.at(12, 29)
    assert browns.child(browns.kai, 12, 29).hand_over is None
    browns.at(12, 30)
    over = browns.child(browns.kai, 12, 30).hand_over
    assert over is not None
    assert (over.why, over.at, over.acknowledged_at, over.note) == ("time", at(12, 30), None, "At home with his aunt.")


def test_what_a_person_has_seen_comes_to_the_lead_though_they_had_the_child_before(browns: Family) -> None:
    lead, address = browns.client(Role.HEADTEACHER), browns.address(browns.kai)
    browns.take(kai="N")
    browns.at(10, 40)
    assert lead.post(f"{address}take-over/").status_code == 302
    browns.taking.set_clock(at(10, 50))
    assert browns.client().post(f"{address}hand-over/", {"handing_note": "A neighbour rang."}).status_code == 302
    over = browns.child(browns.kai, 10, 51).hand_over
    assert over is not None
    assert (over.why, over.at, over.acknowledged_at, over.note) == ("choice", at(10, 50), None, "A neighbour rang.")


def test_a_shorter_ladder_moves_the_leads_minute_of_who_is_followed(browns: Family) -> None:
    browns.take(kai="N")
    browns.at(9, 20)
    form = {"channel_1": "call", "place_1": "1", "step_1": "5", "lead_minutes": "20", "visit_minutes": "60"}
    form |= {"reply_minutes": "5", "hold_minutes": "0", "most_messages": "50"}
    assert browns.client().post("/first-day/ladder/", form).status_code == 302
    browns.at(9, 29)
    assert browns.hand_overs() == {}
    browns.at(9, 30)
    assert browns.hand_overs() == {browns.kai.key: "time"}


def test_a_deputy_on_duty_finds_who_was_handed_over_and_nobody_else(browns: Family) -> None:
    """Whatever their role: the lead may be ill, and deputies are told."""
    deputy = browns.client(Role.CLASS_TEACHER)
    with school_work(browns.taking.school):
        post = StaffMember.objects.get(person_id=browns.taking.people[Role.CLASS_TEACHER])
        StaffDuty.objects.create(post=post, duty=StaffDuty.Duty.DEPUTY_SAFEGUARDING_LEAD, starts_on=SINCE)
    browns.take(kai="N", mia="N")
    browns.at(9, 20)
    assert browns.client().post(f"{browns.address(browns.kai)}hand-over/").status_code == 302
    listed = deputy.get("/first-day/hand-overs/").content.decode()
    assert browns.address(browns.kai) in listed
    assert browns.address(browns.mia) not in listed
    assert deputy.get(browns.address(browns.kai)).status_code == 200
    assert deputy.get(browns.address(browns.mia)).status_code == 404
    assert deputy.post(f"{browns.address(browns.kai)}take-over/").status_code == 302
    assert "Nobody waits to be taken over." in deputy.get("/first-day/hand-overs/").content.decode()


def test_who_may_amend_no_register_enters_no_reason_though_the_register_is_open(browns: Family) -> None:
    browns.take(kai="N")
    sent = {"contact": str(browns.contacts[MOTHER].pk), "said": "illness", "key": "a"}
    response = browns.client(Role.HEADTEACHER).post(browns.address(browns.kai), sent)
    assert response.status_code == 422
    assert "Choose what came of the call." in response.content.decode()
    assert browns.code(browns.kai) == "N"
