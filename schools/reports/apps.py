"""App configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Worklists and figures that join a school's rooms (code only)."""

    name = "schools.reports"
    label = "reports"
