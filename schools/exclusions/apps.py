"""App configuration."""

from django.apps import AppConfig


class ExclusionsConfig(AppConfig):
    """Suspensions and exclusions: the ledger, notices and their clocks, panels (each school's own schema)."""

    name = "schools.exclusions"
    label = "exclusions"

    def ready(self) -> None:
        """Say who sees, keeps and decides exclusions, and put the ledger where they find it.

        That the headteacher decides, or who acts as head, is the law's; who else sees and keeps is the product's own choice.
        """
        from django.urls import reverse

        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.ui.navigation import Item, offer
        from schools.exclusions.operations.absences import SOURCE
        from schools.exclusions.queries import rights
        from schools.registers.rules.plans import state_source

        state_source(SOURCE, address=lambda key: reverse("exclusion", args=[key]))
        see = Permission.SEE_EXCLUSIONS
        declare(see, rights.see_policy)
        declare(Permission.KEEP_EXCLUSIONS, rights.keep_policy)
        declare(Permission.DECIDE_EXCLUSIONS, rights.decide_policy)
        declare(Permission.SET_EXCLUSIONS, rights.decide_policy)
        offer(Item("school", "Exclusions", "exclusions", see, order=62, in_top_line=True))
