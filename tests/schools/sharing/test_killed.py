"""A worker killed at each step of a share, an answer and a revocation; and a store that is down: nothing is half done."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from foundation.documents.store import Store, StoreAwayError
from rollcall.servers.files import FilesInfo
from schools.bundles.models import Bundle
from schools.bundles.rules import kinds
from schools.sharing import tasks
from schools.sharing.models import Share, ShareAct
from schools.sharing.operations import carrying, sharing
from tenants.journal.models import AuditLine
from tenants.shares.models import Act as AuthorityAct
from tenants.shares.models import File, Index, Version
from tenants.shares.operations import answering
from tenants.shares.queries.shares import open_shares
from tenants.trusts.scopes import authority_work, school_work, trust_work
from tests.killed import Step, killed_at
from tests.schools.sharing.both import Both, both_ends
from tests.world import World


@pytest.fixture
def both(world: World, monkeypatch: pytest.MonkeyPatch, file_store: FilesInfo) -> Iterator[Both]:
    with both_ends(world, monkeypatch) as made:
        yield made


def each_step(begin: Callable[[], object], act: Callable[[], object], check: Callable[[str], None]) -> int:
    """Begin, be killed at a step of the act, and check: for each COMMIT, before and after it. How many steps there were."""
    for step in (Step(commit, after=after) for commit in count(1) for after in (False, True)):
        begin()
        if not killed_at(step, act):
            check("not killed")
            return step.commit - 1
        check(str(step))
    raise AssertionError


def agree_anew(both: Both) -> None:
    """The evidence is frozen again in the tests' own way, and shared."""
    with school_work(both.school.school):
        Bundle.objects.update(state=kinds.FROZEN)
    both.agree()


def seen(both: Both) -> list[tuple[int, int]]:
    """Of each share that the officers see: its version, and how many of its files are there to be opened."""
    with authority_work(both.authority):
        shares = list(open_shares())
        found = [
            (
                one.number,
                [file.stored_as for file in File.objects.filter(version__share=one, version__number=one.number)],
            )
            for one in shares
        ]
    place = both.shelf()
    return [(number, sum(bool(place.get(name)) for name in names)) for number, names in found]


def test_a_share_is_there_whole_or_not_and_gone_once_it_was_taken_back(both: Both) -> None:
    """At each step of publishing it, and then at each of taking it back; repeated, both come to their end."""
    school, files = both.school.school, 4

    def published(at: str) -> None:
        assert seen(both) in ([], [(1, files)]), at
        carrying.carry(school, both.share().pk)
        assert seen(both) == [(1, files)], at
        share = both.share()
        assert (share.state, share.carried) == ("published", True), at
        with trust_work(both.world.northfield):
            assert Index.objects.get(pk=share.pk).state == "received", at
            assert AuditLine.objects.filter(about_id=str(share.pk), act="share_published").count() == 1, at
        take_back()
        carrying.carry(school, share.pk)
        assert seen(both) == [], at

    def take_back() -> None:
        share = both.share()
        with school_work(school):
            sharing.revoke(share, school=both.school.school, why="The wrong child.", act=both.act)

    def taken_back(at: str) -> None:
        assert seen(both) in ([], [(1, files)]), at
        if both.share().state == "published":  # killed before it was kept
            take_back()
        share = both.share()
        carrying.carry(school, share.pk)
        assert seen(both) == [], at
        assert both.share().carried, at
        with school_work(school):
            copies = {one["stored_as"] for one in share.versions.get().files}
        assert len(copies) == files
        assert not copies & {one.name for one in both.shelf().files()}, at
        with authority_work(both.authority):
            assert not Version.objects.filter(share=share.pk).exists(), at
        with trust_work(both.world.northfield):
            assert Index.objects.get(pk=share.pk).state == "revoked", at

    steps = each_step(lambda: agree_anew(both), lambda: carrying.carry(school, both.share().pk), published)
    assert steps > 4

    def shared() -> None:
        agree_anew(both)
        carrying.carry(school, both.share().pk)

    assert each_step(shared, take_back, taken_back) > 4


def test_an_answer_is_neither_lost_nor_done_twice(both: Both) -> None:
    both.agree()
    both.carried()
    key = both.share().pk

    def acted() -> None:
        tasks.acted(both.authority, [tasks.Message(1, answering.ACTED, {"share": str(key)})])

    def ask() -> None:
        with authority_work(both.authority):
            answering.say_to_school(open_shares().get(), answering.MESSAGE, "When does the family move?", both.officer)

    def carried(at: str) -> None:
        acted()
        with authority_work(both.authority):
            told = list(AuthorityAct.objects.filter(ours=True).values_list("pk", flat=True))
            assert not AuthorityAct.objects.filter(carried_at=None).exists(), at
        with school_work(both.school.school):
            heard = list(ShareAct.objects.filter(ours=False).values_list("pk", flat=True))
        assert sorted(heard) == sorted(told), at
        with trust_work(both.world.northfield):
            lines = AuditLine.objects.filter(about_id=str(key), act="share_answered").values_list(
                "details__key", flat=True
            )
            assert sorted(lines) == sorted(map(str, told)), at

    assert each_step(ask, acted, carried) > 4


def test_while_the_store_is_down_nothing_is_shared_and_nothing_that_was_taken_back_is_seen(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreAwayError

    both.agree()
    with monkeypatch.context() as down:
        down.setattr(Store, "put", away)
        both.school.drain()
        assert seen(both) == []
    both.carried()
    assert [number for number, _ in seen(both)] == [1]
    share = both.share()
    with monkeypatch.context() as down:
        down.setattr(Store, "remove", away)
        with school_work(both.school.school):
            sharing.revoke(share, school=both.school.school, why="The wrong child.", act=both.act)
        both.school.drain()
        assert seen(both) == []
        assert not both.share().carried
    both.carried()
    with school_work(both.school.school):
        row = Share.objects.get(pk=share.pk)
        copies = {one["stored_as"] for one in row.versions.get().files}
    assert row.carried
    assert not copies & {one.name for one in both.shelf().files()}
