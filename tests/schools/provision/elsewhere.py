"""9B on its Thursday, of whom the first pupil is at a provider all week; the provider's contact is texted by a stand-in."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.test import Client

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.phones import parse_phone
from rollcall.servers.stand_ins import Kept, TwilioServer
from schools.journal.tasks import drain
from schools.provision.models import Asking, Provider, ProvisionPlacement, Word
from schools.provision.operations.placing import Agreed, Due, change, place
from schools.provision.operations.providers import About, Person, add_provider, keep_contact
from schools.provision.queries.expected import Expected, expected
from schools.registers.models import Mark
from schools.roll.models import Pupil
from schools.roll.queries.signing import Signature
from tenants.trusts.scopes import school_work
from tests.schools.absence.writing import carry_texts
from tests.schools.registers.taking import THURSDAY, Taking, at
from tests.world import host_of

DAY = dt.timedelta(days=1)
OFFICER = Signature(Actor(None, "Ana Officer"), "Attendance officer")
MOBILE = "07700 900555"
WEEK = tuple(range(1, 11))


@dataclass
class Elsewhere:
    """The school, its provider, and who carries its texts."""

    taking: Taking
    server: TwilioServer
    provider: Provider

    def place(self, pupil: int = 0, *, provider: Provider | None = None, **changed: Any) -> ProvisionPlacement:
        """Place a pupil, by place in the class, from this Thursday for a month."""
        with school_work(self.taking.school):
            return self.placed(pupil, provider=provider, **changed)

    def placed(self, pupil: int = 0, *, provider: Provider | None = None, **changed: Any) -> ProvisionPlacement:
        """The same, inside the school's transaction of who calls."""
        agreed: dict[str, Any] = {
            "provider": provider or self.provider,
            "code": "B",
            "slots": WEEK,
            "starts_on": THURSDAY,
            "ends_on": THURSDAY + 30 * DAY,
            "purpose": "To read again",
        }
        review: Due | None = changed.pop("review", None)
        now = changed.pop("now", at(7, 30))
        row = Pupil.objects.get(pk=self.taking.pupils[pupil])
        wanted = Agreed(**(agreed | changed))
        return place(row, wanted, review=review, may_amend=True, signed=OFFICER, now=now).row

    def change(self, row: ProvisionPlacement, *, now: dt.datetime, **changed: Any) -> None:
        """Change what was agreed of a placement."""
        with school_work(self.taking.school):
            held = ProvisionPlacement.objects.get(pk=row.pk)
            agreed = {name: getattr(held, name) for name in Agreed.__slots__}
            change(held, Agreed(**(agreed | changed)), may_amend=True, signed=OFFICER, now=now)

    def another(self, name: str, mobile: str, *, kind: str = "provider") -> Provider:
        """A further provider, with somebody who is texted."""
        with school_work(self.taking.school):
            return provider_of(name, mobile, kind=kind)

    def at(self, hour: int, minute: int = 0, *, on: dt.date = THURSDAY) -> None:
        """Set the clock, and have the worker look."""
        self.taking.set_clock(at(hour, minute, on=on))
        self.work()

    def work(self) -> None:
        drain.run(str(self.taking.school.pk))

    @property
    def sent(self) -> list[Kept]:
        return self.server.kept

    def link(self, number: int = -1) -> str:
        """The path that a text led to."""
        return "/by/" + self.sent[number].text.split("/by/")[1].split(" ")[0]

    def stranger(self) -> Client:
        """A phone on which nobody is signed in."""
        return Client(headers={"host": host_of(self.taking.school)}, raise_request_exception=False)

    def officer(self) -> Client:
        return self.taking.clients[Role.ATTENDANCE_OFFICER]

    def lines(self, on: dt.date = THURSDAY, hour: int = 10, minute: int = 0) -> list[Expected]:
        with school_work(self.taking.school):
            return expected(on, on, at(hour, minute, on=THURSDAY))

    def stands(self, hour: int = 10, minute: int = 0, on: dt.date = THURSDAY) -> list[tuple[int, str]]:
        return [(one.session, one.stands.value) for one in self.lines(on, hour, minute)]

    def code(self, pupil: int = 0, session: int = 1, on: dt.date = THURSDAY) -> str | None:
        with school_work(self.taking.school):
            marks = Mark.objects.filter(pupil_key=self.taking.keys[pupil], date=on, session=session)
            return marks.values_list("code", flat=True).first()

    def words(self) -> list[Word]:
        with school_work(self.taking.school):
            return list(Word.objects.filter(overtaken=False).order_by("at", "session"))

    def askings(self) -> list[Asking]:
        with school_work(self.taking.school):
            return list(Asking.objects.order_by("at", "pk"))

    def say(self, row: ProvisionPlacement, said: str, session: int = 1, words: str = "", on: dt.date = THURSDAY) -> Any:
        """Press a button of a line; the answer."""
        form = {"placement": str(row.pk), "date": on.isoformat(), "session": session, "said": said, "words": words}
        return self.officer().post("/provision/say/", form)

    def name(self, pupil: int = 0) -> str:
        with school_work(self.taking.school):
            return str(Pupil.objects.get(pk=self.taking.pupils[pupil]))


def provider_of(name: str, mobile: str, *, kind: str = "provider") -> Provider:
    """As the school: a provider and its contact."""
    row = add_provider(About(name, kind, "Motor mechanics and English"), by=OFFICER.by)
    person = Person("Lou Bell", "Manager", parse_phone(mobile) if mobile else None, gets_link=bool(mobile))
    keep_contact(row, person, now=at(7, 30), by=OFFICER.by)
    return row


@contextmanager
def elsewhere(taking: Taking) -> Iterator[Elsewhere]:
    """Make it; nobody is placed yet."""
    with TwilioServer() as server:
        carry_texts(taking.school, server)
        with school_work(taking.school):
            provider = provider_of("Harbour Workshop", MOBILE)
        yield Elsewhere(taking, server, provider)
