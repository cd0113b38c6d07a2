"""App configuration."""

from django.apps import AppConfig


class TrustsConfig(AppConfig):
    """Trusts, schools, authorities and hosts (public schema)."""

    name = "tenants.trusts"
    label = "trusts"
