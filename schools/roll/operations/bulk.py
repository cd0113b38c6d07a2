"""Writing many pupils' rows at once: what an import or a connector has planned, by sets of rows.

Everything here runs inside the school transaction of the act that calls it, and stands or falls with it. The act holds
the roll before it reads what it plans against, and every week that may be counted again before it writes.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Case, F, UUIDField, Value, When

from schools.roll.models import Admission, Flag, FormerName, Placement, Pupil, RegistrationGroup
from schools.roll.operations.changes import announce
from schools.roll.operations.contact_first import follow_flags
from schools.roll.operations.names import keep_numbers, tell_apart
from schools.roll.queries.schools import sisters_by_name
from schools.roll.rules.names import sort_name
from schools.roll.rules.rows import Place, PupilChange


def hold_roll() -> None:
    """Keep everybody's roll as it is until this transaction ends: every act on it holds the pupil it is about."""
    list(Pupil.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def land_roll(
    changes: Sequence[PupilChange], *, since: dt.date | None, told_on: dt.date, by_name: str
) -> list[uuid.UUID]:
    """Write these changes and say that the roll differs from `since` on (None: from no day). The pupils they are about.

    Numbers no longer borne stay on record as replaced on `told_on`, the day the roll speaks for, by `by_name`.
    """
    pupils = _land_pupils(changes, told_on=told_on, by_name=by_name)
    tell_apart()
    groups = _land_groups(changes)
    _land_admissions(changes, pupils)
    _land_placements(changes, pupils, groups)
    _land_flags(changes, pupils)
    if since is not None:
        announce(since)
    return list(pupils.values())


def _land_pupils(changes: Sequence[PupilChange], *, told_on: dt.date, by_name: str) -> dict[str, uuid.UUID]:
    """Make new pupils and correct known ones; the key of each by UPN."""
    new = [_new_pupil(change.personal) for change in changes if change.key is None]
    Pupil.objects.bulk_create(new)
    # The database makes the keys, and Django does not read back keys that it leaves to the database.
    made = Pupil.objects.filter(upn__in=[pupil.upn for pupil in new]).values_list("upn", "pk")
    keys: dict[str, uuid.UUID] = {str(upn): key for upn, key in made}
    for change in changes:
        if change.key is None:
            continue
        keys[change.upn] = change.key
        if change.personal:
            _correct_pupil(change.key, change.personal, told_on=told_on, by_name=by_name)
    return keys


def _new_pupil(personal: Mapping[str, object]) -> Pupil:
    pupil = Pupil(**personal)
    pupil.sort_name = sort_name(pupil.surname, pupil.forename)
    return pupil


def _correct_pupil(key: uuid.UUID, personal: Mapping[str, object], *, told_on: dt.date, by_name: str) -> None:
    pupil = Pupil.objects.get(pk=key)
    had_upn, had_former = pupil.upn, pupil.former_upn
    called = FormerName(pupil=pupil, surname=pupil.surname, forename=pupil.forename, preferred=pupil.preferred)
    for name, value in personal.items():
        setattr(pupil, name, value)
    pupil.sort_name = sort_name(pupil.surname, pupil.forename)
    pupil.save(update_fields=[*personal, "sort_name"])
    gone = {had_upn} - {pupil.upn} | {had_former} - {pupil.upn, pupil.former_upn}
    keep_numbers(pupil, gone, until=told_on, by_name=by_name)
    if (called.surname, called.forename, called.preferred) != (pupil.surname, pupil.forename, pupil.preferred):
        called.save()


def _land_groups(changes: Sequence[PupilChange]) -> dict[tuple[int, str], uuid.UUID]:
    """The registration groups that placements name, made when they are new; empty year group for mixed ages."""
    wanted: dict[tuple[int, str], set[str]] = defaultdict(set)
    for change in changes:
        for place in (*change.new_places, change.corrected_place):
            if place is not None and place.group is not None:
                wanted[place.group].add(place.year_group)
    known = _groups_of(year for year, _ in wanted)
    RegistrationGroup.objects.bulk_create(
        RegistrationGroup(academic_year=year, name=name, year_group=next(iter(ages)) if len(ages) == 1 else "")
        for (year, name), ages in wanted.items()
        if (year, name) not in known
    )
    return _groups_of(year for year, _ in wanted)


def _groups_of(years: Iterable[int]) -> dict[tuple[int, str], uuid.UUID]:
    rows = RegistrationGroup.objects.filter(academic_year__in=set(years))
    return {(group.academic_year, group.name): group.pk for group in rows}


def _land_admissions(changes: Sequence[PupilChange], pupils: dict[str, uuid.UUID]) -> None:
    schools = sisters_by_name()
    Admission.objects.bulk_create(
        Admission(
            pupil_id=pupils[change.upn],
            starts_on=spell.starts_on,
            ends_on=spell.ends_on,
            leaving_ground=spell.ground,
            leaving_note=spell.note,
            destination=spell.destination,
            destination_school=schools.get(spell.destination.casefold()),
        )
        for change in changes
        for spell in change.new_spells
    )
    for change in changes:
        for spell in change.corrected_spells:
            Admission.objects.filter(pk=_row(spell.key)).update(
                starts_on=spell.starts_on,
                ends_on=spell.ends_on,
                leaving_ground=spell.ground,
                leaving_note=spell.note,
                destination=spell.destination,
                destination_school=Case(
                    # A name that stands already goes on meaning the school it meant.
                    When(destination=spell.destination, then=F("destination_school")),
                    default=Value(schools.get(spell.destination.casefold()), UUIDField()),
                ),
            )


def _land_placements(
    changes: Sequence[PupilChange], pupils: dict[str, uuid.UUID], groups: dict[tuple[int, str], uuid.UUID]
) -> None:
    def group_of(place: Place) -> uuid.UUID | None:
        return groups[place.group] if place.group is not None else None

    for change in changes:
        place = change.corrected_place
        if place is not None:
            Placement.objects.filter(pk=_row(place.key)).update(
                year_group=place.year_group, group_id=group_of(place), ends_on=place.ends_on
            )
    for day, keys in _by_day(ended for change in changes for ended in change.ended_places).items():
        Placement.objects.filter(pk__in=keys).update(ends_on=day)
    Placement.objects.filter(pk__in=[key for change in changes for key in change.dropped_places]).delete()
    Placement.objects.bulk_create(
        Placement(
            pupil_id=pupils[change.upn],
            year_group=place.year_group,
            group_id=group_of(place),
            starts_on=place.starts_on,
            ends_on=place.ends_on,
        )
        for change in changes
        for place in change.new_places
    )


def _land_flags(changes: Sequence[PupilChange], pupils: dict[str, uuid.UUID]) -> None:
    for day, keys in _by_day(ended for change in changes for ended in change.ended_flags).items():
        Flag.objects.filter(pk__in=keys).update(ends_on=day)
    Flag.objects.filter(pk__in=[key for change in changes for key in change.dropped_flags]).delete()
    Flag.objects.bulk_create(
        Flag(pupil_id=pupils[change.upn], kind=kind, starts_on=starts_on, ends_on=ends_on)
        for change in changes
        for kind, starts_on, ends_on in change.new_flags
    )
    flagged = [change for change in changes if change.new_flags or change.ended_flags or change.dropped_flags]
    follow_flags([pupils[change.upn] for change in flagged])


def _by_day(ended: Iterable[tuple[uuid.UUID, dt.date]]) -> dict[dt.date, list[uuid.UUID]]:
    """The rows that end on each last day."""
    keys: dict[dt.date, list[uuid.UUID]] = defaultdict(list)
    for key, day in ended:
        keys[day].append(key)
    return keys


def _row(key: uuid.UUID | None) -> uuid.UUID:
    """The key of a row that is there: what is corrected was read from the database."""
    assert key is not None
    return key
