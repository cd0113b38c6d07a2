"""Shares in the database: one authority's alone, published once, answered by the table, gone when they end."""

import datetime as dt
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError

from foundation.audit.actors import SYSTEM
from foundation.refusals import Overtaken, Refused
from tenants.journal.models import AuditLine, OutboxRow
from tenants.shares.models import Act, File, Index, Notice, Share, Version
from tenants.shares.operations import answering, indexing
from tenants.shares.operations.answering import ACTED, Officer, answer
from tenants.shares.operations.publishing import CAME, CopiedFile, From, Publication, end, publish
from tenants.shares.queries.shares import open_shares
from tenants.shares.rules import states
from tenants.trusts.models import LocalAuthority
from tenants.trusts.scopes import authority_work, identity_work, school_work, trust_work
from tests.session_database import SUPERUSER_URL
from tests.tenants.sharing import NOW, PARENT, SURNAME, TODAY, UPN, forget, officer, pack, shared, ten_days
from tests.world import World

#: The last day of an answered share.
LAST = dt.date(2027, 11, 19)
#: The tables that hold what was shared.
TABLES = ("share", "version", "file", "act", "notice", "question")


@pytest.fixture
def eastshire(world: World) -> Iterator[LocalAuthority]:
    """With nothing shared, before and after."""
    forget(world)
    yield world.eastshire
    forget(world)


def decide(share: Share, move: str, by: Officer, on: dt.date | None = None, words: str = "", number: int = 1) -> Share:
    return answer(share, move, number=number, words=words, on=on, officer=by)


def test_a_share_is_one_authoritys_and_no_other_place_reads_it(world: World, eastshire: LocalAuthority) -> None:
    share = shared(world.alder, eastshire, pack(world.alder))
    with authority_work(world.westmoor):
        assert not Share.objects.exists()
        assert not Version.objects.exists()
        with pytest.raises(DatabaseError):
            Share.objects.create(id=uuid.uuid4(), **_values(share))
    for work in (trust_work(world.northfield), school_work(world.alder), identity_work()):
        with pytest.raises(DatabaseError), work:
            Share.objects.count()


def _values(share: Share) -> dict[str, object]:
    fields = [field.attname for field in Share._meta.concrete_fields if field.attname != "id"]
    return {name: getattr(share, name) for name in fields}


def test_what_is_shared_stands_in_no_other_table_above_the_schools(world: World, eastshire: LocalAuthority) -> None:
    """The shared child's name and UPN: in the authority's share and version, and in no ledger, line, index or message."""
    share = shared(world.alder, eastshire, pack(world.alder))
    by = officer(world, eastshire)
    with authority_work(eastshire):
        decide(share, "accept", by)
        decide(share, "issue", by, TODAY)
    with psycopg.connect(SUPERUSER_URL) as server:
        tables = [name for (name,) in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        holding = {
            table
            for table in tables
            for said in (SURNAME, UPN, PARENT)
            if server.execute(f"SELECT 1 FROM {table} t WHERE t::text LIKE %s LIMIT 1", [f"%{said}%"]).fetchone()
        }
    assert holding == {"shares_share", "shares_version"}


def test_a_version_is_published_once_and_a_newer_one_takes_its_place(world: World, eastshire: LocalAuthority) -> None:
    first = shared(world.alder, eastshire, pack(world.alder))
    by = officer(world, eastshire)
    with authority_work(eastshire):
        decide(first, "ask", by, words="Please send the letter.")
    shared(world.alder, eastshire, pack(world.alder), share=first.pk, number=2)
    with authority_work(eastshire):
        row = Share.objects.get()
        assert (row.number, row.state) == (2, states.RECEIVED)
        assert [one.number for one in row.versions.all()] == [2, 1]
        with pytest.raises(Overtaken):
            decide(row, "accept", by, number=1)
        decide(row, "accept", by, number=2)
    shared(world.alder, eastshire, pack(world.alder), share=first.pk, number=1)
    with authority_work(eastshire):
        assert Share.objects.get().state == states.ACCEPTED
        assert Version.objects.count() == 2
        assert OutboxRow.objects.filter(topic=CAME).exists()


def test_what_was_acknowledged_and_told_anew_is_to_be_acknowledged_anew(
    world: World, eastshire: LocalAuthority
) -> None:
    first = shared(world.alder, eastshire, ten_days(world.alder))
    with authority_work(eastshire):
        decide(first, "acknowledge", officer(world, eastshire))
    shared(world.alder, eastshire, ten_days(world.alder), share=first.pk, number=2)
    with authority_work(eastshire):
        assert Share.objects.get().state == states.RECEIVED


def test_a_publication_that_is_carried_out_twice_is_one(world: World, eastshire: LocalAuthority) -> None:
    key = uuid.uuid4()
    file = CopiedFile(uuid.uuid4(), "evidence.pdf", "pdf", 3, "0" * 64, "0" * 32)
    share = shared(world.alder, eastshire, pack(world.alder), share=key, files=(file,))
    with authority_work(eastshire):
        version = share.versions.get()
        again = answering.Snapshot.of(version.snapshot)
        lines = AuditLine.objects.count()
    publication = Publication(
        share=key, version=version.pk, number=1, snapshot=again, agreed_by="", why="", answer_by=None, next_on=None,
        expires_on=TODAY, files=(file,),
    )  # fmt: skip
    with authority_work(eastshire):
        publish(
            publication,
            From(world.alder.trust_id, world.alder.pk, ""),
            authority_id=eastshire.pk,
            by=SYSTEM,
            now=NOW,
        )
        assert (Version.objects.count(), File.objects.count(), AuditLine.objects.count()) == (1, 1, lines)
        assert Share.objects.get().expires_on != TODAY


def test_what_ran_out_is_not_to_be_opened(world: World, eastshire: LocalAuthority) -> None:
    shared(world.alder, eastshire, ten_days(world.alder), expires_on=dt.date(2020, 1, 1))
    with authority_work(eastshire):
        assert Share.objects.count() == 1
        assert not open_shares().exists()


def test_ending_a_share_takes_all_it_held_and_leaves_what_was_decided(world: World, eastshire: LocalAuthority) -> None:
    share = shared(world.alder, eastshire, pack(world.alder))
    by = officer(world, eastshire)
    with authority_work(eastshire):
        decide(share, "accept", by)
        decide(share, "issue", by, TODAY)
        Act.objects.filter(move="accept").update(carried_at=NOW)
        for _ in range(2):
            _end(world, share.pk)
    shared(world.alder, eastshire, pack(world.alder), share=share.pk, number=2)
    with authority_work(eastshire):
        assert not open_shares().exists()
        assert Share.objects.get().about == ""
        assert not Version.objects.exists()
        assert [one.move for one in Act.objects.all()] == ["issue"]
        assert Notice.objects.get().share_id == share.pk
        assert OutboxRow.objects.filter(topic=ACTED, payload__share=str(share.pk)).exists()
        assert AuditLine.objects.filter(about_id=str(share.pk), act="share_ended").count() == 1


def test_a_share_that_ended_before_it_came_does_not_come(world: World, eastshire: LocalAuthority) -> None:
    key = uuid.uuid4()
    with authority_work(eastshire):
        _end(world, key)
    shared(world.alder, eastshire, pack(world.alder), share=key)
    with authority_work(eastshire):
        assert not open_shares().exists()
        assert not Version.objects.exists()


def _end(world: World, key: uuid.UUID) -> None:
    whose = From(world.alder.trust_id, world.alder.pk, world.alder.name)
    end(key, whose, authority_id=world.eastshire.pk, purpose="penalty_pack", how="revoked", by=SYSTEM, now=NOW)


def test_two_parents_of_one_child_have_a_ledger_each(world: World, eastshire: LocalAuthority) -> None:
    """The second notice to one parent is at the flat rate, a third is refused; the other parent's is a first one."""
    by = officer(world, eastshire)
    for place, said in enumerate([{"order": 1, "rate": "reduced"}, {"order": 2, "rate": "flat"}]):
        share = shared(world.alder, eastshire, pack(world.alder))
        with authority_work(eastshire):
            decide(share, "accept", by)
            decide(share, "issue", by, TODAY - dt.timedelta(days=10 - place))
            assert Act.objects.get(share_id=share.pk, move="issue").details == said
    third = shared(world.birch, eastshire, pack(world.birch))
    other = shared(world.alder, eastshire, pack(world.alder, parent="Conor Boyle"))
    with authority_work(eastshire):
        decide(third, "accept", by)
        with pytest.raises(Refused, match="no further one may be issued"):
            decide(third, "issue", by, TODAY)
        assert Share.objects.get(pk=third.pk).state == states.ACCEPTED
        decide(other, "accept", by)
        decide(other, "issue", by, TODAY)
        assert Notice.objects.get(share_id=other.pk).order == 1


@pytest.mark.parametrize(
    ("move", "days", "code"),
    [("pay_reduced", 21, "late"), ("pay_reduced", 20, ""), ("pay_full", 28, "late"), ("pay_full", 27, ""),
     ("lapse", 27, "running"), ("lapse", 28, "")],
)  # fmt: skip
def test_the_days_to_pay_begin_with_the_day_of_receipt(
    world: World, eastshire: LocalAuthority, move: str, days: int, code: str
) -> None:
    share = shared(world.alder, eastshire, pack(world.alder))
    by = officer(world, eastshire)
    day = TODAY + dt.timedelta(days=days)
    later = officer(world, eastshire, day)
    with authority_work(eastshire):
        decide(share, "accept", by)
        decide(share, "issue", by, TODAY)
        decide(share, "serve", by, TODAY)
        if not code:
            decide(share, move, later, day)
            assert Notice.objects.get().state == Share.objects.get().state
            return
        with pytest.raises(Refused) as refused:
            decide(share, move, later, day)
        assert refused.value.first.code == code
        assert (Notice.objects.get().state, Share.objects.get().state) == ("served", "served")


@pytest.mark.parametrize(
    ("move", "words", "field"),
    [("ask", " ", "words"), ("decline", "", "words"), ("ask", "x" * 1001, "words"), ("issue", "", ""), ("pay", "", "")],
)
def test_an_answer_that_cannot_be_is_refused_and_changes_nothing(
    world: World, eastshire: LocalAuthority, move: str, words: str, field: str
) -> None:
    share = shared(world.alder, eastshire, pack(world.alder))
    with authority_work(eastshire):
        with pytest.raises((Refused, StopIteration)) as refused:
            decide(share, move, officer(world, eastshire), TODAY, words)
        if isinstance(refused.value, Refused):
            assert refused.value.first.field == field
        assert Share.objects.get().state == states.RECEIVED
        assert not Act.objects.exists()


def test_one_officer_has_a_share_until_it_is_handed_on(world: World, eastshire: LocalAuthority) -> None:
    share = shared(world.alder, eastshire, ten_days(world.alder))
    by = officer(world, eastshire)
    colleague = Officer(answering.Actor(uuid.uuid4(), "Another Officer"), NOW, TODAY)
    with authority_work(eastshire):
        answering.take(share, by)
        answering.take(share, by)
        with pytest.raises(Overtaken):
            answering.take(share, colleague)
        answering.hand_on(share, colleague.by, by)
        row = Share.objects.get()
        assert (row.taken_by, row.taken_on) == (colleague.by.person_id, TODAY)
        assert [one.move for one in Act.objects.all()] == ["take", "hand_on"]


def test_a_trusts_index_tells_what_became_of_a_share_and_nothing_of_whom(
    world: World, eastshire: LocalAuthority
) -> None:
    key, trust = uuid.uuid4(), world.northfield
    entry = indexing.Entry(
        share=key, school=world.alder.pk, authority_name="Eastshire", purpose="penalty_pack", number=1,
        published_at=NOW, expires_on=TODAY,
    )  # fmt: skip
    act = uuid.uuid4()
    with trust_work(trust):
        for _ in range(2):
            indexing.index(entry, trust_id=trust.pk, state=states.RECEIVED, by=SYSTEM)
            for move, state, one in (("accept", "accepted", act), ("open", "", act), ("message", "", uuid.UUID(int=7))):
                indexing.note_act(
                    key, trust_id=trust.pk, act=one, move=move, state=state, expires_on=LAST, by=SYSTEM, at=NOW
                )
        row = Index.objects.get(pk=key)
        assert (row.state, row.openings, row.expires_on) == ("accepted", 1, LAST)
        indexing.want_back(row, why="The wrong child.", by=SYSTEM)
        assert OutboxRow.objects.filter(topic=indexing.WANTED_BACK, payload__share=str(key)).exists()
        for _ in range(2):
            indexing.note_ended(key, trust_id=trust.pk, how="revoked", by=SYSTEM, at=NOW)
        with pytest.raises(Refused):
            indexing.want_back(row, why="Again.", by=SYSTEM)
        said = AuditLine.objects.filter(about_id=str(key)).order_by("id").values_list("act", flat=True)
        assert list(said) == [
            "share_published", "share_answered", "share_answered", "share_wanted_back", "share_ended",
        ]  # fmt: skip
    with pytest.raises(DatabaseError), authority_work(eastshire):
        Index.objects.count()
