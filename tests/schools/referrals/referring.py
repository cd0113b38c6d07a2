"""A school with two services, whose first pupil has a case at the first stage and two parents at home."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from rollcall.servers.stand_ins import NotifyServer
from schools.cases.operations.support import make_offer
from schools.referrals.models import Referral, Service
from schools.referrals.operations.services import add_service
from schools.referrals.rules.services import About
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import THURSDAY
from tests.schools.correspondence.writing import Corresponding, corresponding
from tests.world import World

EARLY = About(
    name="Early Help",
    purpose="Help for a whole family",
    reached="01632 960 200",
    ways=("portal", "email"),
    wants=("why", "child", "tried", "home"),
    email="early@example.org",
    reply_days=5,
)
NURSE = replace(EARLY, name="School nursing", ways=("secure", "email"), wants=("why", "health"))
CONSENT = {
    "whose": "parent",
    "name": "Karen Farrow",
    "what": "Everything in the referral, for help at home",
    "how": "writing",
    "given_on": "today",
    "until": "",
}


@dataclass
class Referring(Corresponding):
    """The school and its services."""

    @property
    def case(self) -> str:
        return f"/cases/{self.cases[0].pk}/"

    def begin(self, about: About = EARLY) -> str:
        """Begin a referral from the case's page; its address."""
        service = self.only(Service, name=about.name)
        assert self.sends(f"{self.case}refer/", {"service": str(service.pk)}) == 302
        return f"/referrals/{self.only(Referral, service=service.pk, over_on=None).pk}/"

    def write(self, path: str, **other: str) -> int:
        words = {"why": "Late nights, and nobody up", "child": "Tired", "tried": "Breakfast club"}
        return self.sends(f"{path}write/", words | {"home": str(self.parent("Karen Farrow"))} | other)

    def ready(self, about: About = EARLY) -> str:
        """One that lacks nothing."""
        path = self.begin(about)
        assert self.write(path) == 302
        assert self.sends(f"{path}consent/", CONSENT) == 302
        return path

    def row(self, path: str) -> Any:
        with school_work(self.school):
            return Referral.objects.select_related("reply").get(pk=path.strip("/").split("/")[1])


def referring(world: World, monkeypatch: pytest.MonkeyPatch, server: NotifyServer) -> Referring:
    """Make it."""
    held = corresponding(world, monkeypatch, server)
    made = Referring(held.taking, held.cases)
    with school_work(made.school):
        for about in (EARLY, NURSE):
            add_service(about, act=made.act())
        make_offer(made.cases[0], what="Breakfast club", made_on=THURSDAY, act=made.act())
    return made
