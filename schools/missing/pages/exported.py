"""The file of children not in school, as far as the school holds it.

The Children's Wellbeing and Schools Act 2026 will have authorities keep such registers and is not commenced; what its
regulations will ask for is not known, so the columns are ours, and nothing is sent anywhere by this.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.db.models import Q

from foundation.access.member import Member
from foundation.database.dated import holds_on
from foundation.ui.spreadsheets import csv_text
from schools.cases.models import Case
from schools.cases.queries.rights import work_policy
from schools.cases.rules import states as case_states
from schools.cases.rules.opening import Kind
from schools.leave.models import PartTimeTimetable
from schools.missing.models import HomeEducation, Removal, Search
from schools.returns.rules.parents import is_parent
from schools.roll.models import Admission, HouseholdPupil, Pupil
from schools.roll.queries.contacts import contacts_of_each

#: Said beside the file.
NOT_COMMENCED: Final = (
    "The Act of 2026 on registers of children not in school is not commenced, so nobody has to be sent this: its "
    "columns are Rollcall’s own, of what the school holds anyway."
)
#: A closed case stays in the file so long.
SHOWN_AFTER: Final = dt.timedelta(days=366)
HEADINGS: Final = (
    "UPN",
    "Surname",
    "Forename",
    "Date of birth",
    "Sex",
    "Address",
    "Home authority",
    "Parents",
    "Why not in school",
    "Since",
    "Until",
    "Ground of leaving",
    "Last day on roll",
    "Parent’s writing",
    "Hours a week in school",
    "Where next",
)


def not_in_school(member: Member, today: dt.date) -> tuple[str, list[int]]:
    """The file, guarded against formulas, and the keys of the pupils in it: those whose cases the reader works on."""
    reached = work_policy.pupils(member).order_by().values("pk")
    lately = ~Q(state=case_states.CLOSED) | Q(closed_on__gte=today - SHOWN_AFTER)
    cases = list(Case.objects.filter(lately, pupil__in=reached, kind__in=(Kind.CME, Kind.EHE)).select_related("pupil"))
    timetables = PartTimeTimetable.objects.filter(pupil__in=reached, closed_at=None, starts_on__lte=today)
    part_time = list(timetables.select_related("pupil"))
    pupils = {row.pupil_id: row.pupil for row in cases} | {row.pupil_id: row.pupil for row in part_time}
    about = _about(pupils, today)
    rows = [[*about[case.pupil_id], *more] for case, more in _of_cases(cases)]
    for row in part_time:
        span = [row.starts_on.isoformat(), row.ends_on.isoformat()]
        rows.append([*about[row.pupil_id], "Part-time timetable", *span, "", "", "", str(row.hours), ""])
    found = sorted(pupil.key for pupil in pupils.values())
    return csv_text([list(HEADINGS), *sorted(rows, key=lambda one: (one[1], one[2], one[8]))]), found


def _of_cases(cases: Sequence[Case]) -> Iterator[tuple[Case, list[str]]]:
    """Each case with the file's columns about it, from why the child is not in school on. Four queries."""
    keys = [one.pk for one in cases]
    searches = dict(Search.objects.filter(case__in=keys).values_list("case", "first_day"))
    homes = {row.case_id: row for row in HomeEducation.objects.filter(case__in=keys)}
    spells = dict(Removal.objects.filter(case__in=keys, spell__isnull=False).values_list("case", "spell"))
    wanted = [key for key in spells.values() if key is not None]
    ended = {row.pk: row for row in Admission.objects.filter(pk__in=wanted, ends_on__isnull=False)}
    for case in cases:
        home, key = homes.get(case.pk), spells.get(case.pk)
        since = searches.get(case.pk) or (home.starts_on if home is not None else None) or case.opened_on
        spell = ended.get(key) if key is not None else None
        until = case.closed_on if spell is None else None
        yield (
            case,
            [
                Kind(case.kind).words,
                since.isoformat(),
                _iso(until),
                spell.leaving_ground if spell is not None else "",
                _iso(spell.ends_on if spell is not None else None),
                _iso(home.written_on if home is not None else None),
                "",
                spell.destination if spell is not None else "",
            ],
        )


def _iso(on: dt.date | None) -> str:
    return on.isoformat() if on is not None else ""


def _about(pupils: Mapping[uuid.UUID, Pupil], today: dt.date) -> dict[uuid.UUID, list[str]]:
    """What the file has of each pupil. Three queries."""
    homes = HouseholdPupil.objects.filter(holds_on(today), pupil__in=set(pupils)).select_related("household")
    where = {row.pupil_id: row.household for row in homes.order_by("-starts_on", "-id")}
    contacts = contacts_of_each(set(pupils), today) if pupils else {}
    found = {}
    for key, pupil in pupils.items():
        home = where.get(key)
        parents = [
            f"{one.name} ({one.relationship})"
            for one in contacts.get(key, [])
            if is_parent(one.relationship, responsibility=one.responsibility, lives_with=one.lives_with)
        ]
        found[key] = [
            pupil.upn or "",
            pupil.surname,
            pupil.forename,
            pupil.birth.isoformat(),
            pupil.get_sex_display(),
            home.address if home is not None else "",
            home.authority if home is not None else "",
            "; ".join(parents),
        ]
    return found
