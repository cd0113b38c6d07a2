"""App configuration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Code only: policies are declared by the apps that know the objects."""

    name = "foundation.access"
    label = "access"
