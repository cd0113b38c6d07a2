"""The school's week: every pupil within reach by ten sessions, corrected in place through each pupil's register."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import Member, MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.forms.week import WeekForm
from schools.registers.pages.grid_facts import grid_facts
from schools.registers.pages.grid_help import grid_help
from schools.registers.pages.reasons import ESTABLISHED, REASONS
from schools.registers.pages.rights import RegisterRights, rights_over
from schools.registers.pages.week import SchoolWeek, YearWeek
from schools.registers.pages.week_reading import school_week
from schools.registers.pages.week_rows import day_heads, form_rows
from schools.registers.pages.week_words import week_words
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.kinds import ABSENT, MISSING, QUESTIONS, UNEXPLAINED
from schools.roll.queries.reach import EVERYWHERE, YEAR_HEADS

_NO_PUPIL = uuid.UUID(int=0)


@requires(Permission.SEE_REGISTERS)
@require_safe
def week(request: MemberRequest) -> HttpResponse:
    """The week of everybody within reach, a year at a time, or everybody who answers what was asked."""
    form = WeekForm(request.GET)
    narrow = form.narrow()
    page = school_week(
        policy_for(Permission.SEE_REGISTERS).visible(request.member),
        form.cleaned_data.get("week"),
        narrow,
        timetable=Timetable.of(request.member),
        now=clock.now(),
        today=clock.today(),
    )
    _seen(request, page)
    sheets = [one.sheet for one in page.opened]
    rights = {one.group.pk: rights_over(request.member, one.group) for one in sheets}
    facts = grid_facts(sheets, page.slots, rights=rights, now=clock.now()) | {
        "person": str(request.member.person_id),
        "column": page.slots.index(page.chosen),
        "first": page.first_answer,
        "next": None,
    }
    pupil_address = reverse("pupil", args=[_NO_PUPIL]) if may(request.member, Permission.SEE_PUPIL_TOTALS) else ""
    may_take = any(one is not RegisterRights.SEE for one in rights.values())
    rows = form_rows(page, pupil_address=pupil_address)
    return render(
        request,
        "registers/week.html",
        {
            "page": page,
            "words": week_words(page),
            "whose": _whose(request.member, page),
            "narrowed": bool(narrow.show or narrow.form),
            "asked": _asked(page),
            "heads": day_heads(page),
            "years": [_line(page, year, rows) for year in page.years],
            "facts": facts,
            "may_take": may_take,
            "help": grid_help(may_take=may_take, one_register=False),
            "questions": QUESTIONS,
            "reasons": REASONS,
            "established": ESTABLISHED,
        },
    )


def _line(page: SchoolWeek, year: YearWeek, rows: Mapping[uuid.UUID, SafeString]) -> dict[str, Any]:
    """One year's line: where it opens, where its figures lead, and its forms with their rows when it is open."""
    return {
        "year": year,
        "open": page.address(year=year.value, form=""),
        "absent": page.pupils_at(ABSENT, year.value),
        "unexplained": page.pupils_at(UNEXPLAINED, year.value),
        "missing": page.pupils_at(MISSING, year.value),
        "forms": [(one, rows[one.whole.group.pk]) for one in year.shown_forms] if year.open else [],
    }


def _whose(member: Member, page: SchoolWeek) -> str:
    """Whose week it is, in the heading's words."""
    if member.roles & EVERYWHERE:
        return "whole school"
    names = [form.name for year in page.years for form in year.forms]
    return names[0] if len(names) == 1 else "your years" if member.roles & YEAR_HEADS else "your forms"


def _asked(page: SchoolWeek) -> str:
    """What was asked, in a few words: "absent, Thu AM"."""
    narrow = page.narrow
    question = QUESTIONS.get(narrow.show, f"Code {narrow.show}" if narrow.show else "")
    at = dict(page.sessions).get(narrow.at, "") if narrow.show else ""
    return ", ".join(
        word for word in (question.lower() if narrow.show in QUESTIONS else question, at, narrow.form) if word
    )


def _seen(request: MemberRequest, page: SchoolWeek) -> None:
    """Whose marks the page showed: the pupils drawn, not those whom its figures count.

    The session asked about is said only where it had a part in who is drawn: nobody else's words enter the journal.
    """
    narrow = page.narrow
    at = narrow.at if narrow.show and narrow.place(page.slots) is not None else ""
    years = {year.value for year in page.years if year.open}
    only = years.pop() if len(years) == 1 else ""
    asked = {"year": only, "form": narrow.form, "show": narrow.show, "at": at}
    words = urlencode({name: value for name, value in asked.items() if value})
    keys = (row.pupil.key for one in page.opened for row in one.rows)
    seen(Shown.What.WEEK, about=("week", words), pupils=keys, by=Actor.of(request.member), day=page.monday)
