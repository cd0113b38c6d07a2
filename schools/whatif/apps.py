"""App configuration."""

from django.apps import AppConfig


class WhatIfConfig(AppConfig):
    """Drafts of the policy tried on days that are past (each school's own schema)."""

    name = "schools.whatif"
    label = "whatif"

    def ready(self) -> None:
        """Say who may try a policy, and work trials out in the worker. Who: those who draft the school's own lines."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from schools.roll.queries.reach import OFFICERS
        from schools.staff.models import StaffDuty
        from schools.staff.queries import DutyPolicy
        from schools.whatif import tasks
        from schools.whatif.models import Trial
        from schools.whatif.operations.trying import ASKED

        trying = (*OFFICERS, Role.SENIOR_LEADER, Role.HEADTEACHER)
        acting = [StaffDuty.Duty.ACTING_HEAD]
        declare(Permission.TRY_POLICY, DutyPolicy(*trying, duties=acting, queryset=Trial.objects.all))
        carry_out(ASKED, name="whatif", by=tasks.work_out)
