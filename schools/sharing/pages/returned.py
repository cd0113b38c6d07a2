"""Returns as their authority will see them: each with its facts in the order of its purpose, and what is lacking."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from foundation.refusals import Fault
from foundation.ui.numbers import middle_date
from schools.returns.models import Return, ReturnFile
from schools.returns.pages.carriers import Way
from schools.returns.rules.kinds import Kind
from schools.sharing.operations.telling import Preview, lacking, read_of
from schools.sharing.queries.returned import shares_of
from schools.sharing.rules.returned import purpose_of
from tenants.shares.rules.purposes import Field, core_fields
from tenants.trusts.models import LocalAuthority
from tenants.trusts.places import Place


@dataclass(frozen=True, slots=True)
class Told:
    """One field: its words, and its text; or the heads and lines of its rows."""

    label: str
    text: str
    heads: Sequence[str] = ()
    lines: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class OneReturn:
    """A return, and what would be told of it."""

    row: Return
    preview: Preview

    @property
    def name(self) -> str:
        return str(self.row.pupil)

    @property
    def purpose(self) -> str:
        return self.preview.snapshot.purpose.words

    @property
    def faults(self) -> Sequence[Fault]:
        return self.preview.composed.lacking

    @property
    def told(self) -> list[Told]:
        """Whom it is about, then what is told; nothing that is empty."""
        core = [
            _told(field, self.preview.snapshot.core[key])
            for key, field in core_fields().items()
            if self.preview.snapshot.core.get(key)
        ]
        return core + [_told(field, value) for field, value in self.preview.snapshot.told()]


def _told(field: Field, value: object) -> Told:
    if isinstance(value, list):
        return Told(
            field.words,
            "",
            list(field.columns.values()),
            [[_day(row.get(key, "")) for key in field.columns] for row in value],
        )
    if isinstance(value, bool):
        return Told(field.words, "yes" if value else "no")
    return Told(field.words, _day(str(value)))


def _day(text: str) -> str:
    """A date as people read it; any other text as it is."""
    try:
        return middle_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


@dataclass(frozen=True)
class ReturnedPage:
    """What would be shared with one authority in one act."""

    authority: str
    returns: Sequence[OneReturn]

    @property
    def read(self) -> str:
        """By what is known that it was read as it is."""
        return read_of(one.preview for one in self.returns)

    @property
    def lacks(self) -> int:
        """How many things are lacking."""
        return len(lacking(one.preview for one in self.returns))

    @property
    def again(self) -> bool:
        """Whether the authority has an earlier version of any that says otherwise."""
        return any(one.preview.new and one.preview.held and one.preview.held.number for one in self.returns)

    @property
    def new(self) -> int:
        """How many say what the authority does not have."""
        return sum(one.preview.new for one in self.returns)


def authority_named(name: str, place: Place) -> LocalAuthority | None:
    """The authority of that name that is in Rollcall: the school’s own, or another that the place knows."""
    if place.school is None:
        return None
    known = [place.school.authority, *place.authorities]
    return next((one for one in known if one.name.casefold() == name.strip().casefold()), None)


def way_of_file(file: ReturnFile, place: Place) -> Way | None:
    """Where a file is shared, if its authority is in Rollcall and its kind is one that is shared."""
    row = Return.objects.filter(lines__file=file).first()
    if row is None or authority_named(file.authority, place) is None or purpose_of(Kind(row.kind), row.facts) is None:
        return None
    return Way(f"Share with {file.authority}", reverse("returned_file", args=[file.pk]))


def way_again(row: Return, place: Place) -> Way | None:
    """Where what was shared is shared anew; None where it went otherwise, or to an authority outside Rollcall."""
    authority = next((one for one in told_in_rollcall(row, place) if one.slug), None)
    if authority is None:
        return None
    return Way(f"Share what holds now with {authority.name}", reverse("returned_again", args=[row.pk, authority.slug]))


def told_in_rollcall(row: Return, place: Place) -> list[LocalAuthority]:
    """The authorities that have a share of a return now."""
    if place.school is None:
        return []
    known = {one.slug: one for one in (place.school.authority, *place.authorities)}
    return [one for slug, one in known.items() if row.pk in shares_of([row], slug)]
