"""App configuration."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """Terms, closures and session times (each school's own schema)."""

    name = "schools.calendar"
    label = "calendar"
