"""App configuration."""

from django.apps import AppConfig
from django.db import models


class TrustsConfig(AppConfig):
    """Trusts, schools, authorities and hosts (public schema)."""

    name = "tenants.trusts"
    label = "trusts"

    def ready(self) -> None:
        from django_tenants.signals import tenant_delete_callback

        # It drops the schema of a school that is deleted, which ours keep (`auto_drop_schema`). While anybody listens,
        # Django reads every row of whatever is deleted, and deletes each by its key.
        models.signals.post_delete.disconnect(tenant_delete_callback)
