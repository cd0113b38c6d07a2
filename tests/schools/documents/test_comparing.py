"""`rollcall files`: what is in the store and wanted by no row, and what rows want and the store has not."""

import datetime as dt

import pytest

from foundation import clock
from foundation.documents.store import NothingThereError, Stored, new_name, shelf
from rollcall.__main__ import main
from schools.documents.models import Document
from schools.documents.operations import comparing
from tenants.trusts.scopes import school_work
from tests.files_store import PDF
from tests.schools.documents.conftest import Ground

State = Document.State
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_left(ground: Ground, file_store: object) -> None:
    """What earlier tests of the same school have left in the store goes first."""
    with school_work(ground.school):
        place = shelf()
    for one in list(place.files()):
        place.remove(one.name)


def test_where_rows_and_store_agree_nothing_is_changed(
    ground: Ground, file_store: object, antivirus: object, capsys: pytest.CaptureFixture[str]
) -> None:
    ground.send()
    ground.drain()
    assert main(["files", ground.school.slug, "--mend"]) == 0
    assert capsys.readouterr().out == f"{ground.school.slug}: rows and store agree\n"
    assert ground.row().state == State.CLEAN


def test_what_does_not_agree_is_told_and_put_right_when_asked(
    ground: Ground,
    file_store: object,
    antivirus: object,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground.send()
    ground.drain()
    with school_work(ground.school):
        place = shelf()
    place.remove(ground.row().stored_as)
    nobodys = new_name()
    place.put(nobodys, PDF, content_type="application/pdf", shown_as="x")
    assert main(["files", ground.school.slug]) == 1
    assert "0 in the store that no row wants, 1 lost, 0 came late; left as it is" in capsys.readouterr().out

    later = clock.now() + 2 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    assert main(["files", ground.school.slug]) == 1
    assert "1 in the store that no row wants, 1 lost" in capsys.readouterr().out
    assert place.get(nobodys) == PDF
    assert ground.row().state == State.CLEAN
    assert main(["files", ground.school.slug, "--mend"]) == 1
    assert "put right" in capsys.readouterr().out
    with pytest.raises(NothingThereError):
        place.get(nobodys)
    assert ground.row().state == State.MISSING
    assert main(["files", ground.school.slug]) == 0


def test_what_came_late_is_looked_at(ground: Ground, file_store: object, antivirus: object) -> None:
    ground.send()
    with school_work(ground.school):
        Document.objects.update(state=State.MISSING)
    assert main(["files", ground.school.slug, "--mend"]) == 0
    ground.drain()
    assert ground.row().state == State.CLEAN


def test_what_is_under_way_while_the_store_is_listed_counts_for_neither(ground: Ground, file_store: object) -> None:
    """Listed before a file came, it looks lost; listed after one went, it looks unwanted. Both readings must say so."""
    ground.send()
    row, now = ground.row(), clock.now()
    with school_work(ground.school):
        assert comparing.compared(frozenset(), [], now=now).agrees
        assert comparing.compared({row.stored_as}, [], now=now).lost == (row.pk,)
        young, old = Stored("a" * 32, now), Stored("b" * 32, now - 2 * DAY)
        here = Stored(row.stored_as, now - 2 * DAY)
        assert comparing.compared(frozenset(), [young, old, here], now=now).unwanted == ("b" * 32,)


def test_a_store_that_does_not_answer_is_said(
    ground: Ground, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.FILE_STORE_URL = ""  # type: ignore[attr-defined]
    assert main(["files", ground.school.slug]) == 1
    assert "does not answer" in capsys.readouterr().err
