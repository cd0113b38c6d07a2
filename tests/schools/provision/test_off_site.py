"""The officer's side: confirmed in the line, chased once, what the register does not take, D, reviews, the file."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from foundation.messaging import Channel
from foundation.refusals import Refused
from schools.absence.operations.gateways import remove_gateway
from schools.absence.operations.sending import Sender
from schools.journal.models import AuditLine
from schools.provision.models import Asking, ProvisionPlacement, Review, Word
from schools.provision.operations.asking import LINKS, facts_of_day
from schools.provision.operations.placing import Due
from schools.provision.operations.planning import follow_roll
from schools.provision.operations.providers import About, change_provider
from schools.provision.operations.saying import Told, keep_unentered, note_word
from schools.provision.queries import provision_for
from schools.provision.rules.elsewhere import Said
from schools.registers.models import Mark, Plan
from schools.registers.queries.sheets import Timetable, sheet
from schools.roll.models import DualRegistration, Pupil, RegistrationGroup
from schools.roll.operations.families import end_dual_registration, set_dual_registration
from tenants.trusts.scopes import school_work
from tests.at_once import at_once
from tests.schools.provision.elsewhere import DAY, OFFICER, Elsewhere
from tests.schools.registers.taking import THURSDAY, at

TODAY = "/today/"


def test_story_ao_3_off_site_and_not_confirmed_is_chased_once_and_confirmed_in_the_line(away: Elsewhere) -> None:
    row = away.place()
    away.at(9, 0)
    page = away.officer().get("/provision/").content.decode()
    assert "not confirmed" in page
    assert away.code() is None, "no B without the provider's word"
    today = away.officer().get(TODAY).content.decode()
    assert "Off-site, not confirmed" in today
    first = away.link()
    address = f"/provision/providers/{away.provider.pk}/chase/{THURSDAY}/1/"
    chased = away.officer().post(address, {"by": "link"}, follow=True).content.decode()
    assert "Chased: a new link is on its way" in chased
    away.work()
    assert len(away.sent) == 2
    assert b"This link opens nothing" in away.stranger().get(first).content, "the new one closes the first"
    again = away.officer().post(address, {"by": "link"}, follow=True).content.decode()
    assert "They were chased at 09:00 by text." in again
    away.work()
    assert len(away.sent) == 2
    assert "chased 09:00 by text" in away.officer().get("/provision/").content.decode()
    assert away.say(row, "present").status_code == 302
    assert (away.code(), away.stands(9)) == ("B", [(1, "settled"), (2, "ahead")])
    with school_work(away.taking.school):
        facts = facts_of_day(away.provider, THURSDAY, "Lou Bell", at(9))
    assert [part["session"] for part in facts["sessions"]] == [2], "the morning is not asked about again"
    assert away.say(row, "present").status_code == 302, "the same again changes nothing"
    assert len(away.words()) == 1


def test_nobody_is_confirmed_before_the_session_or_where_nobody_is_expected(away: Elsewhere) -> None:
    row = away.place(slots=(7,))
    away.at(8, 49)
    early = away.say(row, "present")
    assert (early.status_code, "has not begun" in early.content.decode()) == (422, True)
    away.at(13, 30)
    for session, on in ((2, THURSDAY), (1, THURSDAY + 90 * DAY)):
        wrong = away.say(row, "present", session, on=on)
        assert (wrong.status_code, "not expected there" in wrong.content.decode()) == (422, True)
    assert (away.words(), away.code()) == ([], None)


def test_what_was_entered_by_hand_stands_until_there_is_a_reason(away: Elsewhere) -> None:
    row = away.place()
    away.at(9, 0)
    assert away.taking.save(away.taking.mark(0, "I")).status_code == 200
    away.at(9, 30)
    refused = away.say(row, "present")
    assert (refused.status_code, "I was entered there" in refused.content.decode()) == (422, True)
    assert away.say(row, "present", words="The manager says she came at 08:45").status_code == 302
    assert away.code() == "B"
    assert [one["reason"] for one in away.taking.versions() if one["new_code"] == "B"] == [
        "The manager says she came at 08:45"
    ]


def test_what_the_register_did_not_take_of_a_link_is_shown_until_a_person_has_dealt_with_it(away: Elsewhere) -> None:
    row = away.place()
    away.at(9, 0)
    assert away.taking.save(away.taking.mark(0, "I")).status_code == 200
    kept_out(away, row, at(9, 5))
    away.at(9, 30)
    assert away.stands(9, 30) == [(1, "kept_out"), (2, "ahead")]
    page = away.officer().get("/provision/").content.decode()
    assert ("not entered" in page, "I was entered there" in page) == (True, True)
    (word,) = away.words()
    assert away.officer().post(f"/provision/words/{word.pk}/", {"code": ""}).status_code == 302
    assert (away.code(), away.stands(9, 30)) == ("I", [(1, "settled"), (2, "ahead")])


def test_the_same_answer_again_is_no_other_word_though_the_register_did_not_take_it(away: Elsewhere) -> None:
    row = away.place()
    away.at(9, 0)
    assert away.taking.save(away.taking.mark(0, "I")).status_code == 200
    for moment in (at(9, 5), at(9, 5), at(9, 20)):
        kept_out(away, row, moment)
    rows = f'Date,Session,Pupil,Attendance\n19/11/2026,AM,"{away.name()}",present\n'
    keep = {"provider": str(away.provider.pk), "text": rows, "confirmed": "yes"}
    said = away.officer().post("/provision/file/", keep, follow=True).content.decode()
    assert "Kept: 0 sessions." in said
    (word,) = away.words()
    assert away.officer().post(f"/provision/words/{word.pk}/", {"code": ""}).status_code == 302
    kept_out(away, row, at(9, 5))
    with school_work(away.taking.school):
        told = Told(THURSDAY, 1, Said.PRESENT, way="link")
        assert note_word(row.pk, told, signed=OFFICER, now=at(9, 40), at=at(9, 5)).pk == word.pk, (
            "as the worker repeats it"
        )
        assert Word.objects.count() == 1
        assert AuditLine.objects.filter(act="provision.not_entered").count() == 1
    assert away.stands(9, 40) == [(1, "settled"), (2, "ahead")]


def kept_out(away: Elsewhere, row: ProvisionPlacement, moment: dt.datetime) -> None:
    """Have the provider say by its link that the pupil came this morning, where the register has another mark."""
    told = Told(THURSDAY, 1, Said.PRESENT, way="link")
    with school_work(away.taking.school):
        keep_unentered(row.pk, told, "I was entered there.", signed=OFFICER, at=moment)


def test_the_tutors_register_is_complete_without_it(away: Elsewhere) -> None:
    away.place()
    away.at(9, 0)
    others = [away.taking.mark(place, "/") for place in range(1, len(away.taking.pupils))]
    assert away.taking.save(*others).status_code == 200
    assert away.code() is None
    away.at(10, 0)
    today = away.officer().get(TODAY).content.decode()
    assert "Registers missing" in today
    with school_work(away.taking.school):
        group = RegistrationGroup.objects.get()
        (slot,) = [one for one in Timetable.now().week(THURSDAY - 3 * DAY, at(10)) if one.date == THURSDAY][:1]
        sheet_now = sheet(group, [slot])
        assert (sheet_now.missing(0), sheet_now.expected(0)) == (0, 6)


def test_d_stands_by_its_schedule_and_the_other_schools_absence_is_noted_and_seen(away: Elsewhere) -> None:
    school = away.another("Quay School", "07700 900777", kind="school")
    with pytest.raises(Refused) as refused:
        away.place(code="D", slots=(7, 8), provider=school)
    assert refused.value.first.code == "not_dual"
    registered_elsewhere(away)
    row = away.place(code="D", slots=(7, 8), provider=school)
    assert (away.code(), away.code(session=2)) == ("D", "D")
    away.at(9, 0)
    assert away.stands(9) == [(1, "open"), (2, "ahead")]
    assert away.name() not in away.officer().get(TODAY).content.decode()
    assert away.say(row, "absent", words="Not in").status_code == 302
    (word,) = away.words()
    assert away.officer().post(f"/provision/words/{word.pk}/", {}).status_code == 302
    assert (away.code(), away.stands(9)) == ("D", [(1, "settled"), (2, "ahead")])


def registered_elsewhere(away: Elsewhere) -> DualRegistration:
    """Have the roll say that the first pupil is registered at another school, each Thursday."""
    with school_work(away.taking.school):
        held = DualRegistration(status="M", other_school="Quay School", slots=[7, 8], starts_on=THURSDAY - 60 * DAY)
        held.pupil_id = away.taking.pupils[0]
        held.save()
    return held


def test_what_was_planned_as_d_for_days_that_are_over_stands_whatever_is_agreed_later(away: Elsewhere) -> None:
    registered_elsewhere(away)
    school = away.another("Quay School", "07700 900777", kind="school")
    row = away.place(code="D", slots=(7, 8), provider=school)
    away.taking.set_clock(at(7, 30, on=THURSDAY + 8 * DAY))
    for changed, ahead in (
        ({"purpose": "To read and write"}, [(14, 1), (14, 2), (21, 1), (21, 2), (28, 1), (28, 2)]),
        ({"slots": (8,), "starts_on": THURSDAY + 8 * DAY}, [(14, 2), (21, 2), (28, 2)]),
        ({"code": "B", "starts_on": THURSDAY}, [(14, 2), (21, 2), (28, 2)]),
    ):
        away.change(row, now=at(7, 30, on=THURSDAY + 8 * DAY), **changed)
        assert planned(away, row) == [(0, 1), (0, 2), (7, 1), (7, 2), *ahead]
    assert away.code() == "D"


def test_d_stands_no_longer_than_the_roll_has_the_pupil_at_the_other_school(away: Elsewhere) -> None:
    held = registered_elsewhere(away)
    school = away.another("Quay School", "07700 900777", kind="school")
    row = away.place(code="D", slots=(7, 8), provider=school)
    away.work()
    with school_work(away.taking.school):
        end_dual_registration(held, ends_on=THURSDAY + 8 * DAY, by=OFFICER.by)
    away.work()
    assert planned(away, row) == [(0, 1), (0, 2), (7, 1), (7, 2)]
    assert (away.code(on=THURSDAY + 7 * DAY), away.code(on=THURSDAY + 14 * DAY)) == ("D", None)
    with school_work(away.taking.school):
        pupil = Pupil.objects.get(pk=away.taking.pupils[0])
        since = THURSDAY + 20 * DAY
        set_dual_registration(pupil, status="M", other_school="Quay School", slots=[8], starts_on=since, by=OFFICER.by)
    away.work()
    assert planned(away, row)[4:] == [(21, 2), (28, 2)]
    with school_work(away.taking.school), CaptureQueriesContext(connections[ALIAS]) as asked:
        follow_roll(now=at(8, 0))
    assert len(asked) <= 5, "what has not changed is not planned again"


def planned(away: Elsewhere, row: ProvisionPlacement) -> list[tuple[int, int]]:
    """The sessions planned of a placement, as days from this Thursday and session."""
    with school_work(away.taking.school):
        held = Plan.objects.filter(source_id=row.pk).order_by("date", "session").values_list("date", "session")
        return [((on - THURSDAY).days, session) for on, session in held]


def test_a_placement_is_refused_whole_for_what_may_not_be(away: Elsewhere) -> None:
    away.place(slots=(7, 8))
    add = f"/provision/pupils/{away.taking.pupils[0]}/add/"
    good = {
        "provider": str(away.provider.pk),
        "code": "B",
        "slots": ["9"],
        "starts_on": "19/11/2026",
        "ends_on": "18/12/2026",
        "purpose": "To read",
        "cost": "",
        "cost_per": "",
    }
    for wrong, words in (
        ({"slots": ["7"]}, "is placed at Harbour Workshop in some of these sessions"),
        ({"ends_on": "18/11/2026"}, "The last day is before the first."),
        ({"ends_on": "18/12/2028"}, "more than 400 days"),
        ({"code": "D"}, "D is only for another school"),
        ({"slots": []}, "Choose at least one session"),
        ({"slots": ["11"]}, "not one of the available choices"),
        ({"cost": "12"}, "Say what the cost is of."),
        ({"cost": "much"}, "Enter a number."),
        ({"provider": str(away.taking.school.pk)}, "valid choice"),
        ({"purpose": ""}, "Write what the placement is to achieve."),
    ):
        answer = away.officer().post(add, good | wrong)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), wrong
    with school_work(away.taking.school):
        assert (ProvisionPlacement.objects.count(), Plan.objects.exclude(session__in=(1, 2)).count()) == (1, 0)
    assert away.officer().post(add, good).status_code == 302


def test_two_who_place_a_pupil_at_once_do_not_put_them_in_two_places(away: Elsewhere) -> None:
    farm = away.another("Quay Farm", "")
    there = partial(refused_code, partial(away.place, provider=farm))
    assert at_once(away.taking.school, partial(away.placed, slots=(7,)), there) == "placed_already"


def test_nobody_is_placed_where_the_school_ends_with_a_provider_meanwhile(away: Elsewhere) -> None:
    def end() -> None:
        about = About(away.provider.name, "provider", "Motor mechanics")
        change_provider(away.provider, about, ended_on=THURSDAY + DAY, by=OFFICER.by)

    assert at_once(away.taking.school, end, partial(refused_code, away.place)) == "provider_ended"


def refused_code(act: Callable[[], object]) -> str:
    """Why an act is refused; empty where it is done."""
    try:
        act()
    except Refused as refused:
        return refused.first.code
    return ""


def test_two_presses_send_one_message_and_one_in_doubt_is_not_sent_again(away: Elsewhere) -> None:
    away.place()
    away.at(8, 50)
    (asked,) = away.askings()
    assert (asked.state, asked.session, len(away.sent)) == ("handed_over", None, 1)
    with school_work(away.taking.school):
        Asking.objects.filter(pk=asked.pk).update(state=Asking.State.SENDING)
        sender = Sender("x", lambda path: path)
        assert LINKS.take_up(str(asked.pk), sender=sender, now=at(9, 0)) is None
    (asked,) = away.askings()
    assert asked.state == "in_doubt"
    assert "may have been sent" in away.officer().get("/provision/").content.decode()


def test_where_nobody_carries_messages_it_says_so_and_a_call_is_noted(away: Elsewhere) -> None:
    away.place()
    with school_work(away.taking.school):
        remove_gateway(Channel.TEXT, by=SYSTEM, now=at(8, 0))
    away.at(9, 0)
    (asked,) = away.askings()
    assert (asked.state, "Nobody is set to carry" in asked.why) == ("failed", True)
    address = f"/provision/providers/{away.provider.pk}/chase/{THURSDAY}/1/"
    assert "Noted that you rang." in away.officer().post(address, {"by": "call"}, follow=True).content.decode()
    assert "chased 09:00 by phone" in away.officer().get("/provision/").content.decode()


def test_a_review_overdue_is_on_today_until_it_is_written_down(away: Elsewhere) -> None:
    away.place(review=Due("review", THURSDAY))
    away.at(9, 0)
    assert "Provision reviews overdue" not in away.officer().get(TODAY).content.decode()
    away.at(9, 0, on=THURSDAY + DAY)
    assert "Provision reviews overdue" in away.officer().get(TODAY).content.decode()
    with school_work(away.taking.school):
        review = Review.objects.get()
    address = f"/provision/reviews/{review.pk}/"
    assert away.officer().post(address, {"done_on": "20/11/2026", "note": ""}).status_code == 422
    typed = {"done_on": "20/11/2026", "note": "Goes well", "again": "18/12/2026"}
    assert away.officer().post(address, typed).status_code == 302
    assert "Provision reviews overdue" not in away.officer().get(TODAY).content.decode()
    with school_work(away.taking.school):
        due = list(Review.objects.values_list("due_on", "note"))
    assert due == [(THURSDAY, "Goes well"), (dt.date(2026, 12, 18), "")]


def test_what_is_arranged_for_a_day_is_told_to_whoever_asks(away: Elsewhere) -> None:
    row = away.place(slots=(7, 8))
    away.at(9, 0)
    away.say(row, "present")
    with school_work(away.taking.school):
        pupil = Pupil.objects.get(pk=away.taking.pupils[0])
        told = [(one.session, one.code, one.confirmed) for one in provision_for(pupil, THURSDAY)]
        assert told == [(1, "B", True), (2, "B", False)]
        assert provision_for(pupil, THURSDAY + DAY) == []


def test_a_providers_file_is_shown_row_by_row_and_kept_once(away: Elsewhere) -> None:
    away.place()
    away.at(9, 0, on=THURSDAY + DAY)
    name = away.name()
    rows = (
        f'Date,Session,Pupil,Attendance,Reason\n19/11/2026,Day,"{name}",present,\n20/11/2026,AM,"{name}",absent,bus\n'
    )
    rows += f'21/11/2026,AM,"{name}",present,\n20/11/2026,AM,Nobody Here,present,\n20/11/2026,AM,"{name}",present,\n'
    sent = {"provider": str(away.provider.pk), "file": SimpleUploadedFile("log.csv", rows.encode())}
    preview = away.officer().post("/provision/file/", sent)
    page = preview.content.decode()
    assert preview.status_code == 200
    assert "Keep 3 sessions" in page
    for words in (
        "is not expected there on 21/11/2026",
        "No pupil placed there has this name",
        "Row 3 tells of the same",
    ):
        assert words in page
    assert away.words() == []
    keep = {"provider": str(away.provider.pk), "text": rows, "confirmed": "yes"}
    assert away.officer().post("/provision/file/", keep).status_code == 302
    assert away.officer().post("/provision/file/", keep).status_code == 302
    assert (away.code(), away.code(session=2), away.code(on=THURSDAY + DAY)) == ("B", "B", None)
    words = sorted((one.date, one.session, one.said, one.way) for one in away.words())
    assert words == [
        (THURSDAY, 1, "present", "file"),
        (THURSDAY, 2, "present", "file"),
        (THURSDAY + DAY, 1, "absent", "file"),
    ]


def test_a_file_that_is_none_is_refused_beside_its_field(away: Elsewhere) -> None:
    for data, words in (
        (b"PK\x03\x04\x00", "not a CSV file"),
        (b"", "is empty"),
        (b"a,b\n1,2\n", "has no column"),
    ):
        sent = {"provider": str(away.provider.pk), "file": SimpleUploadedFile("log.csv", data)}
        answer = away.officer().post("/provision/file/", sent)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), data


def test_a_closed_day_expects_nobody_and_a_suspension_comes_first(away: Elsewhere) -> None:
    away.place(ends_on=THURSDAY + 7 * DAY)
    assert away.lines(on=THURSDAY + 2 * DAY) == [], "a Saturday"
    with school_work(away.taking.school):
        Mark.objects.filter(date=THURSDAY).delete()
        plan = Plan.objects.filter(date=THURSDAY, session=1).get()
        Plan.objects.create(
            pupil_key=plan.pupil_key,
            date=THURSDAY,
            session=1,
            source="other",
            source_id=plan.pk,
            rank=20,
            code="E",
            confirmed=True,
            by_name="x",
            by_position="x",
        )
    assert [(one.session, one.stands.value) for one in away.lines(hour=9)] == [(2, "ahead")]


def test_who_may_see_but_not_keep_finds_no_acts(away: Elsewhere) -> None:
    row = away.place()
    away.at(9, 0)
    head_of_year = away.taking.clients[Role.HEAD_OF_YEAR]
    page = head_of_year.get("/provision/").content.decode()
    assert away.name() in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert head_of_year.get(f"/provision/placements/{row.pk}/").status_code == 200
    teacher = away.taking.clients[Role.CLASS_TEACHER]
    assert teacher.get("/provision/").status_code == 404
    assert OFFICER.by.name
