"""A store or a scanner that is down, slow or refuses: what the file belongs to is saved, and the file is asked for again."""

import datetime as dt
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from foundation import clock
from foundation.documents import scanning, store
from foundation.documents.kinds import PDF as PDF_KIND
from foundation.documents.store import Store, shelf
from foundation.documents.where import store_at
from foundation.refusals import Refused
from rollcall.servers.files import FilesInfo
from rollcall.servers.stand_ins import EICAR, ClamdServer
from schools.documents.models import Document, Held
from schools.documents.operations import copy_of, keep_own, keeping, open_address
from schools.journal.models import AuditLine, DueRow
from tenants.trusts.scopes import school_work
from tests.files_store import PDF, sent, upload
from tests.schools.documents.conftest import Ground

State = Document.State


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield listening.getsockname()[1]


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port at which nobody is."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture(params=["down", "slow", "refuses"])
def bad_store(
    request: Any, settings: Any, file_store: FilesInfo, silent: int, nobody: int, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of a store with that fault, whose faults take less than a second; the settings name it."""
    at = store_at(file_store.url)
    url = {
        "down": f"http://a:b@127.0.0.1:{nobody}/rollcall",
        "slow": f"http://a:b@127.0.0.1:{silent}/rollcall",
        "refuses": f"{at.address.replace('://', f'://{at.login}:wrong@')}/rollcall",
    }[request.param]
    settings.FILE_STORE_URL = url
    bad, made = Store(store_at(url), connects_within=0.3, answers_within=0.3), store._store_of
    monkeypatch.setattr(store, "_store_of", lambda asked: bad if asked == url else made(asked))
    return str(request.param)


def later(ground: Ground, monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    """Let so many minutes pass, and the worker do what falls due."""
    then = clock.now() + dt.timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: then)
    ground.drain()


def test_the_act_is_saved_and_the_file_asked_for_again(
    ground: Ground, bad_store: str, file_store: FilesInfo, settings: Any
) -> None:
    assert ground.send(upload("letter.pdf")) == 302
    row = ground.row()
    assert row.state == State.MISSING
    page = ground.client.get(ground.address).content.decode()
    assert "Did not arrive" in page
    assert "Send the file again. What it belongs to is saved." in page
    assert ground.client.get(f"/documents/{row.pk}/").status_code == 409
    with school_work(ground.school):
        assert AuditLine.objects.filter(act="document.received", about_id=str(row.pk)).count() == 1

    settings.FILE_STORE_URL = file_store.url
    again = ground.client.post(f"/documents/{row.pk}/again/", {"file": upload("letter, better.pdf", PDF)})
    assert again.status_code == 302
    ground.drain()
    row = ground.row()
    assert (row.state, row.name) == (State.UNSCANNED, "letter, better.pdf")
    assert ground.client.get(f"/documents/{row.pk}/").status_code == 302
    assert ground.client.post(f"/documents/{row.pk}/again/", {"file": upload()}).status_code == 422


def test_the_same_file_sent_again_from_the_page_takes_its_place(
    ground: Ground, file_store: FilesInfo, settings: Any
) -> None:
    settings.FILE_STORE_URL = ""
    ground.send()
    assert ground.row().state == State.MISSING
    settings.FILE_STORE_URL = file_store.url
    ground.send()
    assert ground.row().state == State.WAITING


def test_a_form_that_is_refused_sends_nothing_to_the_store(
    ground: Ground, file_store: FilesInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[object] = []
    monkeypatch.setattr(keeping, "put", lambda *given: put.append(given))
    assert ground.send(upload("letter.pdf"), upload("program.pdf", b"MZ")) == 422
    with school_work(ground.school):
        assert not Document.objects.exists()
    assert put == []


@pytest.mark.parametrize("arrived", [True, False])
def test_a_process_that_ended_between_saving_and_sending_has_lost_nothing_but_the_file(
    ground: Ground, file_store: FilesInfo, monkeypatch: pytest.MonkeyPatch, arrived: bool
) -> None:
    """Killed before it sent the bytes, the file is asked for again; killed after, it is looked at as any other."""

    def killed(_scope: object, place: Any, _document: object, stored_as: str, given: Any) -> None:
        if arrived:
            place.put(stored_as, given.content, content_type="application/pdf", shown_as="x")

    monkeypatch.setattr(keeping, "_bring", killed)
    ground.send()
    assert ground.row().state == State.COMING
    ground.drain()
    assert ground.row().state == State.COMING
    later(ground, monkeypatch, 3)
    assert ground.row().state == (State.UNSCANNED if arrived else State.MISSING)


def test_what_we_made_is_kept_whatever_the_store_does(
    ground: Ground, bad_store: str, file_store: FilesInfo, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with school_work(ground.school):
        about = ("pupil", ground.pupil.pk)
        keep_own(PDF, name="Letter.pdf", kind=PDF_KIND, about=about, by=ground.by, now=clock.now())
    ground.drain()
    assert (ground.row().state, ground.row().tries) == (State.COMING, 1)
    later(ground, monkeypatch, 2)
    assert ground.row().tries == 2
    settings.FILE_STORE_URL = file_store.url
    later(ground, monkeypatch, 2)
    assert ground.row().state == State.CLEAN
    with school_work(ground.school):
        assert not Held.objects.exists()
        assert shelf().get(ground.row().stored_as) == PDF


def test_what_we_made_is_opened_at_once(ground: Ground, file_store: FilesInfo) -> None:
    with school_work(ground.school):
        about = ("pupil", ground.pupil.pk)
        row = keep_own(PDF, name="Letter.pdf", kind=PDF_KIND, about=about, by=ground.by, now=clock.now())
        with pytest.raises(Refused, match="Being received"):
            open_address(row)
        with pytest.raises(Refused, match="Being received"):
            copy_of(row)
    assert ground.client.get(f"/documents/{row.pk}/").status_code == 302
    ground.drain()
    with school_work(ground.school):
        copy = copy_of(Document.objects.get())
    assert copy.read() == PDF


def test_what_the_store_took_though_its_answer_was_lost_is_not_sent_twice(
    ground: Ground, file_store: FilesInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(place: Any, stored_as: str, content: bytes, kind: str) -> None:
        place.put(stored_as, content, content_type="application/pdf", shown_as=kind)
        raise store.StoreAwayError

    monkeypatch.setattr("schools.documents.operations.checking.put", lost)
    with school_work(ground.school):
        about = ("pupil", ground.pupil.pk)
        keep_own(PDF, name="Letter.pdf", kind=PDF_KIND, about=about, by=ground.by, now=clock.now())
    assert ground.row().state == State.CLEAN


@pytest.mark.parametrize("how", ["down", "slow", "cut"])
def test_a_scanner_that_does_not_answer_leaves_the_file_waiting(
    ground: Ground,
    file_store: FilesInfo,
    antivirus: ClamdServer,
    silent: int,
    nobody: int,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    monkeypatch.setattr(scanning, "PATIENCE", 0.3)
    ports = {"down": nobody, "slow": silent, "cut": antivirus.port}
    antivirus.cut = True
    settings.ANTIVIRUS = f"tcp://127.0.0.1:{ports[how]}"
    ground.send()
    ground.drain()
    assert (ground.row().state, ground.row().tries) == (State.WAITING, 1)
    assert "Waiting to be checked" in ground.client.get(ground.address).content.decode()
    antivirus.cut = False
    settings.ANTIVIRUS = antivirus.address
    later(ground, monkeypatch, 2)
    assert ground.row().state == State.CLEAN


def test_bytes_that_are_not_those_that_were_sent_are_not_opened(
    ground: Ground, file_store: FilesInfo, antivirus: ClamdServer
) -> None:
    ground.send()
    row = ground.row()
    with school_work(ground.school):
        place = shelf()
    place.put(row.stored_as, b"something else", content_type="application/pdf", shown_as="x")
    ground.drain()
    assert ground.row().state == State.MISSING


def test_a_look_repeated_changes_nothing(ground: Ground, file_store: FilesInfo, antivirus: ClamdServer) -> None:
    ground.send()
    ground.drain()
    with school_work(ground.school):
        DueRow.objects.update(at=clock.now())
        before = AuditLine.objects.count()
    ground.drain()
    with school_work(ground.school):
        assert AuditLine.objects.count() == before
    assert antivirus.looked_at == 1
    assert sent().sha256 == ground.row().sha256


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., object]]:
    """The scanner's patience is read when it is asked."""
    asked = scanning.found_in
    monkeypatch.setattr(
        "schools.documents.operations.checking.found_in",
        lambda content, *, at: asked(content, at=at, patience=scanning.PATIENCE),
    )
    yield asked


def test_what_did_not_arrive_stands_on_today_until_it_is_sent_or_removed(
    ground: Ground, file_store: FilesInfo, antivirus: ClamdServer, settings: Any
) -> None:
    def today() -> str:
        return ground.client.get("/today/?list=files").content.decode()

    assert "Files to send again" not in today()
    settings.FILE_STORE_URL = ""
    ground.send(upload("letter of Canary.pdf"))
    page = today()
    assert "Files to send again" in page
    assert f"/documents/{ground.row().pk}/again/" in page
    assert "letter of Canary" not in page
    settings.FILE_STORE_URL = file_store.url
    ground.client.post(f"/documents/{ground.row().pk}/again/", {"file": upload("note.txt", EICAR)})
    assert "Files to send again" not in today()
    ground.drain()
    assert "Refused: a virus was found" in today()
