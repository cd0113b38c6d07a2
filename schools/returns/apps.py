"""App configuration."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """What the authority is told (each school's own schema)."""

    name = "schools.returns"
    label = "returns"
