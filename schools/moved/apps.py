"""App configuration."""

from django.apps import AppConfig


class MovedConfig(AppConfig):
    """Pupils who moved between schools of one trust (each school's own schema)."""

    name = "schools.moved"
    label = "moved"

    def ready(self) -> None:
        """Follow the roll, the marks and what other schools ask or tell; say who sees and confirms what came."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.outbox.handlers import carry_out
        from schools.moved import tasks
        from schools.moved.operations.looking import LOOK
        from schools.moved.pages.panel import moved_panel
        from schools.moved.pages.today import to_confirm
        from schools.moved.queries.carried import waiting
        from schools.registers.operations import MARKS_CHANGED, ROLL_CHANGED
        from schools.roll.pages.pupil_panels import offer_panel
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import EVERYWHERE, LEADERS, OFFICERS, YEAR_HEADS, PupilPolicy, Reach

        declare(Permission.SEE_MOVER_FACTS, PupilPolicy(Reach(school=EVERYWHERE, own_years=YEAR_HEADS)))
        declare(Permission.CONFIRM_MOVER_FACTS, PupilPolicy(Reach(school=OFFICERS | LEADERS)))
        offer_panel(moved_panel, order=8)
        confirm = Permission.CONFIRM_MOVER_FACTS
        offer_list(
            TodayList(
                "moved", "Moved pupils to confirm", 46, confirm, to_confirm,
                quiet=True, waits=lambda asked: waiting(asked.today),
            )
        )  # fmt: skip
        carry_out(ROLL_CHANGED, name="moved", by=tasks.look_again)
        carry_out(LOOK, name="moved", by=tasks.look_again)
        carry_out(MARKS_CHANGED, name="moved", by=tasks.marks_changed, may_wait=True)
