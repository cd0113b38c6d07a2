"""App configuration."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policy documents of the trusts (public schema)."""

    name = "tenants.policies"
    label = "policies"

    def ready(self) -> None:
        """Say who reads, drafts and approves a trust's policy, and give every trust its first.

        That the data manager drafts and the leader approves is our own choice, and no law's.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.ui.navigation import Item, offer
        from tenants.policies.models import PolicyVersion
        from tenants.policies.operations.beginning import begin
        from tenants.trusts.provisioning import with_every_trust

        readers = RolePolicy(Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER, queryset=PolicyVersion.objects.all)
        declare(Permission.SEE_TRUST_POLICY, readers)
        declare(Permission.DRAFT_TRUST_POLICY, RolePolicy(Role.TRUST_DATA_MANAGER))
        declare(Permission.APPROVE_TRUST_POLICY, RolePolicy(Role.TRUST_LEADER))
        offer(Item("trust", "Policy", "policy", Permission.SEE_TRUST_POLICY, order=40))
        offer(Item("trust", "Authorities", "authorities", Permission.SEE_TRUST_POLICY, order=41))
        with_every_trust(begin)
