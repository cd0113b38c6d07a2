"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Lates, out and back, visitors, and the evacuation list (each school's own schema)."""

    name = "schools.desk"
    label = "desk"

    def ready(self) -> None:
        """Say who works at the desk, begin the receptionist's work there, and put who is out on Today."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.ui.navigation import Item, offer
        from schools.roll.queries.reach import OFFICERS, RECEPTION, PupilPolicy, Reach

        declare(Permission.WORK_DESK, PupilPolicy(Reach(school=OFFICERS | RECEPTION)))
        offer(Item("school", "Desk", "desk", Permission.WORK_DESK, order=65, first_for=(*RECEPTION,), in_top_line=True))
