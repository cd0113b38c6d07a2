"""The registers: a day's list, one group's week as a grid, and one register as a plain form."""

import uuid
from contextlib import nullcontext

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.access.gate import may, requires
from foundation.access.member import Member, MemberRequest
from foundation.access.permissions import Permission
from foundation.access.policies import policy_for
from foundation.audit.actors import Actor
from foundation.database.hiding import hidden_from_reader, whole_lists
from foundation.refusals import Malformed, Refused
from foundation.statuses import UNPROCESSABLE, status_of
from foundation.ui.numbers import clock as time_of_day
from foundation.ui.numbers import counted
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.journal.models import Shown
from schools.journal.operations import seen
from schools.registers.forms.register import DayForm, PlainRegister, drawn, read, typed, with_conflicts, with_faults
from schools.registers.operations.saving import MarksOvertaken, save_register
from schools.registers.pages.cells import register_rows
from schools.registers.pages.grid_facts import grid_facts
from schools.registers.pages.grid_help import grid_help
from schools.registers.pages.group_week import GroupWeek, NoRegister, group_week, next_missing, no_register
from schools.registers.pages.reasons import ESTABLISHED, REASONS
from schools.registers.pages.registers import day
from schools.registers.pages.rights import RegisterRights, rights_over
from schools.registers.queries.sheets import WEEKDAYS, Timetable
from schools.registers.rules.addresses import read_day
from schools.registers.rules.entering import codes_on, needs_reason
from schools.registers.rules.spoken import words_of
from schools.roll.models import RegistrationGroup
from schools.roll.queries.reach import EVERYWHERE, groups_within
from schools.roll.queries.signing import signature_of

#: Years an address may name; a register of any other was never kept here.
KEPT_YEARS = range(2000, 2100)
_NO_PUPIL = uuid.UUID(int=0)


@requires(Permission.SEE_REGISTERS)
@require_safe
def registers(request: MemberRequest) -> HttpResponse:
    """The registers of a day: what is missing first, then every group by year."""
    form = DayForm(request.GET)
    chosen = form.cleaned_data["on"] if form.is_valid() else None
    on = chosen or clock.today()
    groups = list(policy_for(Permission.SEE_REGISTERS).visible(request.member))
    with whole_lists():  # counts alone: a register is whole
        page = day(on, groups, now=clock.now(), timetable=Timetable.of(request.member))
    context = {
        "page": page,
        "form": form,
        "today": clock.today(),
        "may_close_years": may(request.member, Permission.CLOSE_YEARS),
        "may_edit_in_bulk": may(request.member, Permission.EDIT_IN_BULK),
        "may_see_plans": may(request.member, Permission.SEE_PLANS),
        "may_close_days": may(request.member, Permission.CHANGE_CLOSURES),
        "may_see_sweeps": may(request.member, Permission.SEE_SWEEPS),
    }
    return render(request, "registers/registers.html", context)


def _group(request: MemberRequest, group_id: uuid.UUID, permission: Permission) -> RegistrationGroup:
    group = get_object_or_404(RegistrationGroup, pk=group_id)
    if not policy_for(permission).may(request.member, group):
        raise Http404
    return group


def _week(member: Member, group: RegistrationGroup, date: str, session: int) -> GroupWeek | NoRegister:
    """The group's week around the date of an address; where no register was ever held, why, and where to go instead."""
    today, timetable = clock.today(), Timetable.of(member)
    try:
        on = read_day(date)
    except Malformed as fault:
        return no_register(group, fault.words, today, session, timetable=timetable)
    if on.year not in KEPT_YEARS:
        words = f"No register is kept of {on.year:04}."
        return no_register(group, words, today, session, timetable=timetable)
    if on.weekday() >= WEEKDAYS:
        return no_register(group, timetable.closed_words(on, session), on, session, timetable=timetable)
    return group_week(group, on, session, now=clock.now(), timetable=timetable)


def _nowhere(request: MemberRequest, found: NoRegister) -> HttpResponse:
    """The page of an address without a register, for a member who may see the group's others."""
    return render(request, "registers/no_register.html", {"found": found}, status=404)


@requires(Permission.SEE_REGISTERS)
@require_safe
def register(request: MemberRequest, group_id: uuid.UUID, date: str, session: int) -> HttpResponse:
    """A group's week, with the chosen session focused."""
    group = _group(request, group_id, Permission.SEE_REGISTERS)
    rights = rights_over(request.member, group)
    # Whole for whoever takes it: the law wants each pupil of the group marked in it.
    with nullcontext() if rights is RegisterRights.SEE else whole_lists():
        return _register(request, group, rights, date, session)


def _register(
    request: MemberRequest, group: RegistrationGroup, rights: RegisterRights, date: str, session: int
) -> HttpResponse:
    week = _week(request.member, group, date, session)
    if isinstance(week, NoRegister):
        return _nowhere(request, week)
    may_take = rights is not RegisterRights.SEE
    following = next_missing(week, groups_within(Permission.TAKE_REGISTERS, request.member)) if may_take else None
    _seen(request, week)
    pupil_address = reverse("pupil", args=[_NO_PUPIL]) if may(request.member, Permission.SEE_PUPIL_TOTALS) else ""
    facts = grid_facts([week.sheet], week.sheet.slots, rights={group.pk: rights}, now=clock.now()) | {
        "person": str(request.member.person_id),
        "column": week.place,
        "first": week.cell_of(request.GET.get("pupil", "")),
        "confirms": True,
        "next": [f"{following.group}, {SESSION_NAMES[session]}", following.address] if following else None,
    }
    return render(
        request,
        "registers/register.html",
        {
            "week": week,
            "rows": register_rows(
                week.sheet.rows,
                week.sheet.slots,
                week.chosen,
                pupil_address=pupil_address,
                unlinked=hidden_from_reader(),
            ),
            "facts": facts,
            "may_take": may_take,
            "help": grid_help(may_take=may_take, one_register=True),
            "reasons": REASONS,
            "established": ESTABLISHED,
        },
    )


@requires(Permission.TAKE_REGISTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def register_form(request: MemberRequest, group_id: uuid.UUID, date: str, session: int) -> HttpResponse:
    """One register as a plain form, saved by the same operation as the grid's."""
    group = _group(request, group_id, Permission.TAKE_REGISTERS)
    with whole_lists():
        week = _week(request.member, group, date, session)
        if isinstance(week, NoRegister):
            return _nowhere(request, week)
        return _saved_form(request, week) if request.method == "POST" else _plain(request, week, drawn(week))


def _saved_form(request: MemberRequest, week: GroupWeek) -> HttpResponse:
    """Save what was typed into the form, or show it again with what is to be put right."""
    group = week.sheet.group
    ask, form = read(typed(week, request.POST))
    if ask is None:
        return _plain(request, week, form, status=UNPROCESSABLE)
    if not ask.changes:
        messages.info(request, "Nothing was changed, so nothing was saved.")
        return HttpResponseRedirect(request.path)
    try:
        saved = save_register(
            group=group,
            on=week.chosen.date,
            session=week.chosen.session,
            ask=ask,
            signed=signature_of(request.member, clock.today()),
            may_amend=rights_over(request.member, group) is RegisterRights.AMEND,
            now=clock.now(),
            knows_school=bool(request.member.roles & EVERYWHERE),
        )
    except MarksOvertaken as overtaken:
        again = with_conflicts(form, overtaken.version, overtaken.conflicts, week)
        return _plain(request, week, again, status=status_of(overtaken))
    except Refused as refused:
        again = with_faults(form, refused.faults, ask)
        return _plain(request, week, again, status=status_of(refused, pupil_unknown=404))
    messages.success(request, f"Saved {counted(saved.marks, 'mark')}, {time_of_day(saved.at)}.")
    return HttpResponseRedirect(request.path)


def _seen(request: MemberRequest, week: GroupWeek) -> None:
    """Write down who was shown this register."""
    keys = (row.pupil.key for row in week.sheet.rows)
    about = ("group", week.sheet.group.pk)
    seen(Shown.What.REGISTER, about=about, pupils=keys, by=Actor.of(request.member), day=week.chosen.date)


def _plain(request: MemberRequest, week: GroupWeek, form: PlainRegister, *, status: int = 200) -> HttpResponse:
    slot = week.chosen
    _seen(request, week)
    cells = (row.cells[week.place] for row in week.sheet.rows)
    context = {
        "week": week,
        "plain": form,
        "amends": any(cell is not None and needs_reason(slot, cell) for cell in cells),
        "codes": [(row.code, words_of(row.code, slot.date)) for row in codes_on(slot.date)],
        "reasons": REASONS,
        "grid": reverse("register", args=[week.sheet.group.pk, slot.date, slot.session]),
    }
    return render(request, "registers/form.html", context, status=status)
