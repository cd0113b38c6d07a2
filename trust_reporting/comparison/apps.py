"""App configuration."""

from django.apps import AppConfig


class ComparisonConfig(AppConfig):
    """Schools of one trust side by side. Code only: it reads what `trust_reporting.figures` holds."""

    name = "trust_reporting.comparison"
    label = "comparison"

    def ready(self) -> None:
        """Say who may compare schools, and where it is on the trust's rail."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.ui.navigation import Item, offer
        from foundation.ui.shell import state_facts
        from trust_reporting.comparison.queries.freshness import facts

        readers = (Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER)
        declare(Permission.COMPARE_SCHOOLS, RolePolicy(*readers))
        offer(Item("trust", "Compare", "compare", Permission.COMPARE_SCHOOLS, order=10, first_for=readers))
        state_facts("trust", facts)
