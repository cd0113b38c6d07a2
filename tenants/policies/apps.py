"""App configuration."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policy documents of the trusts (public schema)."""

    name = "tenants.policies"
    label = "policies"
