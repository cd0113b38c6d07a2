"""Notices of exclusions as letters: drafted to parents with what they must be told, approved by who decides, given."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client

from foundation.access.roles import Role
from foundation.refusals import Refused
from schools.exclusions.models import Exclusion, Notice
from schools.exclusions.rules.drafts import FIRST_FIVE, REMOTE, REPRESENTATIONS
from schools.exclusions.rules.letters import EXCLUDED, SUSPENDED
from schools.letters.models import Letter
from schools.letters.operations.templates import check_text
from schools.roll.models import Contact, PupilContact
from schools.roll.operations.contacts import set_restriction
from tests.schools.exclusions.keeping import Keeping
from tests.schools.roll.acts import BY

SINCE = dt.date(2026, 9, 2)


def parent(keeping: Keeping, row: Exclusion, name: str = "Ms Canary", *, responsible: bool = True) -> str:
    """A contact of the pupil; its key."""
    with keeping.work():
        contact = Contact.objects.create(name=name, address="1 Elm Road, Alderton")
        place = PupilContact.objects.filter(pupil=row.pupil).count() + 1
        said = "yes" if responsible else "no"
        PupilContact.objects.create(
            pupil=row.pupil,
            contact=contact,
            relationship="Mother",
            priority=place,
            responsibility=said,
            starts_on=SINCE,
        )
    return str(contact.pk)


def restrict(keeping: Keeping, contact: str, kind: str = "do_not_contact") -> None:
    with keeping.work():
        link = PupilContact.objects.get(contact=contact)
        set_restriction(link, kind, starts_on=SINCE, by=BY)


def begin(keeping: Keeping, row: Exclusion, *contacts: str) -> tuple[int, str]:
    """Draft letters; the status, and what the page then says."""
    answer = keeping.officer.post(f"/exclusions/{row.pk}/letters/", {"contacts": contacts}, follow=True)
    return answer.status_code, " ".join(answer.content.decode().split())


def letters(keeping: Keeping, row: Exclusion) -> list[Letter]:
    with keeping.work():
        return list(Letter.objects.filter(about_id=row.pk).order_by("drafted_at", "pk"))


def act(client: Client, letter: Letter, what: str) -> str:
    answer = client.post(f"/letters/{letter.pk}/act/", {"act": what, "version": letter.version}, follow=True)
    return answer.content.decode()


def test_what_parents_must_be_told_is_drafted_to_each_whom_somebody_chose(keeping: Keeping) -> None:
    row = keeping.exclude()
    mother, aunt = parent(keeping, row), parent(keeping, row, "Ms Aunt", responsible=False)
    page = keeping.officer.get(f"/exclusions/{row.pk}/letters/").content.decode()
    assert re.findall(r'value="([^"]+)"[^>]*checked', page) == [mother]
    assert "Letters to parents" in keeping.page(row)
    status, said = begin(keeping, row, mother, aunt)
    assert (status, "2 letters drafted, for the headteacher to approve." in said) == (200, True)
    letter, _ = letters(keeping, row)
    assert letter.kind == "suspension_notice"
    for held in (REPRESENTATIONS, REMOTE, FIRST_FIVE, "It is 16 November to 18 November 2026 (3 days)."):
        assert held in letter.body
    assert "The reasons are: Physical assault against a pupil. A fight at break." in letter.body
    assert "\n\n\n" not in letter.body
    assert begin(keeping, row, mother)[0] == 422
    assert len(letters(keeping, row)) == 2


def test_a_permanent_exclusion_has_its_own_text_and_says_what_the_board_must_do(keeping: Keeping) -> None:
    row = keeping.exclude(kind="permanent", last="")
    begin(keeping, row, parent(keeping, row))
    (letter,) = letters(keeping, row)
    assert letter.kind == "exclusion_notice"
    assert "It is permanent." in letter.body
    assert "The board must consider reinstatement within 15 school days" in letter.body


def test_who_decides_approves_it_and_once_it_has_left_it_is_recorded_as_given(keeping: Keeping) -> None:
    row = keeping.exclude()
    begin(keeping, row, parent(keeping, row))
    (letter,) = letters(keeping, row)
    address = f"/exclusions/{row.pk}/letters/"
    assert keeping.officer.post(f"/letters/{letter.pk}/act/", {"act": "approve", "version": "1"}).status_code == 404
    act(keeping.head, letter, "approve")
    assert "Record that" not in keeping.officer.get(address).content.decode()
    early = keeping.officer.post(address, {"given": str(letter.pk)}, follow=True).content.decode()
    assert "nothing to record" in early
    act(keeping.officer, letter, "print")
    assert "Record that it was sent" in keeping.officer.get(address).content.decode()
    for _ in range(2):
        keeping.officer.post(address, {"given": str(letter.pk)})
    assert "Record that" not in keeping.officer.get(address).content.decode()
    with keeping.work():
        notice = Notice.objects.get(exclusion=row, to="parents")
    assert (notice.how, notice.whom) == ("letter", "Ms Canary")
    assert notice.proof == f"Letter {letter.reference}, posted"
    assert letter.body in notice.words
    assert "still to be sent" not in keeping.page(row)


def test_nobody_who_must_not_be_contacted_is_written_to_then_or_later(keeping: Keeping) -> None:
    row = keeping.exclude()
    mother, father = parent(keeping, row), parent(keeping, row, "Mr Canary")
    restrict(keeping, father)
    status, said = begin(keeping, row, mother, father)
    assert status == 200
    assert "1 letter drafted" in said
    assert "1 not drafted: They must not be contacted about this pupil." in said
    (letter,) = letters(keeping, row)
    act(keeping.head, letter, "approve")
    restrict(keeping, mother, "court_order")
    assert "must not be contacted" in act(keeping.officer, letter, "print")
    assert [one.state for one in letters(keeping, row)] == ["approved"]


def test_no_letter_goes_about_what_is_not_decided_or_no_longer_holds(keeping: Keeping) -> None:
    keeping.propose()
    proposed = keeping.newest()
    assert begin(keeping, proposed, parent(keeping, proposed))[0] == 422
    row = keeping.exclude()
    mother = parent(keeping, row)
    begin(keeping, row, mother)
    typed = {"back_on": "17/11/2026", "back_session": "1", "reason": "New facts"}
    assert keeping.head.post(f"/exclusions/{row.pk}/cancel/", typed).status_code == 302
    assert [(one.state, one.why) for one in letters(keeping, row)] == [("withdrawn", "The exclusion was cancelled")]
    assert begin(keeping, row, mother)[0] == 422


def test_letters_about_exclusions_are_for_who_may_see_them(keeping: Keeping) -> None:
    row = keeping.exclude()
    begin(keeping, row, parent(keeping, row))
    (letter,) = letters(keeping, row)
    year = keeping.client(Role.HEAD_OF_YEAR)
    assert year.get(f"/exclusions/{row.pk}/letters/").status_code == 404
    assert year.get(f"/letters/{letter.pk}/").status_code == 404
    other = {"given": str(uuid.UUID(int=1))}
    assert (
        "nothing to record"
        in keeping.officer.post(f"/exclusions/{row.pk}/letters/", other, follow=True).content.decode()
    )
    wrong = keeping.officer.post(f"/exclusions/{row.pk}/letters/", {"given": "x"}, follow=True).content.decode()
    assert "Choose a letter of the list." in wrong


@pytest.mark.parametrize("kind", [SUSPENDED, EXCLUDED])
def test_no_school_s_text_leaves_out_what_parents_must_be_told(kind: object) -> None:
    for name in SUSPENDED.must_name:
        with pytest.raises(Refused) as refused:
            check_text(kind, kind.heading, kind.text.replace(f"{{{name}}}", ""))  # type: ignore[arg-type, attr-defined]
        assert [fault.code for fault in refused.value.faults] == ["missing_field"]


def test_a_head_of_year_who_reads_the_exclusion_reads_none_of_its_letters(keeping: Keeping) -> None:
    row = keeping.exclude()
    begin(keeping, row, parent(keeping, row))
    (letter,) = letters(keeping, row)
    year, leader = keeping.client(Role.HEAD_OF_YEAR), keeping.client(Role.SENIOR_LEADER)
    assert [one.get(f"/exclusions/{row.pk}/").status_code for one in (year, leader)] == [200, 200]
    assert [one.get(f"/letters/{letter.pk}/").status_code for one in (year, leader)] == [404, 200]
