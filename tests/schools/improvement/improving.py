"""A school whose authority's profile has come, with a case whose pupil missed three half days, and two parents at home."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from rollcall.servers.stand_ins import NotifyServer
from schools.cases.operations.support import make_offer
from schools.improvement.models import ImprovementNotice
from schools.improvement.queries.standing import Authority, authority_on
from schools.improvement.rules.contents import Content
from schools.journal.tasks import drain
from schools.letters.models import Letter
from schools.letters.operations import print_letters
from schools.policy.operations.taking_profiles import ToldProfile, take_profiles_in
from tenants.policies.rules.canonical import canonical, sha256_of
from tenants.policies.rules.profile_file import read_profile
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.policies import PROFILE
from tests.schools.cases.keeping import HEAD, THURSDAY
from tests.schools.correspondence.writing import Corresponding, corresponding
from tests.schools.registers.taking import at
from tests.schools.roll.acts import BY
from tests.world import World

#: The three weeks after the Thursday, by the calendar of the invented world.
BEGINS, ENDS = dt.date(2026, 11, 23), dt.date(2026, 12, 11)
WRITTEN = {one.value: f"Words of {one.value}." for one in Content}


@dataclass
class Improving(Corresponding):
    """The school."""

    @property
    def case(self) -> str:
        return f"/cases/{self.cases[0].pk}/"

    @property
    def authority(self) -> Authority:
        """As it is today. In the school's work."""
        authority = self.school.authority
        return authority_on(str(authority.slug), authority.name, THURSDAY)

    def ask(self, text: str = PROFILE, version: int = 1) -> None:
        """Have the authority ask this from now on."""
        document = canonical(read_profile(text))
        slug, name = str(self.school.authority.slug), self.school.authority.name
        told = ToldProfile(slug, name, version, dt.date(2026, 9, 1), document, sha256_of(document), "Ms Leader", at(9))
        with school_work(self.school):
            take_profiles_in([told], now=at(9))

    def miss(self, *days: tuple[dt.date, str], code: str = "O", now: dt.datetime | None = None) -> None:
        """Mark the first pupil absent in these sessions."""
        for on, session in days:
            self.taking.set_clock(now or at(9, 35))
            answer = self.taking.save(self.taking.mark(0, code), on=on, session=session, reason="Found out since")
            assert answer.status_code == 200, answer.content

    def offer(self) -> None:
        with school_work(self.school):
            make_offer(self.cases[0], what="Breakfast club", made_on=THURSDAY, act=self.act())

    def begun(self) -> str:
        """A draft, begun from the case's page; its address."""
        assert self.sends(f"{self.case}improve/", {}) == 302
        return f"/improvement/{self.notice.pk}/"

    def approved(self) -> str:
        """One that the head has approved."""
        path = self.begun()
        assert self.sends(f"{path}write/", WRITTEN | {"edits": "0"}) == 302
        assert self.sends(f"{path}approve/", {"edits": str(self.notice.edits)}, HEAD) == 302
        return path

    @property
    def notice(self) -> Any:
        """The newest."""
        with school_work(self.school):
            return ImprovementNotice.objects.select_related("case__pupil").first()

    def letters(self) -> list[Letter]:
        with school_work(self.school):
            return list(Letter.objects.filter(kind="notice_to_improve").order_by("to_name"))

    def printed(self, *, now: dt.datetime | None = None) -> None:
        """Print the letters that are approved, by hand, and have the worker come to it."""
        with school_work(self.school):
            approved = list(Letter.objects.filter(kind="notice_to_improve", state="approved"))
            print_letters(approved, by_hand=True, by=BY, now=now or at(9, 35))
        drain.run(str(self.school.pk))


def improving(world: World, monkeypatch: pytest.MonkeyPatch, server: NotifyServer) -> Improving:
    """Make it."""
    held = corresponding(world, monkeypatch, server)
    made = Improving(held.taking, held.cases)
    made.ask()
    made.miss((dt.date(2026, 11, 9), "am"), (dt.date(2026, 11, 9), "pm"), (dt.date(2026, 11, 10), "pm"))
    return made
