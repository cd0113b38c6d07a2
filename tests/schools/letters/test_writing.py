"""A letter from its template to paper or email: drafted, written, approved, printed, sent, withdrawn."""

import hashlib
import io
import uuid
from unittest import mock

import pytest
from pypdf import PdfReader

from foundation.access.permissions import Permission
from foundation.access.roles import Role
from foundation.messaging import Outcome, State
from foundation.messaging.notify import Notify
from schools.documents.models import Document
from schools.journal.models import AuditLine
from schools.letters.models import Letter
from schools.letters.operations import Addressee, draft
from schools.letters.operations.withdrawing import withdraw_about
from schools.letters.queries import letters_about
from schools.letters.queries.standing import standings_of
from schools.letters.rules import kinds
from schools.letters.rules.kinds import LetterKind
from schools.roll.models import Contact, Household, HouseholdPupil, Pupil, PupilContact, YearLead
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import AUNT, FATHER, MOTHER
from tests.schools.letters.writing import EMAIL, Writing, first_name, moment
from tests.schools.roll.acts import BY


def pdf_text(office: Writing, path: str) -> str:
    answer = office.client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_a_letter_is_drafted_written_approved_printed_and_kept(office: Writing) -> None:
    key = office.write()
    assert "About Kai" in office.page(key)
    office.act(key, "approve", version="2")
    office.act(key, "print")
    row = office.letter(key)
    assert (row.state, str(row.dated), row.to_address) == ("printed", "2026-11-19", "1 Elm Road\nAlderton\nES1 2AB")
    said = pdf_text(office, f"/letters/{key}/letter.pdf")
    assert "1 Elm Road\nAlderton\nES1 2AB" in said
    assert "Kai’s attendance #strong[x] {{ x }}" in said
    assert "Attendance Officer" in said or "attendance officer" in said.lower()
    assert office.history(key) == ["drafted", "changed", "approved", "printed"]
    office.family.work()
    row = office.letter(key)
    with school_work(office.school):
        kept = Document.objects.get(pk=row.document)
    content = office.client().get(f"/letters/{key}/letter.pdf").content
    assert row.sha256 == kept.sha256 == hashlib.sha256(content).hexdigest()
    assert (kept.about_id, kept.name) == (key, f"Letter {row.reference}.pdf")
    assert f"/documents/{kept.pk}/" in office.page(key)
    assert office.client(Role.CLASS_TEACHER).get(f"/documents/{kept.pk}/").status_code == 404


def test_what_left_stays_as_it_was_whatever_changes_afterwards(office: Writing) -> None:
    key = office.approved()
    office.act(key, "print")
    before = office.client().get(f"/letters/{key}/letter.pdf").content
    office.change(address="7 Other Road", name="Somebody Else")
    assert office.client().get(f"/letters/{key}/letter.pdf").content == before
    with school_work(office.school):
        Contact.objects.filter(name="Somebody Else").update(name=MOTHER)


def test_the_draft_begins_with_the_template_filled_in(office: Writing) -> None:
    key = uuid.UUID(office.begin()["Location"].strip("/").split("/")[-1])
    row = office.letter(key)
    assert row.heading == f"About {first_name(office)}"
    assert row.body.startswith(f"Dear {MOTHER}\n\nI am writing to you about {first_name(office)}.")
    assert "{" not in row.body


def test_a_frame_is_not_approved_before_somebody_wrote_into_it(office: Writing) -> None:
    key = uuid.UUID(office.begin()["Location"].strip("/").split("/")[-1])
    assert "Nothing has been written into this letter yet." in office.act(key, "approve", version="1")
    assert office.letter(key).state == "draft"


def test_what_is_typed_is_what_is_approved(office: Writing) -> None:
    key = office.write()
    form = {"heading": "About Kai", "body": "The last words.", "version": "2", "approve": "yes"}
    assert office.client().post(f"/letters/{key}/", form).status_code == 302
    assert (office.letter(key).state, office.letter(key).body) == ("approved", "The last words.")
    other = office.write()
    answer = office.client().post(f"/letters/{other}/", form | {"body": "Not 中"})
    assert answer.status_code == 422
    assert (office.letter(other).state, "Not 中" in answer.content.decode()) == ("draft", True)
    assert office.letter(other).version == 2


def test_two_who_write_at_once_are_told_and_nothing_is_lost(office: Writing) -> None:
    key = office.write()
    answer = office.client(Role.HEADTEACHER).post(
        f"/letters/{key}/", {"heading": "Other", "body": "Other words", "version": "1"}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Somebody has changed this letter since you opened it." in said
    assert "Other words" in said
    assert office.letter(key).heading == "About Kai"
    assert "since you opened it" in office.act(key, "approve", version="1")
    assert office.letter(key).state == "draft"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("body", "Dear\x00", "Null characters"),
        ("body", "Dear \u202eevil", "U+202E"),
        ("body", "x" * 20_001, "20,001"),
        ("body", "  ", "required"),
        ("heading", "y" * 201, "201"),
        ("version", "two", "whole number"),
    ],
)
def test_what_cannot_be_a_letter_is_refused_beside_its_field(
    office: Writing, field: str, typed: str, words: str
) -> None:
    key = office.write()
    form = {"heading": "H", "body": "B", "version": "2", field: typed}
    answer = office.client().post(f"/letters/{key}/", form)
    assert answer.status_code == 422
    assert words.lower() in answer.content.decode().replace("20001", "20,001").lower()
    assert (office.letter(key).heading, office.letter(key).version) == ("About Kai", 2)


def test_what_people_wrote_is_text_on_the_page_and_in_the_list(office: Writing) -> None:
    key = office.write("<script>alert(1)</script><img src=x onerror=alert(1)>")
    for page in (office.page(key), office.client().get("/letters/?show=drafts").content.decode()):
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# Whom it may not go to


def test_b_35_a_letter_to_a_contact_who_must_not_be_contacted_is_not_even_begun(office: Writing) -> None:
    answer = office.begin(FATHER, pupil="mia")
    assert answer.status_code == 422
    assert "must not be contacted about this pupil" in answer.content.decode()
    with school_work(office.school):
        assert not Letter.objects.filter(contact=office.contact(FATHER).pk, pupil=office.family.mia.pk).exists()


def test_restrictions_are_asked_again_when_it_is_approved_and_when_it_is_printed(office: Writing) -> None:
    drafted, approved = office.write(), office.approved()
    sent = list(office.sent)
    office.restrict("do_not_contact")
    assert "must not be contacted" in office.act(drafted, "approve", version="2")
    page = office.page(approved)
    assert 'value="print"' not in page
    assert "They must not be contacted about this pupil." in page
    for act in ("print", "print_by_hand", "send"):
        assert "must not be contacted" in office.act(approved, act)
    assert office.state(approved) == ("approved", "")
    assert office.sent == sent


def test_what_has_not_left_is_read_and_cannot_be_taken_for_what_has(office: Writing) -> None:
    drafted, approved = office.write(), office.approved()
    for key in (drafted, approved):
        assert "Not sent: to be read" in pdf_text(office, f"/letters/{key}/letter.pdf")
    office.act(approved, "print")
    assert "Not sent" not in pdf_text(office, f"/letters/{approved}/letter.pdf")


@pytest.mark.parametrize(
    ("kind", "said"), [("do_not_contact", "must not be contacted"), ("ask_first", "safeguarding lead’s word")]
)
def test_nobody_is_given_the_page_of_a_letter_that_may_not_go(office: Writing, kind: str, said: str) -> None:
    drafted, approved, left, withdrawn = office.write(), office.approved(), office.approved(), office.approved()
    office.act(left, "print")
    office.act(withdrawn, "withdraw")
    office.restrict(kind)
    for key, words in ((drafted, said), (approved, said), (withdrawn, "withdrawn and does not go")):
        answer = office.client().get(f"/letters/{key}/letter.pdf")
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert "letter.pdf" not in office.page(key)
    assert "Not sent" not in pdf_text(office, f"/letters/{left}/letter.pdf")


def test_what_was_not_delivered_has_not_left_and_is_asked_about_anew(office: Writing) -> None:
    key = office.approved()
    office.act(key, "send")
    with mock.patch.object(Notify, "send", return_value=Outcome(State.FAILED, "No such mailbox", "gone")):
        office.at(9, 32)
    assert office.letter(key).state == "failed"
    assert "Not sent: to be read" in pdf_text(office, f"/letters/{key}/letter.pdf")
    office.restrict("do_not_contact")
    assert office.client().get(f"/letters/{key}/letter.pdf").status_code == 422
    assert "They must not be contacted about this pupil." in office.page(key)


def test_who_is_to_be_asked_about_waits_for_the_lead(office: Writing) -> None:
    key = office.approved()
    office.restrict("ask_first")
    assert "safeguarding lead’s word" in office.act(key, "print")
    assert office.client().post(f"/letters/{key}/act/", {"act": "lead_says_so"}).status_code == 404
    assert 'value="lead_says_so"' not in office.page(key)
    assert EMAIL not in office.page(key)
    assert "Withheld" in office.page(key)
    assert 'value="lead_says_so"' in office.page(key, Role.SAFEGUARDING_LEAD)
    office.act(key, "lead_says_so", role=Role.SAFEGUARDING_LEAD)
    office.act(key, "print")
    assert office.letter(key).state == "printed"


def test_b_36_without_an_address_it_is_handed_over_or_not_printed(office: Writing) -> None:
    key = office.approved()
    office.change(address="", email="")
    assert "No postal address" in office.page(key)
    assert "No postal address of theirs is kept." in office.act(key, "print")
    assert "No email address of theirs is kept." in office.act(key, "send")
    assert office.letter(key).state == "approved"
    office.act(key, "print_by_hand")
    row = office.letter(key)
    assert (row.state, row.by_hand, row.to_address) == ("printed", True, "")


def test_only_who_lives_with_the_pupil_is_written_to_at_the_pupil_s_home(office: Writing) -> None:
    with school_work(office.school):
        home = Household.objects.create(address="9 Home Close, Alderton")
        HouseholdPupil.objects.create(household=home, pupil_id=office.family.kai.pk, starts_on=moment().date())
        PupilContact.objects.filter(contact__name=MOTHER).update(lives_with=True)
    office.change(address="")
    office.change(AUNT, address="")
    theirs, another = office.approved(), office.approved(AUNT)
    assert "9 Home Close" in office.page(theirs)
    assert "9 Home Close" not in office.page(another)
    assert "9 Home Close" not in pdf_text(office, f"/letters/{another}/letter.pdf")
    with school_work(office.school):
        both = standings_of(list(Letter.objects.filter(pk__in=[theirs, another])), moment().date())
    assert (both[theirs].lines, both[another].lines) == (["9 Home Close", "Alderton"], [])


# Several at once


def test_several_are_approved_and_printed_as_one_file_and_what_cannot_be_stays(office: Writing) -> None:
    keys = [office.write(), office.write(name=AUNT), office.write(name=FATHER)]
    shown = [f"{key} 2" for key in keys]
    answer = office.client().post(
        "/letters/approve/", {"letter": [str(key) for key in keys], "shown": shown}, follow=True
    )
    assert "3 letters approved." in answer.content.decode()
    office.change(FATHER, address="")
    answer = office.client().post("/letters/print/", {"letter": [str(key) for key in keys]}, follow=True)
    page = answer.content.decode()
    assert "2 letters in one file" in page
    assert "1 not printed: No postal address of theirs is kept." in page
    assert [office.letter(key).state for key in keys] == ["printed", "printed", "approved"]
    batch = office.letter(keys[0]).batch
    file = office.client().get(f"/letters/printed/{batch}/letters.pdf")
    assert len(PdfReader(io.BytesIO(file.content)).pages) == 2
    assert office.client().get(f"/letters/printed/{uuid.uuid4()}/").status_code == 404


def test_of_several_the_one_whose_address_no_font_can_draw_stays(office: Writing) -> None:
    keys = [office.approved(), office.approved(AUNT)]
    office.change(AUNT, address="2 Oak Lane\n\U00013000")
    page = office.client().post("/letters/print/", {"letter": [str(key) for key in keys]}, follow=True).content.decode()
    assert "1 not printed" in page
    assert "cannot be printed" in page
    assert [office.letter(key).state for key in keys] == ["printed", "approved"]


def test_a_draft_that_was_changed_since_the_list_was_shown_is_not_approved_with_the_others(office: Writing) -> None:
    first, second = office.write(), office.write(name=AUNT)
    form = {"letter": [str(first), str(second)], "shown": [f"{first} 1", f"{second} 2"]}
    said = office.client().post("/letters/approve/", form, follow=True).content.decode()
    assert "1 letter approved. 1 left as they were" in said
    assert (office.letter(first).state, office.letter(second).state) == ("draft", "approved")


@pytest.mark.parametrize("form", [{}, {"letter": "x"}, {"letter": str(uuid.UUID(int=1))}])
@pytest.mark.parametrize("path", ["approve", "print"])
def test_what_is_no_letter_of_theirs_is_refused(office: Writing, path: str, form: dict[str, str]) -> None:
    answer = office.client().post(f"/letters/{path}/", form, follow=True)
    assert "Tick at least one letter." in answer.content.decode() or "Choose letters" in answer.content.decode()


# Who may


def test_a_head_of_year_writes_about_their_own_year_and_approves_nothing(office: Writing) -> None:
    key = office.write()
    assert "Save and approve" in office.page(key)
    assert "Save and approve" not in office.page(key, Role.HEAD_OF_YEAR)
    form = {"heading": "Theirs", "body": "Theirs", "version": "2", "approve": "yes"}
    assert office.client(Role.HEAD_OF_YEAR).post(f"/letters/{key}/", form).status_code == 404
    assert office.letter(key).heading == "About Kai"
    assert office.client(Role.HEAD_OF_YEAR).post(f"/letters/{key}/act/", {"act": "approve"}).status_code == 404
    with school_work(office.school):
        YearLead.objects.update(year_group="8")
    assert office.client(Role.HEAD_OF_YEAR).get(f"/letters/{key}/").status_code == 404
    with school_work(office.school):
        YearLead.objects.update(year_group="9")
    assert office.client(Role.CLASS_TEACHER).get(f"/letters/{key}/").status_code == 404


def test_a_kind_that_only_its_room_s_people_see_does_not_exist_for_others_and_is_approved_by_whom_it_says(
    office: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = Permission.TAKE_HAND_OVER
    secret = LetterKind("secret", "A secret letter", heading="Of it", text="Of it", seen_by=lead, approve=lead)
    monkeypatch.setitem(kinds._kinds, secret.name, secret)
    with school_work(office.school):
        pupil = Pupil.objects.get(pk=office.family.kai.pk)
        key = draft("secret", pupil=pupil, contact=office.contact().pk, by=BY, now=moment()).pk
    officer = office.client()
    for path in (f"/letters/{key}/", f"/letters/{key}/letter.pdf"):
        assert officer.get(path).status_code == 404
    assert officer.post(f"/letters/{key}/act/", {"act": "withdraw"}).status_code == 404
    for page in ("/letters/?show=drafts", f"/pupils/{office.family.kai.pk}/"):
        assert str(key) not in officer.get(page).content.decode()
    officer.post("/letters/approve/", {"letter": str(key), "shown": f"{key} 1"})
    assert office.letter(key).state == "draft"
    assert str(key) in office.lead.get("/letters/?show=drafts").content.decode()
    office.act(key, "approve", role=Role.SAFEGUARDING_LEAD, version="1")
    assert office.letter(key).state == "approved"


def test_several_are_approved_only_by_who_approves_their_kind(office: Writing) -> None:
    key = office.write()
    form = {"letter": str(key), "shown": f"{key} 2"}
    said = office.client(Role.HEAD_OF_YEAR).post("/letters/approve/", form, follow=True).content.decode()
    assert "Somebody else approves this kind of letter." in said
    assert office.letter(key).state == "draft"


def test_withdrawn_it_does_not_go_and_made_a_draft_again_it_is_approved_anew(office: Writing) -> None:
    key = office.approved()
    office.act(key, "reopen")
    assert (office.letter(key).state, office.letter(key).approved_by) == ("draft", "")
    office.act(key, "withdraw")
    for act in ("approve", "print", "send", "withdraw", "reopen"):
        assert "It is withdrawn and cannot be" in office.act(key, act, version="2")
    assert office.letter(key).state == "withdrawn"


def test_audit_lines_name_the_letter_and_nobody(office: Writing) -> None:
    key = office.approved()
    office.act(key, "print")
    with school_work(office.school):
        lines = AuditLine.objects.filter(about_kind="letter", about_id=str(key)).order_by("pk")
        assert [line.act for line in lines] == [
            "letters.drafted",
            "letters.changed",
            "letters.approved",
            "letters.printed",
        ]
        assert all(set(line.details) <= {"kind", "state"} for line in lines)


def test_what_no_font_draws_is_said_and_not_a_fault_of_ours(office: Writing) -> None:
    key = office.write("Dear 中")
    answer = office.client().get(f"/letters/{key}/letter.pdf")
    assert answer.status_code == 422
    assert "“中” cannot be printed" in answer.content.decode()
    assert "“中” cannot be printed" in office.act(key, "approve", version="2")
    assert office.letter(key).state == "draft"


# For rooms above


def test_a_room_above_drafts_about_its_own_things_to_somebody_who_is_no_contact(office: Writing) -> None:
    thing = uuid.uuid4()
    with school_work(office.school):
        pupil = Pupil.objects.get(pk=office.family.kai.pk)
        board = Addressee("The clerk to the governors", "Alder High School", "clerk@example.org")
        made = draft("parent", pupil=pupil, to=board, about=("thing", thing), by=BY, now=moment())
        assert made.body.startswith("Dear The clerk")
        assert [one.pk for one in letters_about("thing", thing)] == [made.pk]
        with pytest.raises(ValueError, match="no field"):
            draft("parent", pupil=pupil, to=board, values={"strange": "x"}, by=BY, now=moment())
        with pytest.raises(ValueError, match="contact or to somebody else"):
            draft("parent", pupil=pupil, by=BY, now=moment())
        assert withdraw_about("thing", thing, why="It no longer holds", by=BY, now=moment()) == []
        made.refresh_from_db()
        assert (made.state, made.why) == ("withdrawn", "It no longer holds")


def test_the_pupil_s_page_lists_letters_and_begins_one(office: Writing) -> None:
    key = office.approved()
    page = office.client().get(f"/pupils/{office.family.kai.pk}/").content.decode()
    assert f"/letters/{key}/" in page
    assert f"/letters/new/{office.family.kai.pk}/" in page
    assert EMAIL not in page
