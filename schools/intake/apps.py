"""App configuration."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Import runs, the files they hold, and what was wrong with them."""

    name = "schools.intake"
    label = "intake"

    def ready(self) -> None:
        """Say who may import, and put it in the rail."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, register
        from foundation.access.roles import Role
        from foundation.ui import navigation
        from schools.intake.queries import runs

        register(Permission.IMPORT_FILES, RolePolicy(Role.ATTENDANCE_OFFICER, queryset=runs))
        navigation.register(navigation.Item("school", "Imports", "imports", Permission.IMPORT_FILES, order=65))
