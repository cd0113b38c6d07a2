"""Whatever schools do with their shares, each officer sees what a model says, by every way there is of looking.

A walk of acts at random: granted, sent anew, taken back, run out, ended before it came, amended, given to the other
authority. After each, both officers look: by the list, its file, search, the count, the address of a share, of its file and
of a message about it. `ROLLCALL_SHARE_STEPS` says how many acts; `make faults` takes 20,000.
"""

import datetime as dt
import os
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from tenants.shares.models import File, Share
from tenants.shares.operations.publishing import CopiedFile, From, end, flag_amended
from tenants.trusts.models import LocalAuthority
from tenants.trusts.scopes import authority_work
from tests.tenants.sharing import NOW, TODAY, forget, pack, shared
from tests.world import World

STEPS = int(os.environ.get("ROLLCALL_SHARE_STEPS", "120"))
SEED = 20261202


@dataclass
class Known:
    """A share as the model has it: whom it is about, its version and last day, and whether it has ended."""

    key: uuid.UUID
    name: str
    number: int = 1
    last: dt.date = TODAY
    ended: bool = False
    files: list[uuid.UUID] = field(default_factory=list)


@dataclass
class Model:
    """What each authority was given, and the day it is."""

    world: World
    day: dt.date
    clients: dict[str, Client]
    given: dict[str, list[Known]]
    names: int = 0

    def place(self, slug: str) -> LocalAuthority:
        return self.world.eastshire if slug == "eastshire" else self.world.westmoor

    def open_to(self, slug: str) -> list[Known]:
        return [one for one in self.given[slug] if not one.ended and one.last >= self.day]

    def publish(self, slug: str, one: Known) -> None:
        file = CopiedFile(uuid.uuid4(), "evidence.pdf", "pdf", 3, "0" * 64, uuid.uuid4().hex)
        snapshot = pack(self.world.alder, surname=one.name)
        shared(
            self.world.alder, self.place(slug), snapshot, share=one.key, number=one.number, expires_on=one.last,
            answer_by=self.day, files=(file,),
        )  # fmt: skip
        with authority_work(self.place(slug)):
            one.files = list(File.objects.filter(version__share=one.key).values_list("pk", flat=True))

    def take(self, slug: str, one: Known) -> None:
        whose = From(self.world.alder.trust_id, self.world.alder.pk, self.world.alder.name)
        with authority_work(self.place(slug)):
            end(
                one.key,
                whose,
                authority_id=self.place(slug).pk,
                purpose="penalty_pack",
                how="revoked",
                by=SYSTEM,
                now=NOW,
            )
        one.ended = True


def step(model: Model, dice: random.Random) -> str:
    """One act of a school's, or a day that passes; which it was."""
    slug = dice.choice(sorted(model.given))
    held = model.open_to(slug)
    act = dice.choice(["grant", "grant", "anew", "take", "pass", "early", "amend", "elsewhere"])
    if act in ("anew", "take", "amend", "elsewhere") and not held:
        act = "grant"
    if act in ("grant", "early"):
        model.names += 1
        one = Known(uuid.uuid4(), f"Seen{model.names:05}", last=model.day + dt.timedelta(dice.randint(0, 6)))
        if act == "early":
            model.take(slug, one)  # ended before its publication was carried out
        model.publish(slug, one)
        model.given[slug].append(one)
    elif act == "pass":
        model.day += dt.timedelta(days=1)
    else:
        _changed(model, slug, act, dice.choice(held), dice)
    return f"{act} at {slug}"


def _changed(model: Model, slug: str, act: str, one: Known, dice: random.Random) -> None:
    if act == "anew":
        one.number, one.last = one.number + 1, model.day + dt.timedelta(dice.randint(0, 6))
        model.publish(slug, one)
    elif act == "amend":
        with authority_work(model.place(slug)):
            share = Share.objects.get(pk=one.key)
            version = share.versions.get(number=one.number)
            flag_amended(share.pk, version.pk, [{"date": "2026-10-20", "session": "AM", "was": "G", "is": "I"}])
    else:
        model.take(slug, one)
        if act == "elsewhere":
            other = "westmoor" if slug == "eastshire" else "eastshire"
            moved = Known(uuid.uuid4(), one.name, last=one.last)
            model.publish(other, moved)
            model.given[other].append(moved)


def check(model: Model, said: str, dice: random.Random) -> None:
    """Both officers look, by every way."""
    for slug, client in model.clients.items():
        held, mine = {one.key: one for one in model.open_to(slug)}, model.given[slug]
        every = [one for given in model.given.values() for one in given]
        page = client.get("/shared/").content.decode()
        file = client.get("/shared/cases.csv").content.decode()
        names = {one.name for one in held.values()}
        for one in every:
            seen = one.name in names
            assert (f"{one.name}<" in page, f'{one.name}"' in file) == (seen, seen), (said, slug, one)
        for one in dice.sample(every, min(1, len(every))):
            is_open = one.key in held
            for address in (f"/shared/{one.key}/", f"/shared/{one.key}/message/"):
                assert (client.get(address).status_code == 200) is is_open, (said, slug, address)
            for key in one.files:
                answer = client.get(f"/shared/{one.key}/files/{key}/").status_code
                assert (answer != 404) is is_open, (said, slug, one)
            found = client.post("/shared/find/", {"q": one.name})
            led_to = found.headers.get("Location", "") + found.content.decode()
            assert (f"/shared/{one.key}/" in led_to) is is_open, (said, slug, one)
        with authority_work(model.place(slug)):
            left = Share.objects.filter(ended_at=None, expires_on__gte=model.day).count()
        assert left == len([one for one in mine if one.key in held]), (said, slug)


@pytest.fixture
def model(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    forget(world)
    places = {"eastshire": world.eastshire, "westmoor": world.westmoor}
    clients = {slug: world.client(world.person(Role.LA_OFFICER, place), place) for slug, place in places.items()}
    made = Model(world, TODAY, clients, {slug: [] for slug in places})
    monkeypatch.setattr("foundation.clock.now", lambda: dt.datetime.combine(made.day, NOW.timetz()))
    monkeypatch.setattr("foundation.clock.today", lambda: made.day)
    yield made
    forget(world)


def test_each_officer_sees_what_the_model_says_after_each_step(model: Model) -> None:
    dice, done = random.Random(SEED), set[str]()
    for number in range(STEPS):
        said = step(model, dice)
        done.add(said.partition(" ")[0])
        check(model, f"step {number}: {said}", dice)
        for slug, given in model.given.items():
            closed = [one for one in given if one not in model.open_to(slug)]
            for one in closed[:-15]:  # what ended long ago was looked at often enough
                given.remove(one)
    assert done == {"grant", "anew", "take", "pass", "early", "amend", "elsewhere"}


def test_a_share_that_stays_when_it_was_taken_back_is_found(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.end", lambda *_, **__: None)
    dice = random.Random(SEED)
    with pytest.raises(AssertionError, match=r"take|early|elsewhere"):
        for number in range(STEPS):
            said = step(model, dice)
            check(model, f"step {number}: {said}", dice)
