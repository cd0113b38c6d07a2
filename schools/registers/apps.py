"""App configuration."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Codes, registers, marks and their versions (each school's own schema)."""

    name = "schools.registers"
    label = "registers"

    def ready(self) -> None:
        """Say who may see, take and amend registers and close years, who begins with them, and what the top line says."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.ui.navigation import Item, offer
        from foundation.ui.shell import state_facts
        from schools.registers.operations import roll_changed
        from schools.registers.pages.top_line import facts
        from schools.registers.queries.marks import marks_from
        from schools.roll.operations.changes import ask_for_marks, when_roll_changes
        from schools.roll.queries.reach import (
            EVERYWHERE,
            LEADERS,
            OFFICERS,
            SENIOR_LEADERS,
            TEACHERS,
            YEAR_HEADS,
            GroupPolicy,
            Reach,
        )

        declare(Permission.SEE_REGISTERS, GroupPolicy(Reach(EVERYWHERE, YEAR_HEADS, TEACHERS)))
        declare(Permission.TAKE_REGISTERS, GroupPolicy(Reach(OFFICERS, YEAR_HEADS, TEACHERS)))
        declare(Permission.AMEND_MARKS, GroupPolicy(Reach(OFFICERS, YEAR_HEADS)))
        declare(Permission.CLOSE_YEARS, RolePolicy(Role.HEADTEACHER))
        begin, watch = (*OFFICERS, *TEACHERS), (*YEAR_HEADS, *LEADERS, *SENIOR_LEADERS)
        see = Permission.SEE_REGISTERS
        offer(Item("school", "Registers", "registers", see, order=20, also=("/years/",), first_for=begin))
        offer(Item("school", "Absence", "week", see, order=40, first_for=watch))
        when_roll_changes(roll_changed)
        ask_for_marks(marks_from)
        state_facts("school", facts)
