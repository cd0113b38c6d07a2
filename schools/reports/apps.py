"""App configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """This school's figures and lists (code only)."""

    name = "schools.reports"
    label = "reports"

    def ready(self) -> None:
        """Put the pupils in the rail, and the term and freshness in the top line; say who may see who saw a pupil."""
        from foundation.access import policies
        from foundation.access.permissions import Permission
        from foundation.ui.navigation import Item, register, register_search
        from foundation.ui.shell import register_facts
        from schools.reports.shell import facts
        from schools.roll.queries.reach import LEADERS, PupilPolicy, Reach

        policies.register(Permission.SEE_PUPIL_HISTORY, PupilPolicy(Reach(school=LEADERS)))
        register(
            Item("school", "Pupils", "pupils", Permission.SEE_PUPILS, order=30, also=("/roll/", "/groups/", "/search/"))
        )
        register_search("school", "search", Permission.SEE_PUPILS)
        register_facts("school", facts)
