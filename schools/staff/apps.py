"""App configuration."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Staff posts and their dates (each school's own schema)."""

    name = "schools.staff"
    label = "staff"
