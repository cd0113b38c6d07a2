"""A parent asks for leave by a link: from the school's page to the decision, and every way a link is misused (T18)."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from foundation.documents.store import shelf
from foundation.ui.limits import largest_at
from schools.documents.models import Document
from schools.journal.models import AuditLine, InboxRow, Link
from schools.leave.models import LeaveRequest
from schools.roll.models import Pupil, PupilContact
from schools.roll.operations.contacts import Bond, Details, change_contact, end_contact, set_restriction
from schools.staff.models import StaffNotice
from tenants.trusts.scopes import school_work
from tests.files_store import picture, upload
from tests.schools.leave.asking import FATHER, FRIDAY, MOTHER, TEACHER, Asking, asking
from tests.schools.registers.taking import THURSDAY, at
from tests.schools.roll.acts import BY
from tests.world import World, host_of

NOTHING = b"This link opens nothing"


@pytest.fixture
def leave(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    return asking(world, monkeypatch)


def given(leave: Asking, name: str = MOTHER) -> str:
    """Open a link as the officer does; its path."""
    response = leave.client().post(f"/leave/for/{leave.kai.pk}/link/", {"contact": str(leave.contact(name).pk)})
    assert response.status_code == 200, response.content
    found = re.search(rb"(/by/[\w-]+/leave/)", response.content)
    assert found is not None
    return found[1].decode()


def phone(leave: Asking) -> Client:
    return Client(headers={"host": host_of(leave.taking.school)}, raise_request_exception=False)


def pupil(leave: Asking, one: Pupil) -> Pupil:
    with school_work(leave.taking.school):
        return Pupil.objects.get(pk=one.pk)


def passed(leave: Asking, client: Client, path: str) -> str:
    response = client.post(path, {"birth": f"{pupil(leave, leave.mia).birth:%d/%m/%Y}"})
    assert response.status_code == 200
    found = re.search(rb'name="proof" value="([^"]+)"', response.content)
    assert found is not None
    return found[1].decode().replace("&#x27;", "'")


def typed(proof: str, **other: object) -> dict[str, object]:
    form = {
        "children": ["0"],
        "ground": "exceptional",
        "starts_on": f"{FRIDAY:%d/%m/%Y}",
        "starts_session": "1",
        "ends_session": "2",
        "reason": "A funeral <b>far</b> away",
        "proof": proof,
    }
    return form | other


def test_a_parent_asks_by_a_link_and_the_head_is_told_and_decides(leave: Asking) -> None:
    path, client = given(leave), phone(leave)
    first = client.get(path)
    assert first.status_code == 200
    kai, mia = pupil(leave, leave.kai), pupil(leave, leave.mia)
    for one in (kai, mia):
        assert (one.preferred or one.forename).encode() not in first.content
    thanks = client.post(path, typed(passed(leave, client, path), children=["0", "1"]))
    assert (thanks.status_code, b"It is not granted yet" in thanks.content) == (200, True)
    assert not client.cookies
    leave.work()
    leave.work()
    rows = leave.requests()
    assert [(row.pupil.key, row.state, row.applicant, row.way) for row in rows] == [
        (leave.kai.key, "waiting", MOTHER, "link"),
        (leave.mia.key, "waiting", MOTHER, "link"),
    ]
    assert (rows[0].reason, rows[0].together) == ("A funeral <b>far</b> away", rows[1].together)
    assert b"&lt;b&gt;far" in leave.client().get(f"/leave/{rows[0].pk}/").content
    with school_work(leave.taking.school):
        assert [(one.kind, one.count) for one in StaffNotice.objects.all()] == [("leave_waits", 2)]
        lines = str(list(AuditLine.objects.values_list("details", flat=True)))
        assert "funeral" not in lines
    assert leave.decide().status_code == 302
    assert leave.said() == "20A C* 20P C*"


def test_what_stands_against_it_is_kept_for_who_decides(leave: Asking) -> None:
    path, client = given(leave), phone(leave)
    saturday = f"{FRIDAY + dt.timedelta(days=1):%d/%m/%Y}"
    assert client.post(path, typed(passed(leave, client, path), starts_on=saturday)).status_code == 200
    leave.work()
    assert leave.request.state == "waiting"
    assert "holds no session then" in leave.page()


def test_the_files_that_a_parent_adds_are_kept_with_each_child_s_request_once(
    leave: Asking, file_store: object, antivirus: object
) -> None:
    path, client = given(leave), phone(leave)
    files = [upload("card.jpg", picture("JPEG")), upload("letter.pdf")]
    form = typed(passed(leave, client, path), children=["0", "1"], evidence_files=files)
    assert client.post(path, form).status_code == 200
    leave.work()
    leave.work()
    rows = leave.requests()
    with school_work(leave.taking.school):
        kept = Document.objects.order_by("name").values_list("about_id", "name", "state")
        assert sorted(kept) == sorted((row.pk, name, "clean") for row in rows for name in ("card.jpg", "letter.pdf"))
        (told,) = InboxRow.objects.filter(topic="leave.asked")
        assert "card.jpg" in str(told.payload)
    page = leave.client().get(f"/leave/{rows[1].pk}/").content.decode()
    assert "card.jpg" in page


def test_a_child_named_again_and_again_has_its_files_kept_once(leave: Asking, file_store: object) -> None:
    client, path = phone(leave), given(leave)
    form = typed(passed(leave, client, path), children=["0"] * 20, evidence_files=[upload("letter.pdf")])
    with school_work(leave.taking.school):
        place = shelf()
    before = len(list(place.files()))
    assert client.post(path, form).status_code == 200
    assert len(list(place.files())) - before == 1
    leave.work()
    assert len(leave.requests()) == 1


def test_a_file_that_cannot_be_kept_is_said_and_a_link_takes_a_few_large_ones(leave: Asking) -> None:
    path, client = given(leave), phone(leave)
    proof = passed(leave, client, path)
    for files, said in (
        ([upload("letter.exe", b"MZ")], "are not kept"),
        ([upload(f"{number}.pdf") for number in range(4)], "Send 3 files at a time at most."),
    ):
        response = client.post(path, typed(proof, evidence_files=files))
        assert (response.status_code, said in response.content.decode()) == (422, True)
    leave.work()
    assert leave.requests() == []
    assert (largest_at("school", path), largest_at("school", path.removesuffix("leave/"))) == (76 << 20, 1 << 20)


CANNOT_BE: list[tuple[dict[str, object], str]] = [
    ({"children": []}, "Choose for whom."),
    ({"children": ["7"]}, "Choose from the list."),
    ({"ground": "study"}, "Select a valid choice"),
    ({"reason": ""}, "Tell us in a few words"),
    ({"starts_on": "18/11/2026"}, "That day is over"),
    ({"ends_on": "19/11/2026"}, "ends before it begins"),
    ({"reason": "a\x00b"}, "Null characters"),
]


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(leave: Asking) -> None:
    path, client = given(leave), phone(leave)
    proof = passed(leave, client, path)
    for form, said in CANNOT_BE:
        response = client.post(path, typed(proof, **form))
        assert (response.status_code, said in response.content.decode()) == (422, True), form
    leave.work()
    assert leave.requests() == []


# T18: forwarded, guessed, replayed, prefetched


def test_t18_opening_it_however_often_changes_nothing(leave: Asking) -> None:
    path, client = given(leave), phone(leave)
    pages = {client.get(path).content for _ in range(3)} | {client.head(path).status_code for _ in range(2)}
    assert len(pages) == 2
    with school_work(leave.taking.school):
        assert not InboxRow.objects.exists()


def test_t18_used_expired_closed_guessed_and_foreign_links_open_one_page(leave: Asking, world: World) -> None:
    used, client = given(leave), phone(leave)
    assert client.post(used, typed(passed(leave, client, used))).status_code == 200
    over = given(leave)
    closed = over
    fresh = given(leave)  # closes the one before it
    elsewhere = Client(headers={"host": host_of(world.alder)}, raise_request_exception=False)
    guessed = f"/by/{'A' * 22}/leave/"
    answers = [client.get(path) for path in (used, closed, guessed)] + [elsewhere.get(fresh)]
    with school_work(leave.taking.school):
        assert Link.objects.filter(closed_at__isnull=False).exists()
        Link.objects.filter(closed_at__isnull=True).update(expires_at=at(7, 30))
    answers.append(client.get(fresh))
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    assert NOTHING in answers[0].content
    again = client.post(used, typed("x"))
    assert (again.status_code, NOTHING in again.content) == (404, True)


def test_t18_who_cannot_tell_a_birth_date_learns_nobody_and_five_wrong_ones_close_it(leave: Asking) -> None:
    path, client = given(leave), phone(leave)
    names = [(one.preferred or one.forename).encode() for one in (pupil(leave, leave.kai), pupil(leave, leave.mia))]
    answers = [client.post(path, {"birth": f"0{number}/01/2001"}) for number in range(1, 9)]
    assert {answer.status_code for answer in answers} == {422, 404}
    assert not any(name in answer.content for name in names for answer in answers)
    right = client.post(path, {"birth": f"{pupil(leave, leave.kai).birth:%d/%m/%Y}"})
    assert (right.status_code, NOTHING in right.content) == (404, True)


def test_t18_a_proof_of_another_link_is_none(leave: Asking) -> None:
    one = given(leave)
    proof = passed(leave, phone(leave), one)
    other, client = given(leave), phone(leave)
    response = client.post(other, typed(proof))
    assert b"Date of birth" in response.content
    leave.work()
    assert leave.requests() == []


def test_t18_who_is_barred_or_does_not_live_with_the_pupil_is_given_none_and_a_bar_closes_it(leave: Asking) -> None:
    address = f"/leave/for/{leave.kai.pk}/link/"
    father = leave.client().post(address, {"contact": str(leave.contact(FATHER).pk)})
    assert (father.status_code, b"/by/" in father.content) == (422, False)
    path, client = given(leave), phone(leave)
    assert client.get(path).status_code == 200
    with school_work(leave.taking.school):
        link = leave.mia.contacts.get(contact__name=MOTHER)
        set_restriction(link, "ask_first", starts_on=THURSDAY, by=BY)
    assert (client.get(path).status_code, NOTHING in client.get(path).content) == (404, True)
    again = leave.client().post(address, {"contact": str(leave.contact(MOTHER).pk)})
    assert (again.status_code, b"Ask the safeguarding lead first" in again.content) == (422, True)


def _barred_from_tomorrow(link: PupilContact) -> None:
    set_restriction(link, "ask_first", starts_on=FRIDAY, by=BY)


def _a_contact_until_today(link: PupilContact) -> None:
    end_contact(link, ends_on=THURSDAY, today=THURSDAY, by=BY)


def _lives_elsewhere(link: PupilContact) -> None:
    bond = Bond(relationship=link.relationship, responsibility=link.responsibility)
    change_contact(link, bond, Details(name=link.contact.name), today=THURSDAY, by=BY)


def _without_responsibility(link: PupilContact) -> None:
    bond = Bond(relationship=link.relationship, responsibility="no", lives_with=True)
    change_contact(link, bond, Details(name=link.contact.name), today=THURSDAY, by=BY)


@pytest.mark.parametrize(
    "happens", [_barred_from_tomorrow, _a_contact_until_today, _lives_elsewhere, _without_responsibility]
)
def test_t18_a_link_does_not_outlive_why_it_was_given(leave: Asking, happens: Callable[[PupilContact], None]) -> None:
    path, client = given(leave), phone(leave)
    with school_work(leave.taking.school):
        happens(leave.mia.contacts.get(contact__name=MOTHER))
    assert (client.get(path).status_code, NOTHING in client.get(path).content) == (404, True)


def test_t18_who_will_be_barred_while_a_link_would_be_open_is_given_none(leave: Asking) -> None:
    with school_work(leave.taking.school):
        _barred_from_tomorrow(leave.mia.contacts.get(contact__name=MOTHER))
    address = f"/leave/for/{leave.kai.pk}/link/"
    response = leave.client().post(address, {"contact": str(leave.contact(MOTHER).pk)})
    assert (response.status_code, b"Ask the safeguarding lead first" in response.content) == (422, True)


def test_only_who_keeps_leave_gives_links(leave: Asking) -> None:
    address = f"/leave/for/{leave.kai.pk}/link/"
    assert leave.client(TEACHER).get(address).status_code == 404
    assert leave.client(TEACHER).post(address, {"contact": str(leave.contact(MOTHER).pk)}).status_code == 404
    with school_work(leave.taking.school):
        assert not Link.objects.exists()
        assert not LeaveRequest.objects.exists()
