"""App configuration."""

from django.apps import AppConfig


class MoversConfig(AppConfig):
    """Counts that follow a pupil from one school of a trust to another (public schema, row-level security by trust)."""

    name = "tenants.movers"
    label = "movers"
