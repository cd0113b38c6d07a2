"""App configuration."""

from django.apps import AppConfig


class TrustJournalConfig(AppConfig):
    """Audit lines above the schools (public schema), and the page on which a trust and an authority read theirs."""

    name = "tenants.journal"
    label = "trust_journal"

    def ready(self) -> None:
        """Say who may read the lines of a place, and where they are."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.ui.navigation import Item, offer

        # Whoever looks after sign-in at the place; a trust's leader has no need to know when and from where people work.
        declare(Permission.SEE_SIGN_INS, RolePolicy(Role.TRUST_DATA_MANAGER, Role.LA_OFFICER))
        offer(Item("trust", "Sign-ins", "sign_ins", Permission.SEE_SIGN_INS, order=90))
        offer(Item("authority", "Sign-ins", "sign_ins", Permission.SEE_SIGN_INS, order=90))
