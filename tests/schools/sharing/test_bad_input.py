"""Every bad input of tests/bad_input.toml about what goes to an authority: refused by its page, and nothing saved."""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from foundation.access.roles import Role
from rollcall.servers.files import FilesInfo
from schools.bundles.models import Bundle
from schools.letters.operations import approve
from schools.penalties.models import Consideration
from schools.roll.models import Contact, Household
from schools.sharing.models import Share as SchoolShare
from tenants.policies.rules.notice_states import PAID_FULL
from tenants.shares.models import Act, Notice, Share
from tenants.shares.rules.ledger import Child, kept_until
from tenants.trusts.scopes import authority_work, school_work
from tests.layout.tree import ROOT
from tests.schools.bundles.evidence import FRIDAY, evidence, frozen, mended, prepared, read_of, shown
from tests.schools.cases.keeping import HEAD
from tests.schools.correspondence.writing import FATHER, SIGNED
from tests.schools.papers.keeping import Papers
from tests.schools.penalties.noticing import GOOD, WORDS
from tests.schools.registers.taking import at
from tests.tenants.sharing import BORN, SURNAME, UPN, forget, pack, shared
from tests.world import World

CASES = [
    case
    for case in tomllib.loads((ROOT / "tests/bad_input.toml").read_text(encoding="utf-8"))["case"]
    if case["surface"] == "authority"
]
ROOMS = ("letters", "penalties", "bundles", "sharing")


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch, file_store: FilesInfo) -> Iterator[Papers]:
    with evidence(world, monkeypatch) as made:
        yield made
        forget(world)


def rows(world: World, school: Papers) -> dict[str, int]:
    """How many rows there are, at both ends. That a pack was looked at is written down though the answer is refused."""
    with school_work(school.school):
        models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
        found = {model._meta.label: model._default_manager.count() for model in models}
    with authority_work(world.westmoor):
        return found | {"acts": Act.objects.exclude(move="open").count(), "ledger": Notice.objects.count()}


def standing(world: World, school: Papers) -> dict[str, str]:
    """What addresses name: at the school a letter, evidence and a share of it; at Westmoor two packs that were accepted."""
    mended(school)
    evidence_of = prepared(school, "westmoor").split("/")[2]
    frozen(school, f"/bundles/{evidence_of}/")
    (letter,) = school.draft(FATHER, case=1)
    with school_work(school.school):
        approve(letter, signed=SIGNED, now=at(9, 35))  # Held for a day, which is over.
        considered = Consideration.objects.get().pk
    names = {"letter": letter.pk, "bundle": evidence_of, "case": school.case, "considered": considered}
    names |= {"father": school.parent(FATHER)}
    to_whom = Child(UPN, SURNAME, dt.date.fromisoformat(BORN)).known_with("Third Parent", settings.MOVER_KEYS)[0]
    accepted = {
        "accepted": shared(world.alder, world.westmoor, pack(world.alder)).pk,
        "third": shared(world.alder, world.westmoor, pack(world.alder, parent="Third Parent")).pk,
    }
    with authority_work(world.westmoor):
        Share.objects.filter(pk__in=accepted.values()).update(state="accepted")
        for months in (8, 20):
            on = FRIDAY - dt.timedelta(days=30 * months)
            Notice.objects.create(
                authority_id=world.westmoor.pk, key_number=to_whom.key_number, of_whom="0" * 64, order=1, rate="reduced",
                to_whom=to_whom.digest, state=PAID_FULL, issued_on=on, keep_until=kept_until(on),
            )  # fmt: skip
    return {key: str(value) for key, value in (names | accepted).items()}


@contextmanager
def no_address(school: Papers) -> Iterator[dict[str, str]]:
    """Nobody knows where the child or its parents live."""
    with school_work(school.school):
        was = Household.objects.get().address
        Household.objects.update(address="")
    yield {}
    with school_work(school.school):
        Household.objects.update(address=was)


@contextmanager
def two_notices(school: Papers) -> Iterator[dict[str, str]]:
    """Another authority issued two to the father in three years, and he has an address."""
    with school_work(school.school):
        Contact.objects.filter(name=FATHER).update(address="9 Elm Way, Southgate")
    given = {
        "contact": str(school.parent(FATHER)),
        "state": "paid_full",
        "issuer": "Eastshire",
        "source": "Their email",
    }
    for day in ("3 March 2025", "12 January 2026"):
        assert school.sends(f"/cases/{school.case}/notices/new/", given | {"issued_on": day}) == 302
    yield {}


@contextmanager
def moved_home(school: Papers) -> Iterator[dict[str, str]]:
    """A share with the authority of the pupil's home was begun and read; then the home is in another."""
    with school_work(school.school):
        Household.objects.update(authority="Westmoor")
        bundle = Bundle.objects.get().pk
    assert school.sends(f"/shared/begin/penalty_pack/{bundle}/westmoor/", {}) == 302
    with school_work(school.school):
        key = SchoolShare.objects.get().pk
    read = read_of(school, f"/shared/{key}/agree/", HEAD)["read"]
    with school_work(school.school):
        Household.objects.update(authority="")
    yield {"share": str(key), "read": read}


BEFORE: Mapping[str, Callable[[Papers], AbstractContextManager[dict[str, str]]]] = {
    one.__name__: one for one in (no_address, two_notices, moved_home)
}


def test_every_bad_input_about_what_goes_to_an_authority_is_refused_clearly_and_changes_nothing(
    world: World, school: Papers
) -> None:
    names = standing(world, school)
    assert [case["id"].rstrip("bcd") for case in CASES] == ["B36"] * 2 + ["B40"] * 4 + ["B44"] * 3
    for case in CASES:
        given = case["input"]
        with BEFORE[given["given"]](school) if "given" in given else nullcontext({}) as more:
            before = rows(world, school)
            answer = sent(world, school, given, names | more)
            assert rows(world, school) == before, case["id"]
        assert answer.status_code == (200 if given.get("button") else 422), case["id"]
        body = shown(answer.content.decode())
        assert all(words in body for words in case["says"]), (case["id"], body)
        if not given.get("button"):
            assert case.get("field", "__all__") in answer.context["form"].errors, case["id"]


def sent(world: World, school: Papers, given: dict[str, Any], names: Mapping[str, str]) -> Any:
    """The answer to what is sent; to a button's, the page that it leads to."""
    form = (
        GOOD | WORDS | {"outcome": "refer", "why": "", "birth": "", "home": "elsewhere"} if "answers" in given else {}
    )
    form |= {key: value.format(**names) for key, value in given.get("form", {}).items()}
    client = school.client(Role(given.get("as", "attendance_officer")))
    if given.get("at") == "westmoor":
        client = world.client(world.person(Role.LA_OFFICER, world.westmoor), world.westmoor)
    return client.post(given["to"].format(**names), form, follow=given.get("button", False))
