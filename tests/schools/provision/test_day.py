"""A provider's day: asked by a link each morning, answered once a session, entered by `confirm`, absences by a person."""

import re

from schools.absence.models import FirstDay
from schools.calendar.models import HalfTerm, NonSchoolDay
from schools.journal.models import AuditLine, InboxRow, Link
from schools.journal.operations import make_link
from schools.provision.models import ProviderContact, ProvisionPlacement
from schools.provision.operations.asking import ATTENDANCE, ask_day, facts_of_day
from schools.provision.operations.asking import DAY as DAY_LINK
from schools.provision.operations.providers import end_contact
from schools.registers.operations.days_off import take_back
from tenants.trusts.scopes import school_work
from tests.schools.provision.elsewhere import DAY, OFFICER, Elsewhere
from tests.schools.registers.taking import THURSDAY, at

NOTHING = b"This link opens nothing"


def answer(page: bytes, *said: str, words: str = "") -> dict[str, str]:
    """What is typed for the questions of a page, in order."""
    names = list(dict.fromkeys(re.findall(r'name="(said_\d_[\w-]+)"', page.decode())))
    typed = dict(zip(names, said, strict=True))
    return typed | {name.replace("said", "words"): words for name in typed}


def test_a_provider_says_by_the_mornings_link_who_came_and_it_is_entered(away: Elsewhere) -> None:
    away.place()
    away.at(8, 49)
    assert away.sent == []
    away.at(8, 50)
    (text,) = away.sent
    assert text.to == "+447700900555"
    assert away.name().split(",")[0] not in text.text, "no pupil is named in a message"
    phone, path = away.stranger(), away.link()
    page = phone.get(path)
    assert (page.status_code, away.name() in page.content.decode()) == (200, True)
    assert away.code() is None
    thanks = phone.post(path, answer(page.content, "present"))
    assert (thanks.status_code, b"The school has your answer" in thanks.content) == (200, True)
    assert not phone.cookies
    away.work()
    away.work()
    assert (away.code(), away.code(session=2)) == ("B", None)
    assert away.stands(9) == [(1, "settled"), (2, "ahead")]
    (word,) = away.words()
    assert (word.way, word.by_name) == ("link", "Lou Bell, Harbour Workshop")


def test_the_afternoon_is_asked_on_the_same_page_once_it_has_begun_and_then_it_opens_nothing(away: Elsewhere) -> None:
    away.place()
    away.at(8, 50)
    phone, path = away.stranger(), away.link()
    assert phone.post(path, answer(phone.get(path).content, "present")).status_code == 200
    later = phone.get(path)
    assert (later.status_code, b"13:00" in later.content, away.name() in later.content.decode()) == (200, True, False)
    away.at(13, 0)
    afternoon = phone.get(path)
    assert phone.post(path, answer(afternoon.content, "unknown")).status_code == 200
    assert NOTHING in phone.get(path).content
    away.work()
    assert (away.code(session=2), away.stands(13)) == (None, [(1, "settled"), (2, "unknown")])


def test_opening_it_changes_nothing_and_what_is_left_open_is_said(away: Elsewhere) -> None:
    away.place()
    away.at(8, 50)
    phone, path = away.stranger(), away.link()
    assert [phone.get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert phone.head(path).status_code == 200
    dead, absent = answer(page := phone.get(path).content, "dead"), answer(page, "absent", words="x" * 501)
    for typed in ({}, dead, absent):
        assert phone.post(path, typed).status_code == 422
    away.work()
    with school_work(away.taking.school):
        assert not InboxRow.objects.exists()
    assert away.words() == []


def test_t18_a_link_shows_one_providers_pupils_of_that_day_alone(away: Elsewhere) -> None:
    """Another provider's pupil, yesterday's link, expired, used and made up: one page, and nobody's name on it."""
    away.place(0)
    other = away.another("Quay Farm", "07700 900666")
    farm = away.place(1, provider=other)
    away.at(8, 50)
    paths = {text.to: "/by/" + text.text.split("/by/")[1].split(" ")[0] for text in away.sent}
    mine, theirs = paths["+447700900555"], paths["+447700900666"]
    phone = away.stranger()
    assert away.name(1) not in phone.get(mine).content.decode()
    assert away.name(0) not in phone.get(theirs).content.decode()
    # A placement of the other's, sent by this link, is nobody's there.
    asked = phone.get(mine).content
    token = mine.split("/")[2]
    with school_work(away.taking.school):
        link = Link.objects.get(facts__provider=str(away.provider.pk))
        facts = link.facts
        facts["sessions"][0]["pupils"][0]["placement"] = str(farm.pk)
        Link.objects.filter(pk=link.pk).update(facts=facts)
    assert phone.post(mine, answer(phone.get(mine).content, "present")).status_code == 200
    away.work()
    assert (away.code(0), away.code(1), away.words()) == (None, None, [])
    away.at(8, 50, on=THURSDAY + DAY)
    made_up = f"/by/{token[:-2]}xx/attendance/"
    pages = {phone.get(path).content for path in (mine, theirs, made_up)}
    assert len(pages) == 1
    assert NOTHING in pages.pop()
    assert {phone.post(path, answer(asked, "present")).status_code for path in (mine, theirs, made_up)} == {404}


def test_a_new_link_comes_each_school_day_and_none_twice(away: Elsewhere) -> None:
    away.place()
    for on in (THURSDAY, THURSDAY + DAY, THURSDAY + 2 * DAY, THURSDAY + 4 * DAY):
        away.at(9, 0, on=on)
        away.at(9, 5, on=on)
    assert [one.date for one in away.askings()] == [THURSDAY, THURSDAY + DAY, THURSDAY + 4 * DAY]
    assert len({away.link(number) for number in range(3)}) == 3


def test_providers_are_asked_again_after_the_longest_holiday(away: Elsewhere) -> None:
    """Nobody has entered when the school meets after it, until it is nearly over."""
    with school_work(away.taking.school):
        HalfTerm.objects.filter(starts_on__gt=THURSDAY).delete()
        HalfTerm.objects.filter(ends_on__gt=THURSDAY).update(ends_on=THURSDAY + DAY)
    away.place(ends_on=THURSDAY + 200 * DAY)
    away.at(9, 0)
    away.at(9, 0, on=THURSDAY + DAY)
    weeks = [THURSDAY + 7 * number * DAY for number in range(1, 13)]
    for on in weeks:
        away.at(9, 0, on=on + 2 * DAY)
    with school_work(away.taking.school):
        HalfTerm.objects.create(
            academic_year=2026, number=4, starts_on=weeks[-1] + 4 * DAY, ends_on=weeks[-1] + 30 * DAY
        )
    for number in (4, 9, 10, 11):
        away.at(9, 0, on=weeks[-1] + number * DAY)
    asked = [one.date for one in away.askings()]
    assert asked[:2] == [THURSDAY, THURSDAY + DAY]
    assert weeks[-1] < asked[2] <= weeks[-1] + 11 * DAY


def test_a_day_on_which_the_school_meets_after_all_is_asked_about(away: Elsewhere) -> None:
    with school_work(away.taking.school):
        inset = NonSchoolDay.objects.create(date=THURSDAY + DAY, kind=NonSchoolDay.Kind.INSET)
    away.place()
    away.at(9, 0)
    with school_work(away.taking.school):
        take_back(inset, signed=OFFICER, now=at(15, 0))
    away.at(15, 0)
    away.at(9, 0, on=THURSDAY + DAY)
    assert [one.date for one in away.askings()] == [THURSDAY, THURSDAY + DAY]


def test_who_is_placed_or_ended_during_the_day_is_on_the_link_that_is_out_or_off_it(away: Elsewhere) -> None:
    row = away.place()
    away.at(8, 50)
    phone, path = away.stranger(), away.link()
    away.place(1, now=at(9, 0))
    assert away.name(1) in phone.get(path).content.decode()
    end(away, row)
    page = phone.get(path).content.decode()
    assert (away.name(0) in page, away.name(1) in page) == (False, True)


def test_an_answer_is_of_its_day_though_the_worker_comes_to_it_on_the_next(away: Elsewhere) -> None:
    away.place()
    away.at(8, 50)
    phone, path = away.stranger(), away.link()
    assert phone.post(path, answer(phone.get(path).content, "present")).status_code == 200
    tomorrow = at(7, 30, on=THURSDAY + DAY)
    away.taking.set_clock(tomorrow)
    away.place(1, now=tomorrow)
    with school_work(away.taking.school):
        (facts,) = Link.objects.filter(purpose=DAY_LINK).values_list("facts", flat=True)
    assert (facts["date"], away.name(1) in str(facts)) == ("2026-11-19", False), "a link that is over knows nothing new"
    away.work()
    assert [(word.date, word.said) for word in away.words()] == [(THURSDAY, "present")]
    assert (away.code(), away.code(on=THURSDAY + DAY)) == ("B", None)


def test_an_answer_is_of_the_child_it_stood_beside_whoever_else_is_placed_meanwhile(away: Elsewhere) -> None:
    """The page was opened with one child on it; another comes onto it, above them, before it is sent."""
    away.place(1)
    away.at(8, 50)
    phone, path = away.stranger(), away.link()
    typed = answer(phone.get(path).content, "present")
    row = away.place(0, now=at(9, 0))
    again = phone.post(path, typed)
    assert (again.status_code, away.name(0) in again.content.decode()) == (422, True), "they are asked about as well"
    away.work()
    assert away.words() == []
    away.taking.set_clock(at(9, 5))
    end(away, row)
    assert phone.post(path, answer(again.content, "absent", "present")).status_code == 200, "and it is sent as it was"
    away.work()
    assert (away.code(0), away.code(1)) == (None, "B")


def test_a_link_opens_nothing_once_who_gets_it_or_where_it_goes_is_another(away: Elsewhere) -> None:
    away.place()
    away.at(8, 50)
    phone, path = away.stranger(), away.link()
    with school_work(away.taking.school):
        contact = ProviderContact.objects.get(provider=away.provider)
    held = {"name": contact.name, "job": "Director", "phone": contact.phone, "email": "", "gets_link": "on"}
    address = f"/provision/contacts/{contact.pk}/"
    assert away.officer().post(address, held).status_code == 302
    typed = answer(phone.get(path).content, "present")
    for changed in (
        {"name": "Kim Moss"},
        {"phone": "07700 900888"},
        {"email": "office@harbour.example"},
        {"gets_link": ""},
    ):
        held |= changed
        assert away.officer().post(address, held).status_code == 302
        assert NOTHING in phone.get(path).content, changed
        path = another_link(away)
    assert phone.get(path).status_code == 200
    held |= {"gets_link": "on"}
    assert away.officer().post(address, held).status_code == 302
    path = another_link(away)
    assert away.officer().post(f"{address}end/").status_code == 302
    assert NOTHING in phone.get(path).content
    assert phone.post(path, typed).status_code == 404
    away.work()
    assert (away.code(), away.words()) == (None, [])


def another_link(away: Elsewhere) -> str:
    """The path of a further link of today, as a message would bring it."""
    with school_work(away.taking.school):
        facts = facts_of_day(away.provider, THURSDAY, "Lou Bell", at(8, 50))
        about = ("provider", away.provider.pk)
        return make_link(DAY_LINK, about=about, facts=facts, expires_at=at(0, on=THURSDAY + DAY)) + ATTENDANCE


def test_what_is_still_to_be_sent_goes_to_nobody_who_no_longer_gets_the_link(away: Elsewhere) -> None:
    away.place()
    with school_work(away.taking.school):
        assert ask_day(THURSDAY, now=at(8, 50)) == 1
        end_contact(ProviderContact.objects.get(provider=away.provider), now=at(8, 50), by=OFFICER.by)
    away.at(8, 51)
    assert away.sent == []
    assert [one.state for one in away.askings()] == ["failed"]
    with school_work(away.taking.school):
        assert not Link.objects.filter(purpose=DAY_LINK).exists()


def end(away: Elsewhere, row: ProvisionPlacement) -> None:
    """Have a placement hold in no session of today any more."""
    away.change(row, slots=(1,), now=at(9, 5))


def test_an_absence_is_entered_by_a_person_and_n_begins_first_day_contact(away: Elsewhere) -> None:
    away.place()
    away.at(8, 50)
    phone, path = away.stranger(), away.link()
    assert phone.post(path, answer(phone.get(path).content, "absent", words="Not on the bus")).status_code == 200
    away.work()
    assert (away.code(), away.stands(9)) == (None, [(1, "absent"), (2, "ahead")])
    with school_work(away.taking.school):
        asked = facts_of_day(away.provider, THURSDAY, "Lou Bell", at(9))["sessions"]
    assert [part["session"] for part in asked] == [2], "who is said to be absent is not asked about again"
    page = away.officer().get("/").content.decode()
    (word,) = away.words()
    assert word.words == "Not on the bus"
    refused = away.officer().post(f"/provision/words/{word.pk}/", {"code": ""})
    assert (refused.status_code, "Choose what is entered." in refused.content.decode()) == (422, True)
    assert away.officer().post(f"/provision/words/{word.pk}/", {"code": "N"}).status_code == 302
    away.work()
    assert (away.code(), away.stands(9)) == ("N", [(1, "settled"), (2, "ahead")])
    with school_work(away.taking.school):
        (day,) = FirstDay.objects.all()
        assert (day.pupil_id, day.ended_at) == (away.taking.pupils[0], None)
        details = [line.details for line in AuditLine.objects.filter(act__startswith="provision.")]
    assert "Not on the bus" not in str(details)
    assert away.officer().post(f"/provision/words/{word.pk}/", {"code": "I"}).status_code == 422, "once"
    del page
