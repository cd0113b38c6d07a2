"""A file that comes in by a link: sent on as the link, taken in by the school's worker, once."""

import datetime as dt
from typing import Any

import pytest

from foundation import clock
from foundation.access.gate import hash_of
from foundation.audit.actors import SYSTEM
from foundation.database.scope import work
from schools.documents.models import Document
from schools.documents.operations import receive_by_link, take_by_link
from schools.journal.operations import make_link
from tenants.trusts.scopes import link_scope, school_work
from tests.files_store import PDF, sent
from tests.schools.documents.conftest import Ground

State = Document.State


@pytest.fixture
def told(ground: Ground, file_store: object) -> dict[str, Any]:
    """What the inbox is told of a file that somebody sent by a link."""
    with school_work(ground.school):
        token = make_link("answer", about=("pupil", ground.pupil.pk), facts={}).split("/")[2]
    with work(link_scope(ground.school, hash_of(token))):
        return take_by_link(sent("letter.pdf"))


def take_in(ground: Ground, told: dict[str, Any]) -> Document:
    with school_work(ground.school):
        return receive_by_link(told, about=("pupil", ground.pupil.pk), by=SYSTEM, now=clock.now())


def test_it_is_one_file_however_often_it_is_told_of(ground: Ground, told: dict[str, Any], antivirus: object) -> None:
    take_in(ground, told)
    take_in(ground, told)
    ground.drain()
    assert (ground.row().state, ground.row().name, ground.row().size) == (State.CLEAN, "letter.pdf", len(PDF))


def test_one_that_is_not_there_yet_is_waited_for_and_then_asked_for_again(
    ground: Ground, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(ground, told | {"stored_as": "f" * 32})
    ground.drain()
    assert ground.row().state == State.COMING
    for _ in range(2):
        then = clock.now() + dt.timedelta(minutes=2)
        monkeypatch.setattr(clock, "now", lambda then=then: then)
        ground.drain()
    assert ground.row().state == State.MISSING
    assert "Send again" in ground.client.get(ground.address).content.decode()
