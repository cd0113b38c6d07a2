"""App configuration."""

from django.apps import AppConfig


class RollConfig(AppConfig):
    """Pupils, admissions, placements and flags (each school's own schema)."""

    name = "schools.roll"
    label = "roll"

    def ready(self) -> None:
        """Say who may see pupils."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, register
        from foundation.access.roles import Role
        from schools.roll.queries import visible_pupils

        register(Permission.SEE_PUPILS, RolePolicy(Role.ATTENDANCE_OFFICER, queryset=visible_pupils))
        register(Permission.SEE_PUPIL_TOTALS, RolePolicy(Role.ATTENDANCE_OFFICER, queryset=visible_pupils))
