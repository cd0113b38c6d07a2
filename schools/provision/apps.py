"""App configuration."""

from django.apps import AppConfig


class ProvisionConfig(AppConfig):
    """Who is expected elsewhere, and what is confirmed (each school's own schema)."""

    name = "schools.provision"
    label = "provision"
