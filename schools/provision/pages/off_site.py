"""The page of who is off site: each session of the day, and what is left of the days before."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from foundation.ui.numbers import counted
from schools.provision.models import Asking, Provider, ProviderContact, ProvisionPlacement
from schools.provision.pages.words import asked_words, day_words, state_of, waits
from schools.provision.queries.expected import UNCONFIRMED, Expected, askings_on, expected
from schools.provision.rules.elsewhere import BY_LINK, WORDS, Stands
from schools.registers.queries.sheets import Timetable
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.placed import PlacedPupil, placed_pupils

#: How many days back what nobody has confirmed is listed: four weeks. Older ones are found by sweeps of the registers.
BACK: Final = dt.timedelta(days=28)
#: How providers were asked, by provider and date.
Askings = dict[tuple[uuid.UUID, dt.date], list[Asking]]
_ORDER: Final = {one: place for place, one in enumerate(Stands)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line: who is expected where in which session, how it stands, and what can be done."""

    one: Expected
    form: str
    state: Tag
    asked: str
    phone: str
    may_chase: bool
    by_link: bool
    first: bool = False

    @property
    def provider(self) -> Provider:
        return self.one.place.provider

    @property
    def code_words(self) -> str:
        return WORDS[self.one.place.code]

    @property
    def when(self) -> str:
        return day_words(self.one)

    @property
    def absent(self) -> bool:
        """Whether an absence waits for a person to say what is entered."""
        return self.one.stands is Stands.ABSENT

    @property
    def kept_out(self) -> bool:
        return self.one.stands is Stands.KEPT_OUT

    @property
    def open(self) -> bool:
        """Whether it can be said whether the pupil came."""
        return self.one.stands in UNCONFIRMED | {Stands.KEPT_OUT}


@dataclass(frozen=True, slots=True)
class Party:
    """Several who wait to be confirmed by one place for one session, so that its leader can be asked once."""

    provider: Provider
    date: dt.date
    session: int
    when: str
    pupils: int


@dataclass(frozen=True, slots=True)
class OffSite:
    """The whole page."""

    on: dt.date
    rows: tuple[Row, ...]
    earlier: tuple[Row, ...]
    #: Why messages of the day did not go, each once with the providers.
    not_sent: tuple[tuple[str, str], ...] = ()

    @property
    def parties(self) -> list[Party]:
        """Those of today and of before it who can be confirmed together, as the page lists them."""
        found: dict[tuple[uuid.UUID, dt.date, int], list[Row]] = {}
        for row in (*self.rows, *self.earlier):
            if row.one.stands in UNCONFIRMED and not row.one.by_schedule:
                found.setdefault((row.provider.pk, row.one.date, row.one.session), []).append(row)
        return [
            Party(rows[0].provider, on, session, rows[0].when, len(rows))
            for (_, on, session), rows in found.items()
            if len(rows) > 1
        ]

    @property
    def pupils(self) -> set[int]:
        """Whom the page shows."""
        return {row.one.place.pupil.key for row in (*self.rows, *self.earlier)}

    @property
    def lede(self) -> str:
        if not self.rows:
            return "Nobody is expected elsewhere today."
        waiting = sum(waits(row.one) for row in self.rows)
        begun = sum(row.one.stands is not Stands.AHEAD and not row.one.by_schedule for row in self.rows)
        people = len({row.one.place.pupil.key for row in self.rows})
        return (
            f"{counted(people, 'pupil')} expected elsewhere today; {waiting} of {counted(begun, 'session')} to confirm."
        )


def off_site_page(today: dt.date, now: dt.datetime, among: "QuerySet[ProvisionPlacement]") -> OffSite:
    """Who of these placements is expected elsewhere today, and what is left of four weeks. A fixed number of queries."""
    first = today - BACK
    lines = expected(first, today, now, among=among, timetable=Timetable.now())
    shown = [one for one in lines if one.date == today or waits(one)]
    askings = askings_on(first, today)
    make = _maker(shown, askings, first, today)
    rows = sorted(
        (one for one in shown if one.date == today), key=lambda one: (not waits(one), _ORDER[one.stands], one.session)
    )
    made = [make(one, number == 0 and waits(one)) for number, one in enumerate(rows)]
    earlier = tuple(make(one, False) for one in shown if one.date != today)
    return OffSite(today, tuple(made), earlier, _not_sent(rows, askings))


def _not_sent(rows: list[Expected], askings: Askings) -> tuple[tuple[str, str], ...]:
    """Why messages to the day's providers did not go, or may not have, and to whom."""
    names = {one.place.provider_id: one.place.provider.name for one in rows}
    found: dict[str, set[str]] = {}
    for (provider, on), asked in askings.items():
        for row in asked:
            if row.why and provider in names and rows[0].date == on:
                found.setdefault(row.why, set()).add(names[provider])
    return tuple((why, ", ".join(sorted(providers))) for why, providers in sorted(found.items()))


def _maker(
    shown: list[Expected], askings: Askings, first: dt.date, today: dt.date
) -> "Callable[[Expected, bool], Row]":
    placed = placed_pupils([one.place.pupil.key for one in shown], first, today)
    contacts = _contacts({one.place.provider_id for one in shown})

    def make(one: Expected, leads: bool) -> Row:
        rows = askings.get((one.place.provider_id, one.date), [])
        phone, linked = contacts.get(one.place.provider_id, ("", False))
        return Row(
            one=one,
            form=_form(placed.get(one.place.pupil.key), one.date),
            state=state_of(one),
            asked=asked_words(rows, one.session) if one.stands in UNCONFIRMED else "",
            phone=phone,
            may_chase=one.stands in UNCONFIRMED and not _chased(rows, one.session),
            by_link=linked and one.place.code in BY_LINK and one.date == today,
            first=leads,
        )

    return make


def _form(placed: PlacedPupil | None, on: dt.date) -> str:
    stay = placed.on(on) if placed else None
    return stay.name if stay else ""


def _chased(rows: list[Asking], session: int) -> bool:
    return any(row.session == session for row in rows)


def _contacts(providers: set[uuid.UUID]) -> dict[uuid.UUID, tuple[str, bool]]:
    """The number to ring at each provider, and whether somebody there is sent the link."""
    found: dict[uuid.UUID, tuple[str, bool]] = {}
    rows = ProviderContact.objects.filter(provider__in=providers, ended_on__isnull=True).order_by("-gets_link", "name")
    for row in rows:
        phone, linked = found.get(row.provider_id, ("", False))
        found[row.provider_id] = (phone or row.phone, linked or row.gets_link)
    return found
