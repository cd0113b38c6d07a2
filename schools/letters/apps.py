"""App configuration."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Letters: templates, drafts, what was approved, printed, sent and kept as sent (each school's own schema)."""

    name = "schools.letters"
    label = "letters"
