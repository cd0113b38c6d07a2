"""Papers of a case: the family's record and what never reaches it, another agency's, the page for a meeting, the pack."""

import datetime as dt
import html
import io
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from rollcall.servers.files import FilesInfo
from rollcall.servers.stand_ins import NotifyServer
from schools.cases.models import Event, Note
from schools.cases.operations.work import write_note
from schools.journal.models import AuditLine, ReadLine
from schools.papers.models import Paper
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import HEAD, LEAD, LEADER, OFFICER, TEACHER, THURSDAY, typed
from tests.schools.correspondence.writing import FATHER, MOTHER
from tests.schools.papers.keeping import (
    CHILDS,
    FATHERS,
    OTHER,
    RESTRICTED,
    SENSITIVE,
    Papers,
    papers,
    print_all,
    text_of,
)
from tests.schools.registers.taking import at
from tests.world import World

NEVER = (RESTRICTED, SENSITIVE, FATHERS, CHILDS, *OTHER, "kai")


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch, file_store: FilesInfo) -> Iterator[Papers]:
    with NotifyServer() as server:
        yield papers(world, monkeypatch, server)


def shown(page: str) -> str:
    return html.unescape(re.sub(r"(<[^>]+>|\s)+", " ", page))


def test_a_familys_record_holds_nothing_of_others_and_is_made_as_the_head_read_it(school: Papers) -> None:
    print_all(school)
    asked = {"whom": str(school.parent(MOTHER)), "asked_on": "today"}
    assert school.sends(f"/papers/cases/{school.case}/record/", asked, LEADER) == 404
    assert school.sends(f"/papers/cases/{school.case}/record/", asked | {"asked_on": "tomorrow"}) == 422
    assert school.sends(f"/papers/cases/{school.case}/record/", asked) == 302
    paper = school.prepared()
    path = f"/papers/{paper.pk}/"

    # Whoever prepared it does not see what is left out, and does not approve it.
    page = shown(school.page(path))
    assert "listed for the headteacher" in page
    for words in NEVER:
        assert words not in page
    digest = re.search(r'name="read" value="(\w+)"', school.page(path, HEAD))
    assert digest is not None
    approval = {"read": digest[1]}
    for role in (OFFICER, LEAD, TEACHER):
        assert school.sends(f"{path}approve/", approval, role) == 404
    assert school.client(HEAD).get(f"/documents/{paper.pk}/").status_code == 404

    # The head sees each thing that is left out, with its words where it may be put back, and without where not.
    listed = shown(school.page(path, HEAD))
    for words in (
        "another child of the school",
        "Kai Adeyemi was there",
        FATHERS,
        CHILDS,
        "A restricted note",
        "A sensitive barrier",
    ):
        assert words in listed
    assert RESTRICTED not in listed
    assert SENSITIVE not in listed

    # What came in since it was read is read before it is approved.
    with school_work(school.school):
        write_note(school.cases[0], words="Later", restricted=False, act=school.act(at(9, 36)))
    refused = school.client(HEAD).post(f"{path}approve/", approval, follow=True)
    assert "changed since you looked" in shown(refused.content.decode())
    (key,) = re.findall(rf'value="(view:[^"/]+)"(?=[^$]*?{CHILDS})', school.page(path, HEAD))[-1:]
    with school_work(school.school):
        barred = [f"restricted_note:{note.pk}" for note in Note.objects.filter(restricted=True)]
    assert school.sends(f"{path}put-back/", {"keys": [key, *barred]}, HEAD) == 302
    assert school.rows(Paper)[0].put_back == []
    approval = {"read": re.search(r'name="read" value="(\w+)"', school.page(path, HEAD))[1]}  # type: ignore[index]
    assert school.sends(f"{path}approve/", approval, HEAD) == 302
    school.drain()

    content = school.content(school.prepared().document)
    said = text_of(content, "family")
    for words in (*NEVER, FATHER):
        assert words not in said
    for words in (
        "Breakfast club",
        "In by 8.40",
        "A quiet start",
        "She is tired",
        "[name left out] was there",
        "Later",
    ):
        assert words in said
    # The letter to her is bound in with its page, and the one to him is not.
    reader = PdfReader(io.BytesIO(content))
    assert "Dear" in reader.pages[-1].extract_text()
    assert f"Page {len(reader.pages)}" in reader.pages[-1].extract_text()
    assert said.count("Yours sincerely") == 1

    document = school.prepared().document
    assert school.client().get(f"/documents/{document}/").status_code == 302
    assert school.client(LEADER).get(f"/documents/{document}/").status_code == 404
    assert school.sends(f"{path}hand/", {"on": "today", "how": "post"}) == 302
    assert "Record for the family: paper handed to Karen Farrow by post" in [one.words for one in school.rows(Event)]
    acts = [(line.act, line.details.get("kind")) for line in school.rows(AuditLine) if line.act.startswith("paper.")]
    assert acts == [(f"paper.{act}", "family") for act in ("prepared", "put_back", "approved", "handed")]
    assert not any(word in str(line.details) for line in school.rows(AuditLine) for word in ("Farrow", *NEVER))


def test_what_the_head_puts_back_is_in_it_and_whom_something_stands_against_gets_none(school: Papers) -> None:
    asked = {"whom": str(school.parent(MOTHER)), "asked_on": "today"}
    school.sends(f"/papers/cases/{school.case}/record/", asked)
    path = f"/papers/{school.prepared().pk}/"
    keys = re.findall(r'name="keys" value="([^"]+)"', school.page(path, HEAD))
    assert school.sends(f"{path}put-back/", {"keys": [key for key in keys if key.startswith("view:")]}, HEAD) == 302
    page = shown(school.page(path))
    assert CHILDS in page
    assert FATHERS in page
    assert RESTRICTED not in page
    assert school.sends(f"{path}put-back/", {"none": "1"}, HEAD) == 302
    assert CHILDS not in shown(school.page(path))

    school.restrict("court_order", MOTHER)
    approval = {"read": re.search(r'name="read" value="(\w+)"', school.page(path, HEAD))[1]}  # type: ignore[index]
    refused = school.client(HEAD).post(f"{path}approve/", approval, follow=True)
    assert "Something stands against giving this person" in shown(refused.content.decode())
    assert school.sends(f"/papers/cases/{school.case}/record/", asked) == 422


def test_child_protection_is_the_leads_and_restricted_notes_go_one_by_one(school: Papers) -> None:
    with school_work(school.school):
        write_note(school.cases[0], words="another-restricted", restricted=True, act=school.act())
        note = Note.objects.get(words=RESTRICTED)
    form = {
        "kind": "conference",
        "asked_on": typed(THURSDAY + dt.timedelta(days=5)),
        "recipient": "Ms Doe",
        "organisation": "Eastshire children’s services",
        "purpose": "Review conference",
        "summary": "Absent on Fridays. Kai is a friend.",
        "chosen": ["attendance", "support", "sensitive", "chronology"],
        "notes": [str(note.pk)],
    }
    address = f"/papers/cases/{school.case}/agency/"
    assert "Child protection" not in school.page(address)
    assert school.sends(address, form) == 422
    assert school.sends(address, form | {"kind": "taf"}, LEAD) == 422
    assert school.sends(address, form, LEAD) == 302
    path = f"/papers/{school.prepared().pk}/"
    assert school.client().get(path).status_code == 404
    assert "Child protection" not in school.page(f"/cases/{school.case}/")
    page = shown(school.page(path, LEAD))
    for words in (RESTRICTED, SENSITIVE, "Breakfast club", "[name left out] is a friend"):
        assert words in page
    assert "another-restricted" not in page
    assert "She is tired" not in page
    approval = {"read": re.search(r'name="read" value="(\w+)"', school.page(path, LEAD))[1]}  # type: ignore[index]
    assert school.sends(f"{path}approve/", approval, OFFICER) == 404
    assert school.sends(f"{path}approve/", approval, LEAD) == 302
    school.drain()
    said = text_of(school.content(school.prepared().document), "conference")
    assert "Review conference" in said
    assert "another-restricted" not in said
    assert school.sends(f"{path}hand/", {"on": "today", "how": "secure_email"}, LEAD) == 302
    assert not [one for one in school.rows(Event) if "conference" in one.words]
    shown_parts = {line.shown.what for line in _lines(school)}
    assert {"restricted", "sensitive"} <= shown_parts
    # The team around the family is in the hands of who works on the case, and gets no sensitive part.
    plain = {name: words for name, words in form.items() if name != "notes"}
    assert school.sends(address, plain | {"kind": "taf"}) == 422
    assert school.sends(address, plain | {"kind": "taf", "chosen": ["views", "stage"]}) == 302
    assert "She is tired" in shown(school.page(f"/papers/{school.prepared().pk}/"))


def _lines(school: Papers) -> list[ReadLine]:
    with school_work(school.school):
        return list(ReadLine.objects.select_related("shown"))


def test_the_page_for_a_meeting_says_the_same_on_screen_and_as_a_pdf(school: Papers) -> None:
    path = f"/papers/pupils/{school.pupil().pk}/"
    for role in (TEACHER,):
        assert school.client(role).get(path).status_code == 404
    cells = [shown(one).strip() for one in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", school.page(path), re.DOTALL)]
    content = school.client().get(f"{path}page.pdf")
    assert "Pupil" not in content["Content-Disposition"]
    said = text_of(content.content, "sheet")
    place = 0
    for cell in filter(None, cells):
        found = said.find(" ".join(cell.split()), place)
        assert found >= 0, cell
        place = found
    assert len(PdfReader(io.BytesIO(content.content)).pages) == 1
    assert RESTRICTED not in said
    assert "ask them first" in said
    lead = shown(school.page(path, LEAD))
    assert SENSITIVE not in lead
    assert "1 sensitive barrier left out" in lead
    assert SENSITIVE in shown(school.page(f"{path}?with=sensitive", LEAD))
    assert SENSITIVE not in shown(school.page(f"{path}?with=sensitive"))
    assert RESTRICTED not in shown(school.page(f"{path}?with=sensitive", LEAD))


def test_a_pack_follows_its_agenda_and_its_cases_until_the_meeting_is_held(school: Papers) -> None:
    form = {
        "kind": "panel",
        "name": "Attendance panel",
        "on": typed(THURSDAY),
        "starts_at": "15:30",
        "ends_at": "16:15",
        "chair": str(school.post(OFFICER).pk),
    }
    assert school.sends("/meetings/new/", form) == 302
    meeting = school.client().get("/meetings/").content.decode()
    key = re.search(r"/meetings/([0-9a-f-]{36})/", meeting)[1]  # type: ignore[index]
    assert school.client().get(f"/papers/meetings/{key}/pages.pdf", follow=True).redirect_chain
    pupils = {"pupil": [str(school.pupil(place).pk) for place in (0, 2)], "words": "The panel"}
    assert school.sends(f"/meetings/{key}/add/", pupils) == 302
    assert school.sends(f"/papers/meetings/{key}/pack/", {}) == 302
    school.drain()
    first = school.pack()
    said = text_of(school.content(first.document), "pack")
    for words in (
        "Contents",
        "Attendance panel",
        "In by 8.40",
        "Agreement",
        "Chronology",
        "Breakfast club",
        "The panel",
    ):
        assert words in said
    assert RESTRICTED not in said
    assert SENSITIVE not in said
    assert school.client().get(f"/documents/{first.document}/").status_code == 302
    assert school.client(LEADER).get(f"/documents/{first.document}/").status_code == 404
    bulk = PdfReader(io.BytesIO(school.client().get(f"/papers/meetings/{key}/pages.pdf").content))
    assert len(bulk.pages) == 2

    # Something happens in a case of it: made anew, and the one before is opened no more. Nothing happens: the same.
    with school_work(school.school):
        from schools.cases.operations.support import make_offer  # noqa: PLC0415

        make_offer(school.cases[0], what="A mentor", made_on=THURSDAY, act=school.act())
    school.drain()
    second = school.pack()
    assert second.document != first.document
    assert "A mentor" in text_of(school.content(second.document))
    assert school.client().get(f"/documents/{first.document}/").status_code != 302
    school.sends(f"/papers/meetings/{key}/pack/", {})
    school.drain()
    assert school.pack().document == second.document
    assert school.sends(f"/meetings/{key}/call-off/", {}) == 302
    school.drain()
    assert school.pack().document is None
