"""App configuration."""

from django.apps import AppConfig


class SharesConfig(AppConfig):
    """What was shared with authorities, their answers, ledgers and questions (public schema, row security by authority)."""

    name = "tenants.shares"
    label = "shares"

    def ready(self) -> None:
        """Tell an authority's officers of what came."""
        from foundation.outbox.handlers import carry_out
        from tenants.shares import tasks
        from tenants.shares.operations.publishing import CAME

        carry_out(CAME, name="shares", by=tasks.tell_officers)
