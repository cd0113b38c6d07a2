"""App configuration."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Import runs, the files they hold, and what was wrong with them."""

    name = "schools.intake"
    label = "intake"
