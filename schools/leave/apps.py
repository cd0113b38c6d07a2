"""App configuration."""

from django.apps import AppConfig


class LeaveConfig(AppConfig):
    """Leave of absence, part-time timetables, study leave: asked for, decided, planned (each school's own schema)."""

    name = "schools.leave"
    label = "leave"
