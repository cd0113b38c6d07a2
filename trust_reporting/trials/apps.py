"""App configuration."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    """Drafts of a trust's policy, tried by its schools and on examples (public schema, row-level security by trust)."""

    name = "trust_reporting.trials"
    label = "trials"

    def ready(self) -> None:
        """Say who has a draft tried, and carry the asking to the schools and their counts back.

        Who reads the policy may: it writes nothing that decides.
        """
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from schools.policy.rules.trying import changed
        from schools.whatif.operations.trying import FINISHED
        from tenants.policies.rules.judging import declare_judge
        from trust_reporting.trials import tasks
        from trust_reporting.trials.models import TRIAL_ASKED, TrustTrial
        from trust_reporting.trials.queries import trust_examples

        trying = (Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER)
        declare(Permission.TRY_TRUST_POLICY, RolePolicy(*trying, queryset=TrustTrial.objects.all))
        declare_judge(
            "own", "The trust’s own examples", lambda live, draft: changed(trust_examples().values(), live, draft)
        )
        carry_out(TRIAL_ASKED, name="schools", by=tasks.bring_trials)
        carry_out(FINISHED, name="trust", by=tasks.answer)
