"""Bundles of evidence: blocked while anything is lacking, frozen as read, the same bytes each time, of one parent alone."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from rollcall.servers.files import FilesInfo
from schools.bundles.models import BundleVersion
from schools.bundles.pages.printing import register_csv
from schools.bundles.rules.evidence import Evidence
from schools.cases.models import Event
from schools.documents.models import Document
from schools.journal.models import AuditLine, ReadLine
from schools.letters.models import Letter
from schools.penalties.models import Penalty
from tenants.policies.rules.notice_states import UNPAID
from tenants.trusts.scopes import school_work
from tests.schools.bundles.evidence import FRIDAY, NEVER, evidence, frozen, mended, prepared, read_of, shown
from tests.schools.cases.keeping import HEAD, LEADER, OFFICER, TEACHER, THURSDAY
from tests.schools.correspondence.writing import FATHER, MOTHER
from tests.schools.papers.keeping import (
    Papers,
    text_of,
)
from tests.schools.registers.taking import at
from tests.world import World


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch, file_store: FilesInfo) -> Iterator[Papers]:
    with evidence(world, monkeypatch) as made:
        yield made


def test_each_authority_is_asked_by_its_own_profile_and_each_fault_leads_to_what_mends_it(school: Papers) -> None:
    """AO-8: an open N, a gap and a decision letter that is missing block it; another authority wants other papers."""
    path = prepared(school, "eastshire")
    page = school.page(path)
    said = shown(page)
    for words in (
        "N still stands in 1 session of the period, the first on 19 Nov",
        "1 session of the period holds no mark, the first on 20 Nov",
        "No letter with the decision on the leave of 19 Nov has left",
        "No notice to improve was given to this parent",
        "4 things are lacking",
    ):
        assert words in said
    pupil = school.pupil().pk
    for address in (f"/pupils/{pupil}/marks/2026-11-19/", f"/pupils/{pupil}/marks/2026-11-20/", f"/leave/for/{pupil}/"):
        assert f'href="{address}"' in page
    assert 'name="read"' not in page
    other = shown(school.page(prepared(school, "westmoor", "referral")))
    assert "2 things are lacking" in other
    assert "decision on the leave" not in other
    # What is lacking is asked again by the act: a page that is made up freezes nothing.
    school.sends(f"{path}freeze/", {"read": "0" * 64})
    mended(school)
    assert "2 things are lacking" in shown(school.page(path))
    with school_work(school.school):
        assert not BundleVersion.objects.exists()


#: Makes the PDF of evidence that it is given, and says its digest.
AGAIN = """
import hashlib, json, sys
import django
django.setup()
from schools.bundles.pages.printing import bundle_pdf
from schools.bundles.rules.evidence import Evidence
print(hashlib.sha256(bundle_pdf(Evidence.of(json.load(sys.stdin)))).hexdigest())
"""


def made_elsewhere(evidence: dict[str, Any]) -> str:
    """The digest of the PDF as another process makes it, of another order of sets and another zone."""
    other = {"DJANGO_SETTINGS_MODULE": "rollcall.settings.test", "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    made = subprocess.run(
        [sys.executable, "-c", AGAIN], input=json.dumps(evidence), env=os.environ | other, capture_output=True, text=True,
        check=True, timeout=120,
    )  # fmt: skip
    return made.stdout.strip()


def test_what_was_frozen_is_made_as_it_stood_and_whatever_is_amended_later_stands_beside_it(school: Papers) -> None:
    mended(school)
    path = prepared(school, "westmoor")
    stale = read_of(school, path)
    assert school.taking.save(school.taking.mark(1, "I", "/"), version=1, on=FRIDAY, reason="Ill").status_code == 200
    assert (
        school.taking.save(school.taking.mark(0, "O", "/"), version=2, on=FRIDAY, reason="Not seen").status_code == 200
    )
    school.taking.set_clock(at(9, 40, on=FRIDAY))
    school.sends(f"{path}freeze/", stale)  # somebody else's mark changed nothing of it, the child's own did
    with school_work(school.school):
        assert not BundleVersion.objects.exists()
    version = frozen(school, path)
    evidence = Evidence.of(version.evidence)
    assert [(one.date, one.session, one.code) for one in evidence.counted] == [
        (THURSDAY, 1, "G"),
        (THURSDAY, 2, "O"),
    ]
    assert evidence.readings[-1].code == "O"

    # Each file is what the manifest says, and made again it is the same.
    files = {one["name"]: school.content(one["document"]) for one in version.files}
    assert {name: hashlib.sha256(content).hexdigest() for name, content in files.items()} == {
        one["name"]: one["sha256"] for one in version.files
    }
    assert hashlib.sha256(files["manifest.json"]).hexdigest() == version.manifest_sha256
    listed = json.loads(files["manifest.json"])
    assert {one["name"]: one["sha256"] for one in listed["files"]} == {
        one["name"]: one["sha256"] for one in version.files if one["name"] != "manifest.json"
    }
    assert made_elsewhere(version.evidence) == hashlib.sha256(files["bundle.pdf"]).hexdigest()
    # pypdf, which did not make it, opens it: whose evidence it is stands on every page.
    pages = PdfReader(io.BytesIO(files["bundle.pdf"]), strict=True).pages
    assert all(version.digest[:16] in page.extract_text() for page in pages)
    assert register_csv(evidence) == files["register.csv"]
    rows = list(csv.DictReader(io.StringIO(files["register.csv"].decode("utf-8-sig"))))
    assert [row["date"] for row in rows if row["counted"] == "1"] == ["2026-11-19", "2026-11-19"]

    # Later amendments are flagged beside it and are never inside.
    assert school.taking.save(school.taking.mark(0, "I", "O"), version=3, on=FRIDAY, reason="Letter").status_code == 200
    page = shown(school.page(path))
    assert "1 session amended since" in page
    assert "20 Nov AM: O, now I" in page
    # Of a parent of whom no notice was asked for there is nothing to ask the authority.
    father = prepared(school, "westmoor", whom=str(school.parent(FATHER)))
    assert "No notice to this parent was proposed" in shown(school.page(father))
    school.drain()
    with school_work(school.school):
        assert Evidence.of(BundleVersion.objects.get().evidence) == evidence
        assert {one.name for one in Document.objects.filter(about_id=version.pk)} == set(files)


def test_nothing_of_the_other_parent_is_in_it_and_it_opens_to_whoever_has_penalties(school: Papers) -> None:
    mended(school)
    path = prepared(school, "westmoor")
    version = frozen(school, path)
    files = {one["name"]: school.content(one["document"]) for one in version.files}
    text = text_of(files["bundle.pdf"], "bundle")
    held = " ".join([text, files["chronology.csv"].decode(), json.dumps(version.evidence), shown(school.page(path))])
    for words in NEVER:
        assert words not in held, words
    for words in (MOTHER, "Breakfast club from Monday", "3 Larch Row", version.digest):
        assert words in text, words
    assert "Letter" in text

    # Who opens it is in the table of rights; a file is opened by whoever sees the bundle, and each reader has a line.
    file = f"/documents/{version.files[0]['document']}/"
    for role, sees in ((OFFICER, True), (HEAD, True), (LEADER, True), (TEACHER, False)):
        assert (school.client(role).get(path).status_code == 200) == sees, role
        assert (school.client(role).get(file).status_code == 302) == sees, role
    assert school.sends(f"{path}drop/", {}, LEADER) == 404
    with school_work(school.school):
        read = {name.rsplit(" ", 1)[0].capitalize() for name in ReadLine.objects.values_list("person_name", flat=True)}
        assert read >= {one.label for one in (OFFICER, HEAD, LEADER)}


def test_it_goes_out_is_asked_about_and_goes_out_again(school: Papers) -> None:
    mended(school)
    path = prepared(school, "westmoor")
    asked = {"kind": "penalty", "whom": str(school.parent(MOTHER)), "authority": "westmoor"}
    asked |= {"first": "2026-09-07", "last": "2026-11-20"}
    assert school.sends(f"/bundles/cases/{school.case}/new/", asked) == 422  # one of a kind at a time, about one parent
    assert school.sends(f"{path}send/", {"on": "today", "how": "portal"}) == 422  # nothing is frozen
    with school_work(school.school):
        sent = {
            row.contact.name: row for row in Letter.objects.select_related("contact").filter(document__isnull=False)
        }
    chosen: dict[str, object] = {"first": "2026-09-07", "last": "2026-11-20"}
    assert school.sends(f"{path}change/", chosen | {"attached": [str(sent[FATHER].document)]}) == 422
    assert school.sends(f"{path}change/", chosen | {"attached": [str(sent[MOTHER].document)]}) == 302
    assert school.sends(f"{path}freeze/", read_of(school, path)) == 302
    assert school.sends(f"{path}send/", {"on": "today", "how": "portal"}) == 422  # its files are still being made
    school.drain()
    with school_work(school.school):
        version = BundleVersion.objects.get()
    attached = next(one for one in version.files if one["name"] == "attachment-01.pdf")
    assert attached["sha256"] == hashlib.sha256(school.content(attached["document"])).hexdigest()
    listed = next(one for one in version.files if one["name"] == "manifest.json")
    assert attached["sha256"] in school.content(listed["document"]).decode()
    assert school.sends(f"{path}send/", {"on": "tomorrow", "how": "portal"}) == 422
    assert school.sends(f"{path}send/", {"on": "yesterday", "how": "portal"}) == 422
    assert school.sends(f"{path}send/", {"on": "today", "how": "portal"}) == 302
    assert school.sends(f"{path}answer/", {"move": "ask", "on": "today", "words": ""}) == 422
    assert school.sends(f"{path}answer/", {"move": "ask", "on": "today", "words": "The letter of October"}) == 302
    assert "The letter of October" in shown(school.page(path))
    second = frozen(school, path)
    assert second.number == 2
    assert school.sends(f"{path}send/", {"on": "today", "how": "portal"}) == 302
    assert school.sends(f"{path}answer/", {"move": "accept", "on": "today", "words": ""}) == 302
    assert school.sends(f"{path}answer/", {"move": "decline", "on": "today", "words": "x"}) == 422
    with school_work(school.school):
        told = list(Event.objects.filter(room="bundles").order_by("at").values_list("words", flat=True))
        assert told == [
            "Penalty notice request, version 1, sent to the authority by the authority’s portal",
            "Penalty notice request asked about",
            "Penalty notice request, version 2, sent to the authority by the authority’s portal",
            "Penalty notice request accepted",
        ]
        lines = AuditLine.objects.filter(act__startswith="bundle.").order_by("pk").values_list("act", flat=True)
        assert list(lines)[-2:] == ["bundle.sent", "bundle.accepted"]
        assert not any("October" in str(details) for details in AuditLine.objects.values_list("details", flat=True))


def test_the_headteacher_alone_signs_what_is_for_court(school: Papers) -> None:
    mended(school)
    path = prepared(school, "westmoor", "prosecution")
    assert "No notice to this parent is unpaid" in shown(school.page(path))
    with school_work(school.school):
        Penalty.objects.update(state=UNPAID, issued_on=FRIDAY)
    assert "statement is not written" in shown(school.page(path))
    chosen = {"first": "2026-09-07", "last": "2026-11-20", "statement": "I keep the register of this school."}
    assert school.sends(f"{path}change/", chosen | {"attached": "made-up"}) == 422
    assert school.sends(f"{path}change/", chosen) == 302
    assert "the headteacher signs it" in shown(school.page(path))
    assert school.sends(f"{path}freeze/", {"read": "x"}) == 404
    assert school.sends(f"{path}freeze/", read_of(school, path, HEAD), HEAD) == 302
    school.drain()
    with school_work(school.school):
        version = BundleVersion.objects.get()
    text = text_of(school.content(version.files[0]["document"]), "prosecution")
    assert "Certified as a true extract" in text
    assert "I keep the register of this school." in text
    assert version.signed_position in text
