"""A pack from the school to the authority and back: published as agreed, answered, followed, flagged, taken back."""

import datetime as dt
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from foundation.audit.actors import Actor
from foundation.refusals import Overtaken, Refused
from rollcall.servers.files import FilesInfo
from schools.bundles.models import Bundle, BundleVersion
from schools.bundles.rules import kinds
from schools.cases.models import Event
from schools.penalties.models import Penalty
from schools.sharing import tasks
from schools.sharing.models import Share, ShareAct
from schools.sharing.operations import carrying, sharing
from schools.sharing.operations.sharing import About
from schools.sharing.queries.composing import composed
from schools.sharing.queries.shares import snapshot_of
from tenants.journal.models import AuditLine, OutboxRow
from tenants.shares.models import Act as AuthorityAct
from tenants.shares.models import File, Index, Version
from tenants.shares.operations import answering, indexing
from tenants.shares.queries.shares import open_shares
from tenants.shares.rules.purposes import Purpose
from tenants.trusts.scopes import authority_work, school_work, trust_work
from tests.schools.bundles.evidence import FRIDAY, frozen
from tests.schools.registers.taking import at
from tests.schools.sharing.both import NOW, Both, both_ends
from tests.world import World


@pytest.fixture
def both(world: World, monkeypatch: pytest.MonkeyPatch, file_store: FilesInfo) -> Iterator[Both]:
    with both_ends(world, monkeypatch) as made:
        yield made


def test_a_pack_is_published_as_it_was_agreed_to_with_its_files_and_once(both: Both) -> None:
    both.agree()
    with authority_work(both.authority):
        assert not open_shares().exists()
    both.carried()
    share = both.share()
    for _ in range(2):
        carrying.carry(both.school.school, share.pk)
    with authority_work(both.authority):
        version = Version.objects.get(share=share.pk)
        files = {one.name: one for one in File.objects.filter(version=version)}
    with school_work(both.school.school):
        row = Share.objects.get(pk=share.pk)
        frozen_as = BundleVersion.objects.latest("number")
        assert (row.state, row.carried, row.answer) == ("published", True, "received")
        assert Bundle.objects.latest("at", "id").state == kinds.SENT
        assert version.snapshot == row.versions.get().snapshot
    assert version.snapshot["facts"]["digest"] == frozen_as.digest
    assert {name: one.sha256 for name, one in files.items()} == {one["name"]: one["sha256"] for one in frozen_as.files}
    place = both.shelf()
    assert len({place.get(one.stored_as) for one in files.values()}) == len(files)
    with trust_work(both.world.northfield):
        index = Index.objects.get(pk=share.pk)
        assert (index.school_id, index.number, index.state) == (both.school.school.pk, 1, "received")


def test_what_changed_since_it_was_read_or_is_lacking_is_not_shared(both: Both) -> None:
    with school_work(both.school.school):
        bundle = Bundle.objects.select_related("case__pupil", "contact").latest("at", "id")
        about = About(purpose=Purpose.PENALTY_PACK, source=bundle.pk, pupil=bundle.case.pupil, case=bundle.case)
        row = sharing.prepare(about, authority="westmoor", authority_name="Westmoor", act=both.act)
        made = composed(row, NOW)
        snapshot = snapshot_of(row, made, both.school.school, agreed_by="", today=FRIDAY)
        with pytest.raises(Overtaken):
            sharing.agree(row, snapshot, made, read="0" * 64, why="", answer_by=None, act=both.act)
        Bundle.objects.filter(pk=bundle.pk).update(state=kinds.ASKED)
        made = composed(row, NOW)
        with pytest.raises(Refused, match="asked about"):
            sharing.agree(row, snapshot, made, read=snapshot.digest, why="", answer_by=None, act=both.act)


def test_what_the_authority_does_is_done_at_the_school_once(both: Both) -> None:
    """Asked, sent again, accepted, issued: bundle, notice and case follow, and the trust has its lines."""
    both.agree()
    both.carried()
    with authority_work(both.authority):
        answering.note_opened(open_shares().get(), "open", both.officer)
    both.answers("ask", "Please send the letter of October.")
    both.carried()
    with school_work(both.school.school):
        assert Bundle.objects.latest("at", "id").state == kinds.ASKED
        share = Share.objects.latest("at", "id")
        assert (share.answer, share.openings, share.opened_by) == ("asked", 1, both.officer.by.name)
    frozen(both.school, both.path)
    both.agree("The letter of October is added.")
    both.carried()
    with authority_work(both.authority):
        assert open_shares().get().state == "received"
        assert Version.objects.count() == 2
    both.answers("accept", number=2)
    both.answers("issue", on=FRIDAY, number=2)
    for _ in range(2):
        both.carried()
        with authority_work(both.authority):
            AuthorityAct.objects.update(carried_at=None)
            answering.promise_for_authority(answering.ACTED, {"share": str(share.pk)}, authority_id=both.authority.pk)
    both.carried()
    with authority_work(both.authority):
        assert not OutboxRow.objects.filter(topic=answering.ACTED, done_at=None).exists()
    with school_work(both.school.school):
        share = Share.objects.get(pk=share.pk)
        assert (share.answer, share.answered_on) == ("issued", FRIDAY)
        assert Bundle.objects.latest("at", "id").state == kinds.ACCEPTED
        notice = Penalty.objects.get()
        assert (notice.state, notice.issued_on) == ("issued", FRIDAY)
        moves = list(ShareAct.objects.filter(ours=False).values_list("move", flat=True))
        assert moves == ["open", "ask", "accept", "issue"]
        assert not ShareAct.objects.exclude(problem="").exists()
        told = Event.objects.filter(room="sharing").values_list("words", flat=True)
        assert "Westmoor: penalty notice pack notice issued" in set(told)
    with trust_work(both.world.northfield):
        lines = AuditLine.objects.filter(about_id=str(share.pk), act="share_answered")
        assert sorted(one.details["move"] for one in lines) == ["accept", "ask", "issue"]
        assert Index.objects.get(pk=share.pk).openings == 1


def test_what_a_meeting_decided_is_recorded_once_and_the_school_reads_it(both: Both) -> None:
    both.agree()
    both.carried()
    with authority_work(both.authority):
        answering.record_action(
            open_shares().get(), what="Ring the GP", who="Ms Officer", by_day=FRIDAY, officer=both.officer
        )
        line = AuditLine.objects.filter(act="share_action").latest("id")
        assert "Ms Officer" not in str(line.details)
    both.carried()
    with school_work(both.school.school):
        made = ShareAct.objects.get(move="action")
        assert (made.words, made.details, made.on, made.seen_at) == ("Ring the GP", {"who": "Ms Officer"}, FRIDAY, None)
    with trust_work(both.world.northfield):
        assert Index.objects.get(pk=made.share_id).state == "received"
    said = both.school.page(f"/shared/{made.share_id}/")
    assert "Ring the GP (Ms Officer, by 20 November 2026)" in said


def test_a_share_has_one_last_day_at_both_ends_and_in_the_trusts_index(both: Both) -> None:
    both.agree()
    both.carried()
    both.answers("accept")
    both.carried()
    last = both.share().expires_on
    assert last == FRIDAY + dt.timedelta(days=365)
    both.answers("issue", on=FRIDAY - dt.timedelta(days=1))
    both.carried()
    with authority_work(both.authority):
        assert open_shares().get().expires_on == last - dt.timedelta(days=1)
    share = both.share()
    assert share.expires_on == last - dt.timedelta(days=1)
    with trust_work(both.world.northfield):
        assert Index.objects.get(pk=share.pk).expires_on == share.expires_on


def test_an_act_that_the_schools_records_cannot_follow_stands_and_says_why(both: Both) -> None:
    both.agree()
    both.carried()
    with school_work(both.school.school):
        Penalty.objects.update(state="refused", why="Written down by hand.")
    both.answers("accept")
    both.answers("issue", on=FRIDAY)
    both.carried()
    with school_work(both.school.school):
        made = ShareAct.objects.get(move="issue")
        assert "cannot be" in made.problem
        assert made.seen_at is None
        assert Share.objects.latest("at", "id").answer == "issued"
        assert Penalty.objects.get().state == "refused"


def test_marks_amended_since_are_flagged_beside_the_extract_and_never_in_it(both: Both) -> None:
    both.agree()
    both.carried()
    with authority_work(both.authority):
        before = Version.objects.get().snapshot
    taking = both.school.taking
    assert taking.save(taking.mark(0, "I", "/"), version=1, on=FRIDAY, reason="Ill").status_code == 200
    both.carried()
    with authority_work(both.authority):
        version = Version.objects.get()
        assert version.snapshot == before
        assert version.amended == [{"date": FRIDAY.isoformat(), "session": "AM", "was": "/", "is": "I"}]


def test_what_is_taken_back_is_gone_with_its_files_even_by_an_address_given_before(both: Both) -> None:
    both.agree()
    both.carried()
    with authority_work(both.authority):
        stored = list(File.objects.values_list("stored_as", flat=True))
    address = both.shelf().address(stored[0], shown_as="document.pdf")
    with urllib.request.urlopen(address) as answer:
        assert answer.status == 200
    both.answers("accept")
    share = both.share()
    with school_work(both.school.school):
        with pytest.raises(Refused, match="why"):
            sharing.revoke(share, school=both.school.school, why=" ", act=both.act)
        sharing.revoke(share, school=both.school.school, why="The wrong child.", act=both.act)
    with authority_work(both.authority):
        assert not open_shares().exists()
    both.carried()
    with authority_work(both.authority):
        assert not AuthorityAct.objects.exists()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(address)
    left = {one.name for one in both.shelf().files()}
    assert not left & set(stored)
    share = both.share()
    assert share.carried
    with school_work(both.school.school):
        assert ShareAct.objects.filter(share=share, move="accept").exists()
    with trust_work(both.world.northfield):
        assert Index.objects.get(pk=share.pk).state == "revoked"


def test_a_worker_that_publishes_what_was_taken_back_meanwhile_leaves_nothing(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken back, and carried so, while the files of the publication were being copied."""
    both.agree()
    before = {one.name for one in both.shelf().files()}
    put_once = carrying.put_once

    def slowly(*asked: object) -> None:
        monkeypatch.setattr(carrying, "put_once", put_once)
        with school_work(both.school.school):
            sharing.revoke(Share.objects.get(), school=both.school.school, why="The wrong child.", act=both.act)
        carrying.carry(both.school.school, both.share().pk)
        put_once(*asked)

    monkeypatch.setattr(carrying, "put_once", slowly)
    both.carried()
    with authority_work(both.authority):
        assert not open_shares().exists()
        assert not Version.objects.exists()
    assert {one.name for one in both.shelf().files()} == before


def test_a_trust_takes_a_share_of_its_school_back(both: Both) -> None:
    both.agree()
    both.carried()
    key = both.share().pk
    with trust_work(both.world.northfield):
        indexing.want_back(Index.objects.get(pk=key), why="The family moved.", by=Actor(None, "Ms Leader"))
        asked = OutboxRow.objects.filter(topic=indexing.WANTED_BACK).latest("id")
    tasks.wanted_back(both.world.northfield, [tasks.Message(asked.pk, asked.topic, asked.payload)])
    both.carried()
    share = both.share()
    assert (share.state, share.ended_by, share.ended_why) == (
        "revoked",
        both.world.northfield.name,
        "The family moved.",
    )
    with authority_work(both.authority):
        assert not open_shares().exists()


def test_a_share_runs_out_after_its_last_day_and_not_on_it(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    both.agree()
    both.carried()
    share = both.share()
    assert share.expires_on is not None
    for day, state in ((share.expires_on, "published"), (share.expires_on + dt.timedelta(days=1), "expired")):
        monkeypatch.setattr(tasks.clock, "now", lambda day=day: at(9, 0, on=day))
        tasks.expire(both.school.school, [_about(share)])
        assert both.share().state == state


def _about(share: Share) -> tasks.Message:
    return tasks.Message(1, "sharing.expire", {"share": str(share.pk)})
