"""App configuration."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The policy in force at a school and how it decides (each school's own schema)."""

    name = "schools.policy"
    label = "policy"

    def ready(self) -> None:
        """Say who reads the policy and who changes the school's own lines, and carry policies to schools and word back.

        Which roles is the product's own choice, and no law's.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui.navigation import Item, offer
        from schools.policy import tasks
        from schools.policy.models import InForce, OverrideDraft, OverrideVersion
        from schools.policy.operations.taking_in import LINES_DROP, POLICY_COMES
        from schools.policy.operations.working_out import POLICY_CHANGED, POLICY_TAKEN
        from schools.policy.pages.lines import for_the_head, waits_for_head
        from schools.policy.rules.trying import judged
        from schools.roll.pages.today_lists import TodayList, offer_list
        from schools.roll.queries.reach import LEADERS, OFFICERS, YEAR_HEADS
        from schools.staff.models import StaffDuty
        from schools.staff.queries import DutyPolicy
        from schools.staff.rules.kinds import state_kind
        from tenants.policies.models import POLICY_APPROVED, PROFILE_APPROVED
        from tenants.policies.rules.judging import declare_judge
        from tenants.trusts.models import SCHOOLS_CHANGED

        acting = [StaffDuty.Duty.ACTING_HEAD]
        everybody = (*OFFICERS, *YEAR_HEADS, Role.SENIOR_LEADER, *LEADERS)
        drafting = (*OFFICERS, Role.SENIOR_LEADER, Role.HEADTEACHER)
        declare(Permission.SEE_POLICY, DutyPolicy(*everybody, duties=acting, queryset=InForce.objects.all))
        declare(Permission.DRAFT_OVERRIDE, DutyPolicy(*drafting, duties=acting, queryset=OverrideDraft.objects.all))
        approving = DutyPolicy(Role.HEADTEACHER, duties=acting, queryset=OverrideVersion.objects.all)
        declare(Permission.APPROVE_OVERRIDE, approving)
        offer(Item("school", "Policy", "school_policy", Permission.SEE_POLICY, order=67, in_top_line=True))
        carry_out(POLICY_APPROVED, name="schools", by=tasks.bring_policies)
        carry_out(SCHOOLS_CHANGED, name="policies", by=tasks.bring_policies)
        carry_out(PROFILE_APPROVED, name="schools", by=tasks.bring_profiles)
        carry_out(SCHOOLS_CHANGED, name="profiles", by=tasks.bring_profiles)
        carry_out(POLICY_TAKEN, name="trust", by=tasks.tell_trust)
        carry_out(POLICY_CHANGED, name="trust", by=tasks.tell_trust)
        approve = Permission.APPROVE_OVERRIDE
        offer_list(TodayList("policy", "Policy", 48, approve, for_the_head, waits=waits_for_head, quiet=True))
        declare_judge("examples", "The examples that come with the product", judged)
        state_kind(POLICY_COMES)
        state_kind(LINES_DROP)
