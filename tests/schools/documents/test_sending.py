"""A file from the box on a page to whoever opens it: kept, looked at, opened, removed."""

import urllib.error
import urllib.request

import pytest

from rollcall.servers.stand_ins import EICAR
from schools.documents.models import Document
from schools.journal.models import ReadLine
from tenants.trusts.scopes import school_work
from tests.files_store import PDF, upload
from tests.schools.documents.conftest import Ground

State = Document.State


def test_a_file_is_sent_checked_and_opened(ground: Ground, file_store: object, antivirus: object) -> None:
    assert ground.send(upload("Letter of the dentist.pdf")) == 302
    assert ground.row().state == State.WAITING
    assert ground.client.get(f"/documents/{ground.row().pk}/").status_code == 409
    with school_work(ground.school):
        told = ReadLine.objects.filter(shown__about_kind="document", shown__about_id=str(ground.row().pk))
        assert [(line.person_name, line.shown.what) for line in told] == [(ground.by.name, "pupil")]
    ground.drain()
    assert ground.row().state == State.CLEAN
    assert "Letter of the dentist.pdf" in ground.client.get(ground.address).content.decode()
    answer = ground.client.get(f"/documents/{ground.row().pk}/")
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    assert "dentist" not in answer["Location"]
    with urllib.request.urlopen(answer["Location"]) as opened:
        assert opened.read() == PDF
        assert opened.headers["Content-Disposition"].startswith("attachment; filename=")
        assert "dentist" not in str(opened.headers)
    with school_work(ground.school):
        assert [line.person_name for line in ReadLine.objects.filter(shown__what="document")] == [ground.by.name]


def test_a_virus_is_refused_and_its_bytes_are_deleted(ground: Ground, file_store: object, antivirus: object) -> None:
    assert ground.send(upload("note.txt", b"Dear all, " + EICAR)) == 302
    ground.drain()
    row = ground.row()
    assert (row.state, row.found) == (State.REFUSED, "Eicar-Test-Signature")
    assert row.gone_at is None
    ground.drain()
    assert ground.row().gone_at is not None
    page = ground.client.get(ground.address).content.decode()
    assert "Refused: a virus was found, Eicar-Test-Signature" in page
    assert ground.client.get(f"/documents/{row.pk}/").status_code == 409


def test_what_is_removed_is_opened_by_nobody_and_says_so(ground: Ground, file_store: object, antivirus: object) -> None:
    ground.send()
    ground.drain()
    row = ground.row()
    held = ground.client.get(f"/documents/{row.pk}/")["Location"]
    assert ground.client.post(f"/documents/{row.pk}/remove/").status_code == 302
    assert ground.client.get(f"/documents/{row.pk}/").status_code == 409
    ground.drain()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(held)
    assert ground.row().gone_at is not None
    assert f"removed {ground.row().removed_at:%-d}" in ground.client.get(ground.address).content.decode()


def test_the_same_file_sent_twice_is_one(ground: Ground, file_store: object) -> None:
    assert ground.send(upload("a.pdf"), upload("b.pdf")) == 302
    assert ground.send(upload("a.pdf")) == 302
    assert ground.row().name == "a.pdf"


def test_without_a_scanner_files_are_opened_and_the_page_says_that_nothing_looked(
    ground: Ground, file_store: object
) -> None:
    ground.send()
    ground.drain()
    assert ground.row().state == State.UNSCANNED
    assert "Not checked for viruses" in ground.client.get(ground.address).content.decode()
    assert ground.client.get(f"/documents/{ground.row().pk}/").status_code == 302
