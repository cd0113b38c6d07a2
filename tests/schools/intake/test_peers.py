"""The systems that files come from: the intake knows none by name, and asks which only where there is more than one."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.access.roles import Role
from foundation.refusals import Refused
from integrations.exchange.survey import survey
from rollcall.__main__ import main
from schools.intake.models import ImportRun
from schools.intake.operations import peers as declared
from schools.intake.operations.peers import Peer, declare_peer, peers
from schools.intake.rules.records import MarkFold
from schools.journal.tasks import drain
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.intake.exports import AS_AT, apply, upn
from tests.world import World

ROOT = Path(__file__).resolve().parents[3]


class AjaxFile:
    """A file of another system: with a code nobody knows when it says so, and two marks for one session otherwise."""

    layout = "Ajax export: marks"

    def __init__(self, stream, /, *, progress=None):
        survey(stream, system="Ajax")
        stream.seek(0)
        self._text = stream.read().decode()

    def roll(self, problems, *, as_at):
        raise AssertionError("no roll is sent here")

    def marks(self, problems, *, as_at):
        fold = MarkFold(problems, as_at=as_at)
        array = fold.array(upn(1), 1)
        if "unknown" in self._text:
            problems.add(fold.place(dt.date(2026, 9, 2), 1, "QQ", 1))
        else:
            fold.clash(array, fold.marks.slot(dt.date(2026, 9, 2), 1), 0, 1)
        return fold.marks


@pytest.fixture
def ajax(monkeypatch: pytest.MonkeyPatch) -> Peer:
    monkeypatch.setattr(declared, "_peers", dict(declared._peers))
    peer = Peer("ajax", "Ajax", AjaxFile)
    declare_peer(peer)
    return peer


@pytest.fixture
def officer(world: World, school: School) -> Client:
    return world.client(world.employ(Role.ATTENDANCE_OFFICER, school), school)


def words(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def send(client: Client, text: str, **fields: str) -> str:
    """Send a file of marks; the address of the import, or the words of the refusal."""
    file = SimpleUploadedFile("marks.txt", text.encode())
    response = client.post("/imports/", {"marks": file, "as_at": f"{AS_AT:%d/%m/%Y}", **fields})
    return str(response["Location"]) if response.status_code == 302 else words(response.content)


def test_with_one_system_nobody_is_asked_which(officer: Client, school: School) -> None:
    page = officer.get("/imports/").content
    assert b'name="source"' not in page
    assert "from SIMS" in words(page)
    assert "Pupils with their UPN, dates and groups: a SIMS report as XML or CSV." in words(page)
    send(officer, "UPN,Date\n", source="ajax")
    with school_work(school):
        assert ImportRun.objects.get().source == "sims"


def test_with_two_whoever_sends_files_says_which(ajax: Peer, officer: Client, school: School) -> None:
    page = officer.get("/imports/").content
    assert re.findall(r'<option value="(\w+)"', page.decode()) == ["ajax", "sims"]
    assert "from Ajax or SIMS" in words(page)
    assert "groups: a report as XML or CSV." in words(page)
    assert "Choose the system that the files come from." in send(officer, "unknown")
    with school_work(school):
        assert not ImportRun.objects.exists()
    send(officer, "unknown", source="ajax")
    with school_work(school):
        assert ImportRun.objects.get().source == "ajax"


def test_its_files_are_opened_by_its_own_connector_and_words_say_its_name(
    ajax: Peer, officer: Client, school: School
) -> None:
    aside, wrong, empty = (send(officer, text, source="ajax") for text in ("unknown", "twice", "\0"))
    drain.run(str(school.pk))
    assert "The mark is left out; correct it in Ajax, or enter it in Rollcall" in words(officer.get(aside).content)
    assert "Correct it in Ajax so that the session has one mark" in words(officer.get(wrong).content)
    assert "Export it from Ajax again, or save it as" in words(officer.get(empty).content)
    with school_work(school):
        run = ImportRun.objects.get(pk=wrong.strip("/").rpartition("/")[2])
    with pytest.raises(Refused, match="correct them in Ajax and send the file again"):
        apply(school, run)


def test_the_command_names_the_systems_it_knows(
    ajax: Peer, school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "marks.txt").write_text("unknown")
    given = ["--school", school.slug, "--marks", str(tmp_path / "marks.txt"), "--as-at", AS_AT.isoformat()]
    assert main(["import", "arbour", *given]) == 1
    assert "Files may come from: ajax (Ajax), sims (SIMS)." in capsys.readouterr().err
    assert main(["import", "ajax", *given]) == 0
    assert "Ajax export: marks" in capsys.readouterr().out


def test_a_key_is_declared_once(ajax: Peer) -> None:
    with pytest.raises(ImproperlyConfigured):
        declare_peer(ajax)


def test_neither_the_schools_nor_the_exchange_name_a_system() -> None:
    named = re.compile(rf"\b({'|'.join(word for peer in peers() for word in (peer.key, peer.name))})\b", re.IGNORECASE)
    files = [path for folder in ("schools", "integrations/exchange") for path in (ROOT / folder).rglob("*")]
    read = [path for path in files if path.suffix in {".py", ".html", ".txt"}]
    assert len(read) > 100
    assert [str(path) for path in read if named.search(path.read_text("utf-8"))] == []
