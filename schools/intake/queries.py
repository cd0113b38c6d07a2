"""What an import has to be compared with, and what imports there have been."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db import connections
from django.db.models import QuerySet, Sum

from foundation.database.scope import ALIAS
from foundation.london import LONDON
from schools.calendar.rules.sessions import SESSIONS
from schools.intake.models import ImportFile, ImportRun, SetAside
from schools.intake.rules.held import HeldPupil, OpenFlag
from schools.intake.rules.mark_plan import Enrolled
from schools.intake.rules.records import Marks
from schools.registers.models import Entry
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.slots import WindowPhase, phase_at
from schools.roll.models import Admission, Flag, FormerUpn, Placement, Pupil, RegistrationGroup
from schools.roll.rules.names import full_name
from schools.roll.rules.rows import Place, Spell

#: Marks from these sources are a person's, and an import does not overwrite them.
BY_PERSON = (Entry.Source.PAGE, Entry.Source.API, Entry.Source.DESK, Entry.Source.CLOSURE, Entry.Source.PLAN)


def runs() -> QuerySet[ImportRun]:
    """Every import of this school, newest first."""
    return ImportRun.objects.prefetch_related("files")


def bytes_waiting() -> int:
    """How many bytes the files of imports have that were neither applied nor discarded."""
    rows = ImportFile.objects.filter(run__status__in=ImportRun.WAITING)
    return int(rows.aggregate(bytes=Sum("size"))["bytes"] or 0)


def same_file_applied(file: ImportFile) -> ImportRun | None:
    """The newest applied import that brought a file with the very same bytes, or None."""
    return (
        ImportRun.objects.filter(
            status=ImportRun.Status.APPLIED, files__sha256=file.sha256, files__kind=file.kind, source=file.run.source
        )
        .exclude(pk=file.run_id)
        .order_by("-ended_at")
        .first()
    )


def newest_roll() -> dt.date | None:
    """The day that the newest applied roll speaks for, or None."""
    applied = ImportRun.objects.filter(status=ImportRun.Status.APPLIED, files__kind=ImportFile.Kind.ROLL)
    return applied.order_by("-as_at").values_list("as_at", flat=True).first()


def set_aside() -> QuerySet[SetAside]:
    """The marks that the newest applied import of marks left out, for a person to settle."""
    newest = (
        ImportRun.objects.filter(status=ImportRun.Status.APPLIED, files__kind=ImportFile.Kind.MARKS)
        .order_by("-ended_at")
        .values("pk")[:1]
    )
    return SetAside.objects.filter(run__in=newest)


# The roll


def form_names(academic_years: Iterable[int]) -> list[str]:
    """The names of the registration groups of some academic years, those of the earliest first."""
    groups = RegistrationGroup.objects.filter(academic_year__in=set(academic_years)).order_by("academic_year", "name")
    return list(groups.values_list("name", flat=True))


def held_pupils() -> list[HeldPupil]:
    """Everyone the roll has ever held, with admissions, placements, open flags and former numbers. Five queries."""
    spells: dict[uuid.UUID, list[Spell]] = defaultdict(list)
    for row in Admission.objects.all():
        spells[row.pupil_id].append(
            Spell(row.starts_on, row.ends_on, row.leaving_ground, row.leaving_note, row.destination, row.pk)
        )
    places: dict[uuid.UUID, list[Place]] = defaultdict(list)
    for placed in Placement.objects.select_related("group"):
        group = (placed.group.academic_year, placed.group.name) if placed.group is not None else None
        places[placed.pupil_id].append(Place(placed.year_group, group, placed.starts_on, placed.ends_on, placed.pk))
    flags: dict[uuid.UUID, list[OpenFlag]] = defaultdict(list)
    for flag in Flag.objects.filter(ends_on=None):
        flags[flag.pupil_id].append(OpenFlag(flag.kind, flag.starts_on, flag.pk))
    earlier: dict[uuid.UUID, set[str]] = defaultdict(set)
    for pupil_id, upn in FormerUpn.objects.values_list("pupil_id", "upn"):
        earlier[pupil_id].add(upn)
    return [
        HeldPupil(
            key=pupil.pk,
            upn=pupil.upn or "",
            former_upn=pupil.former_upn,
            surname=pupil.surname,
            forename=pupil.forename,
            preferred=pupil.preferred,
            birth=pupil.birth,
            sex=pupil.sex,
            spells=tuple(spells[pupil.pk]),
            places=tuple(places[pupil.pk]),
            flags=tuple(flags[pupil.pk]),
            earlier_upns=frozenset(earlier[pupil.pk]),
        )
        for pupil in Pupil.objects.all()
    ]


def people() -> Iterator[tuple[uuid.UUID, int, str, str]]:
    """Everybody with a number: row, compact key, the number and the name. One query."""
    rows = Pupil.objects.exclude(upn=None).values_list("pk", "key", "upn", "surname", "forename", "preferred")
    for pk, key, upn, *names in rows:
        yield pk, key, str(upn), full_name(*names)


def former_numbers() -> list[tuple[str, str]]:
    """Every number borne before, with the one that its pupil bears now; a pupil's newest first. Two queries."""
    newest = Pupil.objects.exclude(upn=None).exclude(former_upn="").order_by("pk").values_list("former_upn", "upn")
    earlier = FormerUpn.objects.exclude(pupil__upn=None).values_list("upn", "pupil__upn")
    return [(former, str(upn)) for former, upn in (*newest, *earlier)]


# Marks


def not_open_yet(run: ImportRun, timetable: Timetable) -> list[tuple[dt.date, int]]:
    """The sessions of the day an import speaks for whose registers had not opened when it was sent: it cannot know them.

    By the moment of sending and not by today's clock, so that a check and what is applied later come to the same.
    """
    if run.as_at != run.received_at.astimezone(LONDON).date():
        return []
    at, on = run.received_at, run.as_at
    return [
        (on, session) for session in SESSIONS if phase_at(on, timetable.window(on, session), at) is WindowPhase.AHEAD
    ]


def enrolled_pupils() -> dict[str, Enrolled]:
    """Every pupil with a UPN, by UPN and by every former one that nobody bears now. Four queries."""
    spells: dict[uuid.UUID, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    for pupil_id, starts_on, ends_on in Admission.objects.values_list("pupil_id", "starts_on", "ends_on"):
        spells[pupil_id].append((starts_on, ends_on))
    found: dict[str, Enrolled] = {}
    for pk, key, upn, birth in Pupil.objects.exclude(upn=None).values_list("pk", "key", "upn", "birth"):
        found[str(upn)] = Enrolled(key, birth, tuple(spells[pk]))
    for former, upn in former_numbers():
        found.setdefault(former, found[upn])
    return found


def held_marks(marks: Marks) -> tuple[dict[int, bytearray], dict[tuple[int, int], int]]:
    """The marks held between the first and the last of an import, as arrays like its own, and their minutes late.

    Codes that the import does not have are added to its list of codes.
    """
    held: dict[int, bytearray] = {}
    minutes: dict[tuple[int, int], int] = {}
    if marks.high < 0:
        return held, minutes
    places = {code: place for place, code in enumerate(marks.codes)}
    first, last = marks.session_at(max(marks.low, 0))[0], marks.session_at(marks.high)[0]
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT pupil_key, (date - %s::date) * 2 + session - 1, code, minutes FROM registers_mark"
            " WHERE date BETWEEN %s AND %s",
            [marks.first_day, first, last],
        )
        while rows := cursor.fetchmany(10_000):
            for key, slot, code, late in rows:
                array = held.get(key)
                if array is None:
                    array = held[key] = bytearray(marks.slots)
                place = places.get(code)
                if place is None:
                    place = places[code] = len(marks.codes)
                    marks.codes.append(code)
                array[slot] = place
                if late is not None:
                    minutes[key, slot] = late
    return held, minutes


def amended_by_people(places: Iterable[tuple[int, dt.date, int]]) -> set[tuple[int, dt.date, int]]:
    """Of some marks (pupil key, date, session), those last saved by a person and not by an import or a rule."""
    keys, dates, sessions = zip(*places, strict=True)
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT mark.pupil_key, mark.date, mark.session"
            " FROM unnest(%s::integer[], %s::date[], %s::smallint[]) AS asked(pupil_key, date, session)"
            " JOIN registers_mark AS mark USING (pupil_key, date, session)"
            " JOIN registers_entry AS entry ON entry.id = mark.entry_id"
            " WHERE entry.source = ANY(%s) AND NOT mark.planned",
            [list(keys), list(dates), list(sessions), list(BY_PERSON)],
        )
        return set(cursor.fetchall())


def entered_by(places: Sequence[tuple[int, dt.date, int]]) -> dict[tuple[int, dt.date, int], str]:
    """Who entered the marks that stand in some places (pupil key, date, session), in what post, when and from where."""
    keys, dates, sessions = zip(*places, strict=True)
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT mark.pupil_key, mark.date, mark.session, entry.by_name, entry.by_position, entry.at, entry.source"
            " FROM unnest(%s::integer[], %s::date[], %s::smallint[]) AS asked(pupil_key, date, session)"
            " JOIN registers_mark AS mark USING (pupil_key, date, session)"
            " JOIN registers_entry AS entry ON entry.id = mark.entry_id",
            [list(keys), list(dates), list(sessions)],
        )
        return {(key, on, session): _entered(*entry) for key, on, session, *entry in cursor.fetchall()}


def _entered(name: str, position: str, at: dt.datetime, source: str) -> str:
    how = Entry.Source(source).label
    who = ", ".join(part for part in (name, position) if part)
    return f"{who}, {at.astimezone(LONDON):%d/%m/%Y %H:%M} ({how[0].lower()}{how[1:]})"
