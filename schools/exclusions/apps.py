"""App configuration."""

from django.apps import AppConfig


class ExclusionsConfig(AppConfig):
    """Suspensions and exclusions: the ledger, notices and their clocks, panels (each school's own schema)."""

    name = "schools.exclusions"
    label = "exclusions"
