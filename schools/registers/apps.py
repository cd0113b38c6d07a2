"""App configuration."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Codes, registers, marks and their versions (each school's own schema)."""

    name = "schools.registers"
    label = "registers"

    def ready(self) -> None:
        """Say who may see, take and amend registers and close years; put term and freshness in the top line."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.ui.navigation import Item, offer
        from foundation.ui.shell import state_facts
        from schools.registers.operations import roll_changed
        from schools.registers.pages.top_line import facts
        from schools.registers.queries.marks import marks_from
        from schools.roll.operations.changes import ask_for_marks, when_roll_changes
        from schools.roll.queries.reach import EVERYWHERE, OFFICERS, TEACHERS, YEAR_HEADS, GroupPolicy, Reach

        declare(Permission.SEE_REGISTERS, GroupPolicy(Reach(EVERYWHERE, YEAR_HEADS, TEACHERS)))
        declare(Permission.TAKE_REGISTERS, GroupPolicy(Reach(OFFICERS, YEAR_HEADS, TEACHERS)))
        declare(Permission.AMEND_MARKS, GroupPolicy(Reach(OFFICERS, YEAR_HEADS)))
        declare(Permission.CLOSE_YEARS, RolePolicy(Role.HEADTEACHER))
        offer(Item("school", "Registers", "registers", Permission.SEE_REGISTERS, order=20, also=("/years/",)))
        offer(Item("school", "Absence", "week", Permission.SEE_REGISTERS, order=40))
        when_roll_changes(roll_changed)
        ask_for_marks(marks_from)
        state_facts("school", facts)
