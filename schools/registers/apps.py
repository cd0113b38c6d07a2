"""App configuration."""

from django.apps import AppConfig
from django.urls import reverse


class RegistersConfig(AppConfig):
    """Codes, registers, marks and their versions (each school's own schema)."""

    name = "schools.registers"
    label = "registers"

    def ready(self) -> None:
        """Say who does what to registers, years and closures, who begins with them, and what waits on Today."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from foundation.ui.shell import state_facts
        from schools.calendar.models import NonSchoolDay
        from schools.journal.rules import Lapse, state_lapse
        from schools.registers import tasks
        from schools.registers.models import Entry, RegisterRequest
        from schools.registers.operations import CALENDAR_CHANGED, MARKS_CHANGED, roll_changed
        from schools.registers.operations.chasing import REGISTER_MISSING, STILL_MISSING, UNANSWERED
        from schools.registers.operations.n_clock import N_CLOCK
        from schools.registers.pages.checks import CHECKS
        from schools.registers.pages.registers import day_address
        from schools.registers.pages.sweep_checks import offer_check
        from schools.registers.pages.today_missing import missing
        from schools.registers.pages.today_pupils import near_last_day, no_minutes, second_day
        from schools.registers.pages.top_line import facts
        from schools.registers.queries.marks import marks_from
        from schools.roll.operations.changes import ask_for_marks, when_roll_changes
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import EVERYWHERE, LEADERS, OFFICERS, TEACHERS, YEAR_HEADS, GroupPolicy, Reach
        from schools.staff.rules.kinds import state_kind

        declare(Permission.SEE_REGISTERS, GroupPolicy(Reach(EVERYWHERE, YEAR_HEADS, TEACHERS)))
        declare(Permission.TAKE_REGISTERS, GroupPolicy(Reach(OFFICERS, YEAR_HEADS, TEACHERS)))
        declare(Permission.AMEND_MARKS, GroupPolicy(Reach(OFFICERS, YEAR_HEADS)))
        declare(Permission.CHASE_REGISTERS, RolePolicy(*OFFICERS, *LEADERS))
        declare(Permission.CLOSE_YEARS, RolePolicy(Role.HEADTEACHER))
        # No law names who closes a school: the head decides, and the officer writes it down.
        declare(Permission.CHANGE_CLOSURES, RolePolicy(*OFFICERS, Role.HEADTEACHER, queryset=NonSchoolDay.objects.all))
        see = Permission.SEE_REGISTERS
        offer(
            Item(
                "school",
                "Registers",
                "registers",
                see,
                order=20,
                also=("/years/", "/closures/", "/clashes/", "/bulk-edits/"),
                first_for=(*TEACHERS,),
            )
        )
        offer(Item("school", "Absence", "week", see, order=40, first_for=(*YEAR_HEADS,)))
        for key, name, order, answer in (
            ("missing", "Registers missing", 10, missing),
            ("second-day", "Second day or later", 21, second_day),
            ("n-clock", "N clock", 50, near_last_day),
            ("no-minutes", "Late without minutes", 60, no_minutes),
        ):
            offer_list(TodayList(key, name, order, see, answer, watches=(Entry, RegisterRequest)))
        for check in CHECKS:
            offer_check(check)
        state_kind(REGISTER_MISSING)
        state_kind(STILL_MISSING)
        carry_out(UNANSWERED, name="registers", by=tasks.tell_of_unanswered)
        state_lapse(Lapse(UNANSWERED, "Nobody was told of registers still missing", day_address))
        carry_out(MARKS_CHANGED, name="n_clock", by=tasks.start_n_clocks)
        carry_out(CALENDAR_CHANGED, name="n_clock", by=tasks.move_n_clocks)
        carry_out(N_CLOCK, name="n_clock", by=tasks.end_n_clocks)
        when_roll_changes(roll_changed)
        ask_for_marks(marks_from)
        state_facts("school", facts)
        self._ready_plans()

    def _ready_plans(self) -> None:
        """Say who sees what is planned and edits in bulk, what waits on Today; and that plans follow the roll."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.outbox.handlers import carry_out
        from schools.registers import tasks
        from schools.registers.models import BulkEdit
        from schools.registers.operations.bulk_edits import BULK_WANTED
        from schools.registers.operations.settling import follow_roll
        from schools.registers.pages.clashes import clashing, planned_from
        from schools.registers.rules.plans import BULK, state_source
        from schools.roll.operations.changes import when_roll_changes
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import EVERYWHERE, OFFICERS

        declare(Permission.SEE_PLANS, RolePolicy(*EVERYWHERE))
        declare(Permission.EDIT_IN_BULK, RolePolicy(*OFFICERS, queryset=BulkEdit.objects.all))
        carry_out(BULK_WANTED, name="registers", by=tasks.do_bulk_edits)
        see = Permission.SEE_PLANS
        offer_list(TodayList("clashes", "Plans that clash", 55, see, clashing, quiet=True, waits=planned_from))
        state_source(BULK, address=lambda key: reverse("bulk_edit", args=[key]))
        when_roll_changes(follow_roll)
