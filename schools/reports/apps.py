"""App configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """This school's figures and lists (code only)."""

    name = "schools.reports"
    label = "reports"

    def ready(self) -> None:
        """Put the pupils in the rail, and the term and freshness in the top line."""
        from foundation.access.permissions import Permission
        from foundation.ui.navigation import Item, register
        from foundation.ui.shell import register_facts
        from schools.reports.shell import facts

        register(Item("school", "Pupils", "pupils", Permission.SEE_PUPILS, order=30))
        register_facts("school", facts)
