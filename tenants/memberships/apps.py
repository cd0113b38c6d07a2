"""App configuration."""

from django.apps import AppConfig


class MembershipsConfig(AppConfig):
    """Who has which role where (public schema)."""

    name = "tenants.memberships"
    label = "memberships"
