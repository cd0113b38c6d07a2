"""The school's pages of sharing: begun beside the evidence, read as the officer will, agreed to, followed, taken back."""

import re
from collections.abc import Iterator

import pytest

from rollcall.servers.files import FilesInfo
from schools.journal.models import AuditLine
from schools.journal.tasks import drain
from schools.roll.models import Household, Pupil
from schools.sharing.models import Share, ShareAct, SharingSettings
from tenants.shares.operations import answering
from tenants.shares.queries.shares import open_shares
from tenants.trusts.scopes import authority_work, school_work
from tenants.trusts.tasks import drain_authority
from tests.schools.bundles.evidence import FRIDAY, NEVER, evidence, frozen, mended, prepared, shown
from tests.schools.cases.keeping import HEAD, LEADER, OFFICER, TEACHER, YEAR_HEAD
from tests.schools.correspondence.writing import MOTHER
from tests.schools.papers.keeping import Papers
from tests.schools.registers.taking import at
from tests.tenants.sharing import forget, officer
from tests.world import World


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch, file_store: FilesInfo) -> Iterator[Papers]:
    with evidence(world, monkeypatch) as made:
        yield made
        forget(world)


def begun(school: Papers) -> tuple[str, str]:
    """A bundle for the authority of the pupil's home, frozen; its address, and where its share begins."""
    mended(school)
    path = prepared(school, "westmoor")
    frozen(school, path)
    return path, f"/shared/begin/penalty_pack/{path.split('/')[2]}/westmoor/"


def only(school: Papers) -> Share:
    with school_work(school.school):
        return Share.objects.get()


def read_of(page: str) -> dict[str, str]:
    found = re.search(r'name="read" value="(\w+)"', page)
    assert found is not None, shown(page)
    return {"read": found[1]}


def carried(world: World, school: Papers) -> None:
    for _ in range(2):
        drain(str(school.school.pk))
        drain_authority(str(world.westmoor.pk))


def test_a_share_is_begun_read_agreed_to_answered_and_taken_back_by_its_pages(world: World, school: Papers) -> None:
    path, begin = begun(school)
    # B 44: neither the school's authority nor that of the pupil's home.
    assert "cannot be given it in Rollcall" in shown(school.page(path))
    refused = school.client(OFFICER).post(begin)
    assert refused.status_code == 422
    assert "Westmoor is neither this school’s authority nor that of the pupil’s home" in shown(refused.content.decode())
    with school_work(school.school):
        assert not Share.objects.exists()
        Household.objects.update(authority="Westmoor")
    assert school.sends(begin.replace("westmoor", "nowhere"), {}) == 422
    assert "Share it with Westmoor in Rollcall" in school.page(path)
    assert school.sends(begin, {}, LEADER) == 404
    assert school.sends(begin, {}) == 302
    share = only(school)
    one = f"/shared/{share.pk}/"

    # Who prepares reads it; the headteacher agrees, to what was read.
    preview = school.page(f"{one}preview/")
    said = shown(preview)
    for words in (
        MOTHER,
        "3 Larch Row",
        "Sessions it rests on",
        "bundle.pdf",
        "the headteacher agrees to it",
        "Breakfast club",
    ):
        assert words in said, words
    assert not [words for words in NEVER if words in said]
    assert 'name="read"' not in preview
    assert school.sends(f"{one}agree/", {"read": "x"}) == 404
    assert "Shares to agree to" in school.page("/today/", HEAD)
    assert school.sends(f"{one}agree/", {"read": "0" * 64}, HEAD) == 422
    assert only(school).number == 0
    assert school.sends(f"{one}agree/", read_of(school.page(f"{one}agree/", HEAD)), HEAD) == 302
    carried(world, school)
    assert "shared" in shown(school.page(one))

    # The authority opens it and asks: Today, the list, the case and the pupil say so, until it is ticked off.
    with authority_work(world.westmoor):
        who = officer(world, world.westmoor, FRIDAY)
        answering.note_opened(open_shares().get(), "open", who)
        answering.answer(open_shares().get(), "ask", number=1, words="The letter of October", on=None, officer=who)
    carried(world, school)
    assert "Answers of authorities" in school.page("/today/")
    said = shown(school.page(one))
    for words in ("The letter of October", "asked about", "Opened once", who.by.name, "1 thing of the authority’s"):
        assert words in said, words
    for address in ("/shared/", f"/cases/{school.case}/", f"/pupils/{school.pupil().pk}/"):
        assert one in school.page(address), address
    assert school.sends(f"{one}seen/", {}) == 302
    assert "Answers of authorities" not in school.page("/today/")
    with school_work(school.school):
        assert not ShareAct.objects.filter(ours=False, seen_at=None).exists()

    # A new version needs a word of what is new.
    assert "asked about" in shown(school.page(f"{one}agree/", HEAD))
    frozen(school, path)
    assert "frozen anew" in school.page("/today/", HEAD)
    read = read_of(school.page(f"{one}agree/", HEAD))
    assert school.sends(f"{one}agree/", read | {"why": " "}, HEAD) == 422
    assert school.sends(f"{one}agree/", read | {"why": "The letter is added"}, HEAD) == 302
    carried(world, school)
    assert school.sends(f"{one}say/", {"words": ""}) == 422
    assert school.sends(f"{one}say/", {"words": "It is there now"}) == 302

    # Before it is taken back the page says what the authority loses.
    with authority_work(world.westmoor):
        answering.answer(open_shares().get(), "accept", number=2, words="", on=None, officer=who)
        answering.answer(open_shares().get(), "issue", number=2, words="", on=FRIDAY, officer=who)
    carried(world, school)
    assert "The authority loses the evidence" in shown(school.page(f"{one}revoke/"))
    assert school.sends(f"{one}revoke/", {"why": ""}) == 422
    assert school.sends(f"{one}revoke/", {"why": "The wrong family"}) == 302
    carried(world, school)
    assert "taken back" in shown(school.page(one))
    with authority_work(world.westmoor):
        assert not open_shares().exists()
    with school_work(school.school):
        acts = set(AuditLine.objects.filter(act__startswith="share.").values_list("act", flat=True))
        assert acts >= {
            "share.prepared",
            "share.agreed",
            "share.heard_ask",
            "share.seen",
            "share.said",
            "share.revoked",
        }

    # By the table of rights, and to nobody else.
    for role, sees in ((OFFICER, True), (HEAD, True), (LEADER, True), (YEAR_HEAD, True), (TEACHER, False)):
        assert (school.client(role).get(one).status_code == 200) == sees, role


def test_what_every_share_says_is_the_heads_to_set_and_a_return_that_was_acknowledged_was_given(school: Papers) -> None:
    assert school.sends("/shared/settings/", {"ring": "x"}) == 404
    assert school.sends("/shared/settings/", {"ring": "a" * 301}, HEAD) == 422
    given = {"ring": "Ana Petrov, 020 7946 0000", "penalty_pack": "Public task"}
    assert school.sends("/shared/settings/", given, HEAD) == 302
    with school_work(school.school):
        row = SharingSettings.objects.get()
        assert (row.ring, row.basis) == ("Ana Petrov, 020 7946 0000", {"penalty_pack": "Public task"})
    assert "Public task" in school.page("/shared/settings/", HEAD)
    given = {"purpose": "leaver", "state": "published", "number": 1, "answer": "acknowledged", "expires_on": FRIDAY}
    with school_work(school.school):
        pupil = Pupil.objects.get(pk=school.pupil().pk)
        row = Share.objects.create(
            **given,
            source=pupil.pk,
            pupil=pupil,
            authority="eastshire",
            authority_name="Eastshire",
            at=at(9, 36),
            carried=True,
        )
    assert "Shares running out" in school.page("/today/")
    revoke = f"/shared/{row.pk}/revoke/"
    refused = school.client(OFFICER).post(revoke, {"why": "It was not needed"})
    assert refused.status_code == 422
    assert "given, not lent" in refused.content.decode()
    assert school.sends(revoke, {"why": "It is his brother", "wrong_child": "on"}) == 302
    assert only(school).state == "revoked"
    assert "Shares running out" not in school.page("/today/")
