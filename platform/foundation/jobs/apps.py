"""App configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class JobsConfig(AppConfig):
    """Code only."""

    name = "foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Make the product's Celery application the current one, so that whoever sends a task reaches its broker."""
        import_module(settings.CELERY_APPLICATION)
