"""The directory as a CSV file, out and in: one row for a service, as a spreadsheet has it.

No source gives such a file a form, so this is ours. A row with the name of a service that is in the directory changes that
one; a service that is in no row stays as it is. Whatever is wrong is said of its row, and then nothing of the file is taken.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Fault, Malformed, Refused
from foundation.ui.dates import read_date
from foundation.ui.spreadsheets import read_csv
from schools.referrals.rules.services import REPLY_DAYS, About, Way, service_faults
from schools.referrals.rules.wanted import key_called, part

#: The largest file, in bytes, and the most services: an authority's whole directory, several times.
LARGEST: Final = 250_000
MOST_ROWS: Final = 500
#: Headings in their order, by the field each is.
HEADINGS: Final = {
    "name": "Service",
    "purpose": "For",
    "from_age": "From age",
    "to_age": "To age",
    "reached": "Reached by",
    "email": "Email",
    "ways": "Sent by",
    "wants": "Wants",
    "waiting": "Waiting time",
    "heard_on": "Heard on",
    "reply_days": "Answers within (school days)",
}
_NEEDED: Final = ("name", "purpose", "reached", "ways")
_WAYS: Final = {
    "portal": Way.PORTAL,
    "secure mail": Way.SECURE,
    "secure": Way.SECURE,
    "post": Way.POST,
    "email": Way.EMAIL,
}
_WAY_WORDS: Final = {Way.PORTAL: "portal", Way.SECURE: "secure mail", Way.POST: "post", Way.EMAIL: "email"}


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds: each service with its row as a spreadsheet numbers it; and what is wrong, row by row."""

    rows: tuple[tuple[int, About], ...]
    faults: tuple[Fault, ...]


def cells_of(one: About) -> list[str | int | None]:
    """A service as a row of the file."""
    heard = one.heard_on.isoformat() if one.heard_on else ""
    ways = "; ".join(_WAY_WORDS[Way(way)] for way in one.ways)
    wants = "; ".join(part(key).words for key in one.wants)
    return [
        one.name, one.purpose, one.from_age, one.to_age, one.reached, one.email, ways, wants, one.waiting, heard,
        one.reply_days,
    ]  # fmt: skip


def read_services(text: str, today: dt.date) -> Read:
    """Every row of a file, or what is wrong with it. Malformed when the file as a whole cannot be read."""
    (_, headings), *lines = read_csv(text, most_rows=MOST_ROWS)
    places = _places(headings)
    if not lines:
        raise Malformed("The file names no service.", code="no_rows", field="file", remedy="Write one a row.")
    rows, faults, names = [], [], set[str]()
    for number, cells in lines:
        found = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        one, wrong = _service(number, found, today)
        if one.name.casefold() in names:
            words = "The file names this service twice."
            wrong.append(Fault(words, "twice", HEADINGS["name"], number, "Take one of the rows out."))
        names.add(one.name.casefold())
        rows.append((number, one))
        faults += wrong
    return Read(tuple(rows), tuple(faults))


def _places(headings: Sequence[str]) -> dict[str, int]:
    by_words = {words.casefold(): name for name, words in HEADINGS.items()}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = by_words.get(" ".join(heading.casefold().split()))
        if name is not None and name in places:
            words = f"Two columns say “{heading.strip()[:40]}”."
            raise Malformed(words, code="repeated_column", field="file", remedy="Take one of them out.")
        if name is not None:
            places[name] = place
    missing = [HEADINGS[name] for name in _NEEDED if name not in places]
    if missing:
        words = f"The first row has no column {', '.join(missing)}."
        raise Malformed(
            words, code="headings", field="file", remedy="Name the columns in the first row, as our own file does."
        )
    return places


def _service(number: int, found: dict[str, str], today: dt.date) -> tuple[About, list[Fault]]:
    """A row as far as it can be read, and everything that is wrong with it."""
    wrong: list[Fault] = []

    def fault(name: str, remedy: str) -> None:
        words = f"“{found[name][:40]}” cannot be read."
        wrong.append(Fault(words, "unreadable", HEADINGS[name], number, remedy))

    numbers: dict[str, int | None] = {}
    for name in ("from_age", "to_age", "reply_days"):
        typed = found.get(name, "")
        numbers[name] = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None
        if typed and numbers[name] is None:
            fault(name, "Write a whole number.")
    heard_on = None
    if typed := found.get("heard_on", ""):
        try:
            heard_on = read_date(typed, today=today)
        except Refused:
            fault("heard_on", "Write the day as 19/11/2026.")
    ways = [_WAYS.get(one) for one in _listed(found.get("ways", ""))]
    if None in ways:
        fault("ways", f"Write one or more of {', '.join(_WAY_WORDS.values())}, with semicolons between.")
    wants = [key_called(one) for one in _listed(found.get("wants", ""))]
    if None in wants:
        fault("wants", "Name the parts as our own file does, with semicolons between.")
    days = numbers["reply_days"]
    one = About(
        name=found["name"],
        purpose=found["purpose"],
        reached=found["reached"],
        ways=tuple(dict.fromkeys(way.value for way in ways if way)),
        wants=tuple(dict.fromkeys(key for key in wants if key)),
        from_age=numbers["from_age"],
        to_age=numbers["to_age"],
        email=found.get("email", ""),
        waiting=found.get("waiting", ""),
        heard_on=heard_on,
        reply_days=REPLY_DAYS if days is None else days,
    )
    unread = {one.field for one in wrong}
    told = (
        Fault(one.words, one.code, HEADINGS.get(one.field, ""), number, one.remedy) for one in _typed_faults(one, today)
    )
    return one, wrong + [one for one in told if one.field not in unread]


def _typed_faults(one: About, today: dt.date) -> Iterable[Fault]:
    yield from service_faults(one, today)
    if one.email and ("@" not in one.email or " " in one.email):
        yield Fault("That is no email address.", "email", "email", remedy="Write it as office@example.org.")


def _listed(cell: str) -> list[str]:
    return [" ".join(one.casefold().split()) for one in cell.split(";") if one.strip()]
