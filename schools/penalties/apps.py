"""App configuration."""

from django.apps import AppConfig


class PenaltiesConfig(AppConfig):
    """Penalty notices to parents, and the legal steps beside them (each school's own schema)."""

    name = "schools.penalties"
    label = "penalties"
