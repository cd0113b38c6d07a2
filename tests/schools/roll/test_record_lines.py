"""What the roll record says of spells, the other school, contacts and what happened: no database."""

import datetime as dt
import uuid
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.access.roles import Role
from schools.roll.models import Admission
from schools.roll.pages.record import RecordPage
from schools.roll.pages.record_lines import Lede, SpellLine, about_contact, dual_line, event_line
from schools.roll.queries import ContactOf, Dual, Event, Post

FIRST, LAST, TODAY = dt.date(2025, 9, 3), dt.date(2026, 7, 17), dt.date(2026, 11, 19)
CONTACT = ContactOf(
    link=uuid.uuid4(),
    contact=uuid.uuid4(),
    place=1,
    name="Ann Example",
    relationship="mother",
    responsibility="unknown",
    lives_with=False,
    address="",
    language="",
    email="",
    phones=(),
    restrictions=(),
    kinds=frozenset(),
    restricted_elsewhere=False,
)


def record(*spells: tuple[dt.date, dt.date | None]) -> RecordPage:
    pupil: Any = SimpleNamespace(
        admissions=SimpleNamespace(order_by=lambda _: [Admission(starts_on=one, ends_on=end) for one, end in spells])
    )
    member: Any = SimpleNamespace(roles=frozenset({Role.ATTENDANCE_OFFICER}))
    return RecordPage(pupil, TODAY, member)


@pytest.mark.parametrize(
    ("spells", "said"),
    [
        ([], Lede("Never on the roll: taken off before the starting day.")),
        ([(FIRST, None)], Lede("On the roll since", "3 September 2025")),
        ([(FIRST, TODAY)], Lede("On the roll until", "Thursday 19 November 2026")),
        ([(FIRST, LAST)], Lede("Left the roll; the last day was", "17 July 2026")),
        ([(dt.date(2026, 12, 1), None)], Lede("Joins on", "Tuesday 1 December 2026")),
        ([(dt.date(2026, 12, 1), None), (FIRST, LAST)], Lede("Joins on", "Tuesday 1 December 2026")),
    ],
)
def test_how_a_pupil_stands_on_the_roll(spells: list[tuple[dt.date, dt.date | None]], said: Lede) -> None:
    assert record(*spells).lede == said


@pytest.mark.parametrize(
    ("spell", "words", "leaving"),
    [
        (Admission(starts_on=FIRST), "from 3 September 2025", []),
        (
            Admission(starts_on=FIRST, last_school="Elm Primary", boarder=True),
            "from 3 September 2025; came from Elm Primary; boarder",
            [],
        ),
        (
            Admission(starts_on=FIRST, ends_on=LAST, leaving_ground="a"),
            "3 September 2025 to 17 July 2026",
            ["Registered at another school (reg 9(1)(a))"],
        ),
        (
            Admission(starts_on=FIRST, ends_on=LAST, leaving_ground="a", leaving_note="by email", destination="Elm"),
            "3 September 2025 to 17 July 2026",
            ["Registered at another school (reg 9(1)(a)): by email", "Goes to Elm"],
        ),
    ],
)
def test_a_spell_in_words(spell: Admission, words: str, leaving: list[str]) -> None:
    line = SpellLine(spell)
    assert (line.words, line.leaving) == (words, leaving)


@pytest.mark.parametrize(
    ("status", "ends_on", "words"),
    [
        ("M", None, "We are the main school; due there: Monday. From 3 September 2025"),
        ("S", LAST, "We are the subsidiary; due there: Monday. 3 September 2025 to 17 July 2026"),
    ],
)
def test_the_other_school_in_words(status: str, ends_on: dt.date | None, words: str) -> None:
    line = dual_line(Dual(uuid.uuid4(), status, "Elsewhere", "", frozenset({1, 2}), FIRST, ends_on))
    assert (line.words, line.open) == (words, ends_on is None)


@pytest.mark.parametrize(
    ("name", "detail", "rest"),
    [("", "", ""), ("", "9C", ": 9C"), ("Ann Example", "", ""), ("Ann Example", "mother", ", mother")],
)
def test_what_happened_joins_its_parts(name: str, detail: str, rest: str) -> None:
    assert event_line(Event(FIRST, "Contact added", detail, name), TODAY).rest == rest


def test_nobody_is_named_where_nothing_says_who_recorded_it() -> None:
    at = dt.datetime(2026, 11, 18, 7, 0, tzinfo=dt.UTC)
    assert event_line(Event(FIRST, "Joined", by="Ana Petrov", at=at), TODAY).recorded == "Ana Petrov, yesterday 07:00"
    assert event_line(Event(FIRST, "Joined"), TODAY).recorded == ""


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, ""),
        ({"lives_with": True}, "Lives with the pupil."),
        ({"responsibility": "yes", "address": "1 Elm Road"}, "Has parental responsibility. 1 Elm Road"),
        (
            {"lives_with": True, "responsibility": "no", "language": "Polish", "address": "1 Elm Road"},
            "Lives with the pupil. No parental responsibility. Polish. 1 Elm Road",
        ),
    ],
)
def test_what_is_known_of_a_contact(known: dict[str, Any], said: str) -> None:
    assert about_contact(replace(CONTACT, **known)) == said


def test_a_post_is_called_by_who_holds_it() -> None:
    assert str(Post(uuid.uuid4(), uuid.uuid4(), "Ms A Lindqvist", "tutor", FIRST, None)) == "Ms A Lindqvist"
