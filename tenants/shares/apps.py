"""App configuration."""

from django.apps import AppConfig


class SharesConfig(AppConfig):
    """What was shared with authorities, their answers, ledgers and questions (public schema, row security by authority)."""

    name = "tenants.shares"
    label = "shares"

    def ready(self) -> None:
        """Tell an authority's officers of what came, have them ask other authorities, and show a trust its schools' shares.

        That every officer may ask, and how often, is our own choice, and no law's.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from tenants.shares import tasks
        from tenants.shares.operations.asking import ASKED
        from tenants.shares.operations.publishing import CAME

        carry_out(CAME, name="shares", by=tasks.tell_officers)
        carry_out(ASKED, name="shares", by=tasks.answer_questions)
        declare(Permission.ASK_AUTHORITIES, RolePolicy(Role.LA_OFFICER))
        declare(Permission.SEE_SHARE_INDEX, RolePolicy(Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER))
        offer(Item("trust", "Shares", "shares", Permission.SEE_SHARE_INDEX, order=45))
        offer(Item("authority", "Ask an authority", "questions", Permission.ASK_AUTHORITIES, order=50))
