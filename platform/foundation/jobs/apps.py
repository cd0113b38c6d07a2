"""App configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Code only."""

    name = "foundation.jobs"
    label = "jobs"
