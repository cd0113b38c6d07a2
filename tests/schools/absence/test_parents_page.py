"""The page a parent comes to by a link: what it asks first, what it takes, and when it opens nothing."""

import datetime as dt
import re

import pytest
from django.test import Client

from schools.absence.models import Attempt
from schools.journal.models import InboxRow, Link
from schools.roll.models import Contact, Pupil
from schools.roll.operations.contacts import end_contact, set_restriction
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import FATHER, MOTHER, Family, family
from tests.schools.absence.letters import replies, stranger, written
from tests.schools.registers.taking import THURSDAY, at, taking
from tests.schools.roll.acts import BY
from tests.world import World

NOTHING = b"This link opens nothing"


@pytest.fixture
def browns(world: World, monkeypatch: pytest.MonkeyPatch) -> Family:
    made = family(lambda: taking(world, monkeypatch))
    with school_work(made.taking.school):
        Pupil.objects.filter(pk=made.mia.pk).update(birth=dt.date(2014, 2, 9))
    made.take(kai="N", mia="N", other="N")
    made.at(9, 45)
    return made


def pupil(browns: Family, one: Pupil) -> Pupil:
    with school_work(browns.taking.school):
        return Pupil.objects.get(pk=one.pk)


def named(browns: Family, one: Pupil) -> str:
    found = pupil(browns, one)
    return found.preferred or found.forename


def birth(browns: Family, one: Pupil) -> str:
    """As people type it."""
    return f"{pupil(browns, one).birth:%d/%m/%Y}"


def proof(page: bytes) -> str:
    found = re.search(rb'name="proof" value="([^"]+)"', page)
    assert found is not None
    return found[1].decode().replace("&#x27;", "'")


def passed(client: Client, path: str, typed: str) -> str:
    """Give the second fact; what the next step carries."""
    response = client.post(path, {"birth": typed})
    assert response.status_code == 200
    return proof(response.content)


def test_a_parent_gives_a_birth_date_and_answers_for_each_child_apart(browns: Family) -> None:
    path, phone = written(browns, browns.kai, browns.mia), stranger(browns)
    first = phone.get(path)
    assert first.status_code == 200
    for one in (browns.kai, browns.mia):
        assert named(browns, one).encode() not in first.content
    second = phone.post(path, {"birth": birth(browns, browns.mia)})
    assert all(named(browns, one).encode() in second.content for one in (browns.kai, browns.mia))
    answer = {"what_0": "ill", "words_0": "A cold <b>& more</b>\r\n", "what_1": "late", "proof": proof(second.content)}
    thanks = phone.post(path, answer)
    assert (thanks.status_code, b"Thank you" in thanks.content) == (200, True)
    assert not phone.cookies
    browns.work()
    browns.work()
    kai, mia = replies(browns)
    assert (kai.words, kai.suggested, kai.way) == ("A cold <b>& more</b>", "I", "link")
    assert (mia.words, mia.suggested) == ("", "L")
    assert {one.contact.name for one in (kai, mia) if one.contact} == {MOTHER}
    assert [one.day.pupil.key for one in (kai, mia) if one.day] == [browns.kai.key, browns.mia.key]
    assert kai.message is not None
    assert (kai.at, kai.settled_at) == (at(9, 45), None)
    with school_work(browns.taking.school):
        assert not Attempt.objects.exists(), "a person decides"
    assert browns.code(browns.kai) == "N"


def test_who_is_left_open_is_not_answered_for(browns: Family) -> None:
    path, phone = written(browns, browns.kai, browns.mia), stranger(browns)
    signed = passed(phone, path, birth(browns, browns.kai))
    assert phone.post(path, {"what_1": "medical", "proof": signed}).status_code == 200
    browns.work()
    assert [(one.day.pupil.key, one.suggested) for one in replies(browns) if one.day] == [(browns.mia.key, "M")]


CANNOT_BE = [
    ({}, "Choose what we should know."),
    ({"what_0": "else"}, "Write in a few words what it is."),
    ({"words_0": "ill"}, "Choose what we should know."),
    ({"what_0": "dead"}, "Select a valid choice"),
    ({"what_0": "ill", "words_0": "x" * 501}, "at most 500 characters"),
    ({"what_0": "ill", "words_0": "a\x00b"}, "Null characters are not allowed"),
]


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(browns: Family) -> None:
    path, phone = written(browns, browns.kai), stranger(browns)
    signed = passed(phone, path, birth(browns, browns.kai))
    for form, words in CANNOT_BE:
        response = phone.post(path, form | {"proof": signed})
        assert (response.status_code, words in response.content.decode()) == (422, True), form
    browns.work()
    assert replies(browns) == []


def test_words_about_one_of_two_need_a_choice_and_so_does_saying_nothing_of_either(browns: Family) -> None:
    path, phone = written(browns, browns.kai, browns.mia), stranger(browns)
    signed = passed(phone, path, birth(browns, browns.kai))
    for form, words in [({}, "Choose what we should know."), ({"words_1": "ill"}, "Choose what it is")]:
        response = phone.post(path, form | {"proof": signed})
        assert (response.status_code, words in response.content.decode()) == (422, True), form


def test_what_is_no_date_is_said_so_and_is_no_try(browns: Family) -> None:
    path, phone = written(browns, browns.kai), stranger(browns)
    for typed, words in [("x", "not a date"), ("", "Type the date"), ("4 May", "the year as well")] * 2:
        response = phone.post(path, {"birth": typed})
        assert (response.status_code, words in response.content.decode()) == (422, True), typed
    passed(phone, path, birth(browns, browns.kai))


def test_a_date_is_read_as_people_type_it(browns: Family) -> None:
    born = pupil(browns, browns.kai).birth
    for typed in (f"{born:%Y-%m-%d}", f"{born.day}.{born.month}.{born:%y}", f"{born.day} {born:%B %Y}"):
        passed(stranger(browns), written(browns, browns.kai), typed)


# Isolation and threats, T18: forwarded, guessed, replayed, prefetched


def test_t18_opening_it_however_often_changes_nothing(browns: Family) -> None:
    path, scanner = written(browns, browns.kai), stranger(browns)
    for _ in range(20):
        assert scanner.get(path).status_code == scanner.head(path).status_code == 200
    for method in ("put", "patch", "delete", "options"):
        assert getattr(scanner, method)(path).status_code == 405
    browns.work()
    with school_work(browns.taking.school):
        assert not InboxRow.objects.exists()
    assert replies(browns) == []


def test_t18_five_wrong_dates_and_it_opens_nothing_to_anybody(browns: Family) -> None:
    path, thief = written(browns, browns.kai), stranger(browns)
    left = []
    for day in range(1, 5):
        response = thief.post(path, {"birth": f"{day}/1/2010"})
        assert response.status_code == 422
        assert named(browns, browns.kai).encode() not in response.content
        left += re.findall(r"(\d) more tr", response.content.decode())
    assert left[::2] == ["4", "3", "2", "1"], "in the summary and beside the field"
    fifth = thief.post(path, {"birth": "5/1/2010"})
    assert (fifth.status_code, NOTHING in fifth.content) == (404, True)
    assert stranger(browns).post(path, {"birth": birth(browns, browns.kai)}).content == fifth.content
    assert stranger(browns).get(path).content == fifth.content


def test_t18_a_hundred_thousand_guesses_hit_none(browns: Family) -> None:
    """Of 2^128 tokens a day has some hundreds: 1e5 guesses hit one with a chance below 1e-30. Tried with a sample."""
    path, thief = written(browns, browns.kai), stranger(browns)
    assert (1e5 * 1e3) / 2**128 < 1e-30
    token = path.split("/")[2]
    flipped = [f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}" for place in range(21)]
    guesses = [*flipped, token.swapcase(), token[:-1], f"{token}A", "", "..", "%00", "x" * 4000]
    answers = [thief.get(f"/by/{guess}/") for guess in guesses]
    assert {answer.status_code for answer in answers} == {404}
    assert sum(NOTHING in answer.content for answer in answers) >= len(flipped)


def test_t18_what_the_page_may_know_is_neither_a_birth_date_nor_a_surname(browns: Family) -> None:
    written(browns, browns.kai)
    with school_work(browns.taking.school):
        facts = str(Link.objects.get().facts)
    kai = pupil(browns, browns.kai)
    assert kai.birth.isoformat() not in facts
    assert kai.surname not in facts
    assert str(kai.pk) not in facts


def test_t18_a_bar_laid_since_closes_it_and_so_does_the_end_of_being_a_contact(browns: Family) -> None:
    mothers, fathers = written(browns, browns.kai, browns.mia), written(browns, browns.kai, to=FATHER)
    phone = stranger(browns)
    signed = passed(phone, fathers, birth(browns, browns.kai))
    with school_work(browns.taking.school):
        kai = Pupil.objects.get(pk=browns.kai.pk)
        link = kai.contacts.get(contact__name=FATHER)
        set_restriction(link, "no_contact", starts_on=THURSDAY + dt.timedelta(days=1), by=BY)
    assert phone.get(fathers).status_code == 200, "it does not hold yet"
    with school_work(browns.taking.school):
        set_restriction(link, "court_order", starts_on=THURSDAY, by=BY)
    refused = phone.post(fathers, {"what_0": "ill", "proof": signed})
    assert (refused.status_code, NOTHING in refused.content) == (404, True)
    assert phone.get(mothers).status_code == 200
    with school_work(browns.taking.school):
        mia = Pupil.objects.get(pk=browns.mia.pk)
        yesterday = THURSDAY - dt.timedelta(days=1)
        end_contact(mia.contacts.get(contact__name=MOTHER), ends_on=yesterday, today=THURSDAY, by=BY)
    assert phone.get(mothers).status_code == 404


# Bad input, J 169 to 171


def test_j169_an_expired_link_opens_nothing(browns: Family) -> None:
    path, phone = written(browns, browns.kai), stranger(browns)
    browns.taking.set_clock(at(23, 59))
    signed = passed(phone, path, birth(browns, browns.kai))
    browns.taking.set_clock(at(0, 0, on=THURSDAY + dt.timedelta(days=1)))
    for response in (phone.get(path), phone.post(path, {"what_0": "ill", "proof": signed})):
        assert (response.status_code, NOTHING in response.content) == (404, True)


def test_j170_a_used_link_opens_nothing_and_says_that_nothing_is_lost(browns: Family) -> None:
    path, phone = written(browns, browns.kai), stranger(browns)
    answer = {"what_0": "ill", "proof": passed(phone, path, birth(browns, browns.kai))}
    assert phone.post(path, answer).status_code == 200
    for response in (phone.get(path), phone.post(path, answer), phone.post(path, {"birth": "1/1/2010"})):
        assert (response.status_code, NOTHING in response.content) == (404, True)
        assert b"Nothing you have told us before is lost" in response.content
    browns.work()
    assert len(replies(browns)) == 1


def test_j171_a_link_answers_for_its_own_children_alone(browns: Family) -> None:
    """Another family's birth date is wrong, and what one link let pass is nothing to another."""
    own, elses = written(browns, browns.kai), written(browns, browns.mia)
    phone = stranger(browns)
    assert phone.post(own, {"birth": birth(browns, browns.mia)}).status_code == 422
    signed = passed(phone, own, birth(browns, browns.kai))
    again = phone.post(elses, {"what_0": "ill", "proof": signed})
    assert b"Date of birth" in again.content
    assert named(browns, browns.mia).encode() not in again.content
    assert phone.post(own, {"what_0": "ill", "what_1": "ill", "proof": signed}).status_code == 200
    browns.work()
    assert [one.day.pupil.key for one in replies(browns) if one.day] == [browns.kai.key]


def test_a_proof_that_is_old_or_made_up_leads_back_to_the_first_question(browns: Family) -> None:
    path, phone = written(browns, browns.kai), stranger(browns)
    for made_up in ("", "x", "a:b:c"):
        page = phone.post(path, {"what_0": "ill", "proof": made_up})
        assert (page.status_code, b"Date of birth" in page.content) == (200, True)
    with school_work(browns.taking.school):
        assert Contact.objects.filter(name=MOTHER).exists()
        assert not InboxRow.objects.exists()
