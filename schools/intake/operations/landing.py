"""Writing what an import changes: the roll by sets of rows, marks by COPY; all in `operations.apply`'s transaction."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import IntegrityError, connections

from foundation.database.scope import ALIAS
from schools.intake.rules.held import Place
from schools.intake.rules.mark_plan import MarkPlan, Tally
from schools.intake.rules.records import Marks
from schools.intake.rules.roll_plan import PupilPlan, RollPlan
from schools.registers.models import Entry
from schools.roll.models import Admission, Flag, Placement, Pupil, RegistrationGroup
from schools.roll.rules.names import sort_name

_NULL: Final = "\\N"


# The roll


def hold_roll() -> None:
    """Keep everybody's roll as it is until this transaction ends: every act on it holds the pupil it is about."""
    list(Pupil.objects.select_for_update().order_by("pk").values_list("pk"))


def land_roll(plan: RollPlan) -> list[uuid.UUID]:
    """Write a roll's changes. The pupils whom they are about."""
    pupils = _land_pupils(plan.pupils)
    groups = _land_groups(plan.pupils)
    _land_admissions(plan.pupils, pupils)
    _land_placements(plan.pupils, pupils, groups)
    _land_flags(plan.pupils, pupils)
    return list(pupils.values())


def _land_pupils(plans: Sequence[PupilPlan]) -> dict[str, uuid.UUID]:
    """Make new pupils and correct known ones; the key of each by the UPN of its row."""
    new = [
        Pupil(
            upn=plan.row.upn,
            former_upn=plan.row.former_upn,
            surname=plan.row.surname,
            forename=plan.row.forename,
            preferred=plan.row.preferred,
            sort_name=sort_name(plan.row.surname, plan.row.forename),
            birth=plan.row.birth,
            sex=plan.row.sex,
        )
        for plan in plans
        if plan.held is None
    ]
    Pupil.objects.bulk_create(new)
    # The database makes the keys, and Django does not read back keys that it leaves to the database.
    made = Pupil.objects.filter(upn__in=[pupil.upn for pupil in new]).values_list("upn", "pk")
    keys: dict[str, uuid.UUID] = {str(upn): key for upn, key in made}
    for plan in plans:
        if plan.held is None:
            continue
        keys[plan.row.upn] = plan.held.key
        if plan.personal:
            pupil = Pupil.objects.get(pk=plan.held.key)
            for name, value in plan.personal.items():
                setattr(pupil, name, value)
            pupil.sort_name = sort_name(pupil.surname, pupil.forename)
            pupil.save(update_fields=[*plan.personal, "sort_name"])
    return keys


def _land_groups(plans: Sequence[PupilPlan]) -> dict[tuple[int, str], uuid.UUID]:
    """The registration groups that placements name, made when they are new; empty year group for mixed ages."""
    wanted: dict[tuple[int, str], set[str]] = defaultdict(set)
    for plan in plans:
        for place in (plan.new_place, plan.corrected_place):
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


def _land_admissions(plans: Sequence[PupilPlan], pupils: dict[str, uuid.UUID]) -> None:
    Admission.objects.bulk_create(
        Admission(
            pupil_id=pupils[plan.row.upn],
            starts_on=spell.starts_on,
            ends_on=spell.ends_on,
            leaving_ground=spell.ground,
            leaving_note=spell.note,
            destination=spell.destination,
        )
        for plan in plans
        for spell in plan.new_spells
    )
    for plan in plans:
        for spell in plan.corrected_spells:
            Admission.objects.filter(pk=_row(spell.key)).update(
                starts_on=spell.starts_on,
                ends_on=spell.ends_on,
                leaving_ground=spell.ground,
                leaving_note=spell.note,
                destination=spell.destination,
            )


def _land_placements(
    plans: Sequence[PupilPlan], pupils: dict[str, uuid.UUID], groups: dict[tuple[int, str], uuid.UUID]
) -> None:
    def group_of(place: Place) -> uuid.UUID | None:
        return groups[place.group] if place.group is not None else None

    ended: dict[dt.date, list[Any]] = defaultdict(list)
    for plan in plans:
        if plan.ended_place is not None:
            key, day = plan.ended_place
            ended[day].append(key)
        if plan.corrected_place is not None:
            place = plan.corrected_place
            Placement.objects.filter(pk=_row(place.key)).update(
                year_group=place.year_group, group_id=group_of(place), ends_on=place.ends_on
            )
    for day, keys in ended.items():
        Placement.objects.filter(pk__in=keys).update(ends_on=day)
    Placement.objects.filter(pk__in=[key for plan in plans for key, _ in plan.dropped_places]).delete()
    Placement.objects.bulk_create(
        Placement(
            pupil_id=pupils[plan.row.upn],
            year_group=plan.new_place.year_group,
            group_id=group_of(plan.new_place),
            starts_on=plan.new_place.starts_on,
            ends_on=plan.new_place.ends_on,
        )
        for plan in plans
        if plan.new_place is not None
    )


def _land_flags(plans: Sequence[PupilPlan], pupils: dict[str, uuid.UUID]) -> None:
    ended: dict[dt.date, list[Any]] = defaultdict(list)
    for plan in plans:
        for key, day in plan.ended_flags:
            ended[day].append(key)
    for day, keys in ended.items():
        Flag.objects.filter(pk__in=keys).update(ends_on=day)
    Flag.objects.filter(pk__in=[key for plan in plans for key, _ in plan.dropped_flags]).delete()
    Flag.objects.bulk_create(
        Flag(pupil_id=pupils[plan.row.upn], kind=kind, starts_on=starts_on)
        for plan in plans
        for kind, starts_on in plan.new_flags
    )


def _row(key: uuid.UUID | None) -> uuid.UUID:
    """The key of a row that is there: what is corrected was read from the database."""
    assert key is not None
    return key


# Marks


def land_marks(plan: MarkPlan, entry: Entry, *, replace: bool) -> None:
    """Write the changes of marks, and a version of each. `replace` says whether any takes the place of another mark.

    Versions are made by the database from the marks just written, so the two cannot disagree. IntegrityError when
    somebody saved one of the same marks in the meantime; nothing of the import then stands.
    """
    connection = connections[ALIAS]
    # COPY goes past Django, which would otherwise turn psycopg's errors into its own.
    with connection.wrap_database_errors, connection.cursor() as cursor:
        with cursor.copy("COPY registers_mark (pupil_key, date, session, code, minutes, entry_id) FROM STDIN") as copy:
            for text in _mark_lines(plan, entry.pk):
                copy.write(text)
        cursor.execute(
            "INSERT INTO registers_markversion (pupil_key, date, session, entry_id, old_code, new_code, minutes)"
            " SELECT pupil_key, date, session, entry_id, NULL, code, minutes FROM registers_mark WHERE entry_id = %s",
            [entry.pk],
        )
        if replace:
            _replace_marks(cursor, plan, entry.pk)


def _mark_lines(plan: MarkPlan, entry_key: int) -> Iterator[str]:
    """First marks as COPY reads them, pupil by pupil."""
    slots, codes = _slot_texts(plan.marks), _code_texts(plan.marks)
    for _, key, changes in plan.changes(Tally()):
        yield "".join(
            f"{key}\t{slots[slot]}\t{codes[new]}\t{_NULL if late is None else late}\t{entry_key}\n"
            for slot, old, new, late in changes
            if old is None
        )


def _code_texts(marks: Marks) -> dict[str, str]:
    return {code: code.replace("\\", "\\\\") for code in marks.codes}


def _slot_texts(marks: Marks) -> dict[int, str]:
    texts = {}
    for slot in range(max(marks.low, 0), marks.high + 1):
        on, session = marks.session_at(slot)
        texts[slot] = f"{on.isoformat()}\t{session}"
    return texts


def _replace_marks(cursor: Any, plan: MarkPlan, entry_key: int) -> None:
    """Put new codes in the place of old ones, as long as the old one is still there."""
    for _, key, changes in plan.changes(Tally()):
        replaced = [change for change in changes if change[1] is not None]
        if not replaced:
            continue
        sessions = [plan.marks.session_at(slot) for slot, _, _, _ in replaced]
        cursor.execute(
            "WITH replaced AS ("
            " UPDATE registers_mark AS mark SET code = asked.new_code, minutes = asked.minutes, entry_id = %s,"
            " planned = false"
            " FROM unnest(%s::date[], %s::smallint[], %s::text[], %s::text[], %s::smallint[])"
            " AS asked(date, session, old_code, new_code, minutes)"
            " WHERE mark.pupil_key = %s AND mark.date = asked.date AND mark.session = asked.session"
            " AND mark.code = asked.old_code"
            " RETURNING mark.pupil_key, mark.date, mark.session, mark.entry_id, old.code AS old_code,"
            " new.code AS new_code, mark.minutes)"
            " INSERT INTO registers_markversion (pupil_key, date, session, entry_id, old_code, new_code, minutes)"
            " SELECT * FROM replaced",
            [
                entry_key,
                [on for on, _ in sessions],
                [session for _, session in sessions],
                [old for _, old, _, _ in replaced],
                [new for _, _, new, _ in replaced],
                [late for _, _, _, late in replaced],
                key,
            ],
        )
        if cursor.rowcount != len(replaced):
            message = "A mark was saved by somebody else while the import was under way."
            raise IntegrityError(message)
