"""Stock django-tenants with its own router, and one migration more where LATER names it."""

import os

from tests.benchmarks.stacks.settings import *  # noqa: F403 - settings modules build on one another

TENANT_SYNC_ROUTER = "django_tenants.routers.TenantSyncRouter"
DATABASE_ROUTERS = [TENANT_SYNC_ROUTER]
MIGRATION_MODULES = {"staff": os.environ["LATER"]} if os.environ.get("LATER") else {}
