"""App configuration."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Import runs, the files they hold, and what was wrong with them."""

    name = "schools.intake"
    label = "intake"

    def ready(self) -> None:
        """Say who may import, put it in the top line, and carry out what the outbox promises about imports."""
        from foundation.access.permissions import Permission
        from foundation.access.policies import RolePolicy, declare
        from foundation.access.roles import Role
        from foundation.outbox.handlers import carry_out
        from foundation.ui import navigation
        from schools.intake import operations, tasks
        from schools.intake.queries import runs

        declare(Permission.IMPORT_FILES, RolePolicy(Role.ATTENDANCE_OFFICER, queryset=runs))
        navigation.offer(
            navigation.Item("school", "Imports", "imports", Permission.IMPORT_FILES, order=70, in_top_line=True)
        )
        carry_out(operations.RECEIVED, name="intake", by=tasks.check_received)
        carry_out(operations.WANTED, name="intake", by=tasks.apply_wanted)
        carry_out(operations.EXPIRED, name="intake", by=tasks.discard_expired)
