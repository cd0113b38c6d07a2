"""How expected sessions and askings are said."""

from typing import Final

from foundation.ui.numbers import clock, middle_date
from schools.provision.models import Asking
from schools.provision.queries.expected import Expected
from schools.provision.rules.elsewhere import SAYS, Said, Stands
from schools.roll.pages.today_lists import Tag

_OPEN: Final = (Stands.OPEN, Stands.UNKNOWN)


def state_of(one: Expected) -> Tag:
    """How one expected session stands, as a shape and words."""
    if one.by_schedule:
        return _of_school(one)
    word, says = one.word, SAYS[one.place.code]
    if one.stands is Stands.SETTLED:
        confirmed = word is not None and word.said == Said.PRESENT
        return Tag("sent", f"{'confirmed' if confirmed else 'entered'}: {one.mark.code or 'nothing'}", _by(one))
    more = f"{says} says {Said(word.said).words.lower()}. {word.not_entered}" if word is not None else ""
    return {
        Stands.KEPT_OUT: Tag("now", "not entered", more),
        Stands.ABSENT: Tag("now", "absence reported", _said(one)),
        Stands.UNKNOWN: Tag("missing", "not confirmed", f"{says} does not know"),
        Stands.OPEN: Tag("missing", "not confirmed"),
        Stands.AHEAD: Tag("off", "not begun"),
    }[one.stands]


def _of_school(one: Expected) -> Tag:
    """A session due at another school: D stands, and that school is asked whether the pupil was absent."""
    if one.stands is Stands.ABSENT:
        return Tag("soon", "absent there", _said(one))
    if one.stands is Stands.SETTLED:
        word = one.word
        absent = word is not None and word.said == Said.ABSENT
        return Tag("sent", "absent there, seen" if absent else "there", _by(one))
    if one.stands is Stands.AHEAD:
        return Tag("off", "not begun")
    more = "the other school does not know" if one.stands is Stands.UNKNOWN else ""
    return Tag("off", "D stands, no report yet", more)


def _said(one: Expected) -> str:
    """The place's own words, or that there were none."""
    if one.word is None:
        return ""
    return f"“{one.word.words}”" if one.word.words else "no reason given"


def _by(one: Expected) -> str:
    return f"{one.word.by_name}, {clock(one.word.at)}" if one.word is not None else ""


def asking_words(row: Asking) -> str:
    """How and when a provider was asked, and whether it went."""
    begin = "chased" if row.session else "asked"
    when = f"{begin} {clock(row.at)} by {row.get_way_display()}"
    return when if row.state == Asking.State.HANDED_OVER else f"{when}, {row.get_state_display()}"


def asked_words(rows: list[Asking], session: int) -> str:
    """What was asked of a provider for one session."""
    return "; ".join(asking_words(row) for row in rows if row.session in (None, session))


def day_words(one: Expected) -> str:
    """ "19 November 2026 AM"."""
    return f"{middle_date(one.date)} {one.session_name}"


def waits(one: Expected) -> bool:
    """Whether somebody has still to act: nobody has said, or it is not dealt with. D waits for an absence alone."""
    if one.by_schedule:
        return one.stands is Stands.ABSENT
    return one.stands in (*_OPEN, Stands.ABSENT, Stands.KEPT_OUT)
