"""App configuration."""

from django.apps import AppConfig


class SharesConfig(AppConfig):
    """What was shared with authorities, their answers, ledgers and questions (public schema, row security by authority)."""

    name = "tenants.shares"
    label = "shares"

    def ready(self) -> None:
        """Say who opens and answers what is shared, who asks other authorities, who sees a trust's index, and where.

        That every officer may ask, and how often, is our own choice, and no law's.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer, offer_search
        from tenants.shares import tasks
        from tenants.shares.operations.asking import ASKED
        from tenants.shares.operations.publishing import CAME
        from tenants.shares.queries.indexed import index_here
        from tenants.shares.queries.listed import to_be_answered
        from tenants.shares.queries.shares import open_shares

        carry_out(CAME, name="shares", by=tasks.tell_officers)
        carry_out(ASKED, name="shares", by=tasks.answer_questions)
        declare(Permission.ASK_AUTHORITIES, RolePolicy(Role.LA_OFFICER))
        declare(Permission.SEE_SHARE_INDEX, RolePolicy(Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER))
        # Who leads the trust answers for what leaves its schools: our own choice.
        declare(Permission.TAKE_SHARES_BACK, RolePolicy(Role.TRUST_LEADER, queryset=index_here))
        offer(Item("trust", "Shares", "shares", Permission.SEE_SHARE_INDEX, order=45))
        offer(Item("authority", "Ask an authority", "questions", Permission.ASK_AUTHORITIES, order=50))
        # Every officer sees what was shared with the authority; one of them has it (`take`).
        officers = RolePolicy(Role.LA_OFFICER, queryset=open_shares)
        declare(Permission.OPEN_SHARES, officers)
        declare(Permission.ANSWER_SHARES, officers)
        offer(
            Item(
                *("authority", "Cases", "shares", Permission.OPEN_SHARES),
                order=10,
                to_do=lambda _request: to_be_answered(),
                first_for=(Role.LA_OFFICER,),
            )
        )
        offer(Item("authority", "Notices", "share_notices", Permission.OPEN_SHARES, order=20))
        offer(Item("authority", "Part-time and off-site", "shared_plans", Permission.OPEN_SHARES, order=30))
        offer(Item("authority", "Meetings", "shared_meetings", Permission.OPEN_SHARES, order=40))
        offer_search("authority", "shares_find", Permission.OPEN_SHARES, hint="Shared pupil or case")
