"""Home visits in words: on the call sheet, on Today, and on the page that the two visitors carry with them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from foundation.london import LONDON
from foundation.ui.numbers import as_at, clock
from schools.absence.models import HomeVisit
from schools.absence.pages.words import Event
from schools.absence.queries.following import Child, children_of
from schools.absence.queries.visits import is_overdue
from schools.absence.rules.visits import At, Coming, Safe, State
from schools.roll.pages.today_lists import Tag
from schools.roll.queries.contacts import ContactOf, Number

_SAFE = {Safe.YES: "safe and well", Safe.NO: "the visitors are worried", Safe.UNKNOWN: "not known to be safe"}
_COMING = {Coming.WITH_US: "brought in with the visitors", Coming.LATER: "coming in", Coming.NO: ""}
_ANSWERED = {At.NOBODY: "nobody answered", At.CHILD: "the child answered", At.OTHER: "somebody else answered"}


def found_words(visit: HomeVisit) -> str:
    """ "Child seen, safe and well, Rose Brown answered, coming in"."""
    if visit.told_at is None:
        return ""
    who = visit.contact.name if visit.contact else visit.answered_name
    parts = ["Child seen" if visit.seen else "Child not seen", _SAFE[Safe(visit.safe)]]
    parts.append(f"{who} answered" if who else _ANSWERED[At(visit.answered)])
    return ", ".join(filter(None, [*parts, _COMING[Coming(visit.coming)]]))


def found_tag(visit: HomeVisit) -> Tag:
    """What matters most of what was found."""
    if visit.told_at is None:
        return Tag("soon", "report missing")
    if visit.safe == Safe.NO:
        return Tag("now", "worried")
    if not visit.seen:
        return Tag("now", "not seen")
    return Tag("sent", "seen", _SAFE[Safe(visit.safe)])


def visit_events(visits: Sequence[HomeVisit]) -> list[Event]:
    """All that became of the visits, for the call sheet."""
    found = []
    for one in visits:
        found.append(Event(one.planned_at, f"Home visit planned: {one.names}", one.planned_by))
        if one.called_off_at is not None:
            found.append(Event(one.called_off_at, "Home visit called off", one.called_off_by))
        if one.went_at is not None:
            found.append(Event(one.went_at, f"Home visit: {one.names} on their way", ""))
        if one.told_at is not None:
            found.append(Event(one.told_at, f"Home visit: {found_words(one)}", one.told_by, one.note))
        if one.back_at is not None:
            found.append(Event(one.back_at, "Home visit: both are back", one.back_by))
    return found


def numbers_of(visit: HomeVisit) -> list[tuple[str, Number]]:
    """By which numbers the visitors are rung, and whose each is."""
    found = [
        (post.name, Number("work mobile", post.mobile, post.mobile_digits))
        for post in (visit.first_staff, visit.second_staff)
        if post is not None and post.mobile
    ]
    return [*found, ("Both", Number("with them", visit.phone, visit.phone_digits))] if visit.phone else found


def numbers_markup(visit: HomeVisit) -> SafeString:
    """The same as links, for a cell of Today."""
    links = (
        f'{escape(who)} <a class="nowrap" href="tel:{escape(number.digits)}">{escape(number.typed)}</a>'
        for who, number in numbers_of(visit)
    )
    return mark_safe(", ".join(links))  # noqa: S308


@dataclass(frozen=True)
class VisitPage:
    """The page of one visit. `sees` says whether its reader may have the address and the safety note."""

    visit: HomeVisit
    child: Child
    sees: bool
    plans: bool
    now: dt.datetime

    @property
    def name(self) -> str:
        return self.child.placed.name

    @property
    def form(self) -> str:
        return self.child.placed.form

    @property
    def contacts(self) -> tuple[ContactOf, ...]:
        return self.child.contacts

    @property
    def barred(self) -> list[ContactOf]:
        """Whom the visitors may meet and must not speak to about the child, or not before they have asked."""
        return [one for one in self.contacts if one.restrictions or one.restricted_elsewhere]

    @property
    def numbers(self) -> list[tuple[str, Number]]:
        return numbers_of(self.visit)

    @property
    def overdue(self) -> bool:
        return is_overdue(self.visit, self.now)

    @property
    def over(self) -> bool:
        """Whether the child has come in or has a reason, while they have not been at the door."""
        return self.child.ended and self.visit.told_at is None and self.visit.state is not State.CALLED_OFF

    @property
    def lede(self) -> str:
        return lede_words(self.visit, self.now.astimezone(LONDON).date())

    @property
    def steps(self) -> dict[str, str]:
        """What is done, by the act that did it: nothing more is asked of it."""
        return step_words(self.visit)


def lede_words(visit: HomeVisit, today: dt.date) -> str:
    """How far a visit has come."""
    if visit.called_off_at is not None:
        return f"Called off at {as_at(visit.called_off_at, today)} by {visit.called_off_by}."
    if visit.back_at is not None:
        return f"Both are back since {as_at(visit.back_at, today)}."
    if visit.went_at is None or visit.expected_at is None:
        return f"Planned at {as_at(visit.planned_at, today)} by {visit.planned_by}."
    return f"On their way since {as_at(visit.went_at, today)}, expected back by {clock(visit.expected_at)}."


def step_words(visit: HomeVisit) -> dict[str, str]:
    """Of each act that was done, when: "On our way since 12:05."."""
    found = {}
    if visit.went_at is not None:
        found["went"] = f"On our way since {clock(visit.went_at)}."
    if visit.told_at is not None:
        found["found"] = f"{found_words(visit)}. Reported by {visit.told_by}, {clock(visit.told_at)}."
    if visit.back_at is not None:
        found["back"] = f"Back since {clock(visit.back_at)}."
    return found


def visit_page(visit: HomeVisit, *, sees: bool, plans: bool, now: dt.datetime) -> VisitPage | None:
    """The page of a visit, with its child as the day stands; None where the child has no place here any more."""
    found = children_of(visit.day.date, now, pupil=visit.day.pupil_id, ended=True)
    return VisitPage(visit, found[0], sees, plans, now) if found else None


def visit_address(visit: object) -> str:
    """Where a visit is, by its key."""
    return reverse("visit", args=[visit])
