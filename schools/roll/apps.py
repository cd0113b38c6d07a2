"""App configuration."""

from django.apps import AppConfig


class RollConfig(AppConfig):
    """Pupils, admissions, placements and flags (each school's own schema)."""

    name = "schools.roll"
    label = "roll"
