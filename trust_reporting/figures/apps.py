"""App configuration."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Counts that schools publish to their trust (public schema, row-level security by trust)."""

    name = "trust_reporting.figures"
    label = "figures"

    def ready(self) -> None:
        """Carry out what schools promise: the outbox topics whose effect is a published figure."""
        from foundation.outbox.handlers import carry_out
        from trust_reporting.figures.operations import TOPICS, publish

        for topic in TOPICS:
            carry_out(topic, name="figures", by=publish)
