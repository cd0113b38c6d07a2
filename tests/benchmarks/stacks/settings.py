"""Settings of the stack that STACK names: plain, stock or guarded."""

import os

from rollcall.settings.environment import database
from rollcall.settings.test import *  # noqa: F403 - settings modules build on one another
from rollcall.settings.test import INSTALLED_APPS, MIDDLEWARE, PLACE_URLCONFS

STACK = os.environ["STACK"]
PAGE_URLS = "tests.benchmarks.stacks.urls"
PLACE_URLCONFS = dict.fromkeys(PLACE_URLCONFS, PAGE_URLS)
LOGGING = {"version": 1}

if STACK != "guarded":
    ROOT_URLCONF = PAGE_URLS
    engine = "django.db.backends.postgresql" if STACK == "plain" else "django_tenants.postgresql_backend"
    DATABASES = {"default": database(os.environ["STACK_URL"], engine=engine)}
    if STACK == "plain":
        path = os.environ["STACK_SCHEMA"]
        DATABASES["default"]["OPTIONS"] = {"options": f"-c search_path={path},public"}
        DATABASE_ROUTERS = []
        # It has no tenants: the library's own check at start would ask for them.
        INSTALLED_APPS = [name for name in INSTALLED_APPS if name != "django_tenants"]
    SESSION_ENGINE = "tests.benchmarks.stacks.sessions"
    theirs = {
        "tenants.trusts.middleware.PlaceMiddleware": "django_tenants.middleware.main.TenantMainMiddleware",
        "tenants.memberships.middleware.IdentityMiddleware": "django.contrib.sessions.middleware.SessionMiddleware",
        "tenants.trusts.middleware.WorkMiddleware": "tests.benchmarks.stacks.membership.MembershipMiddleware",
    }
    MIDDLEWARE = [theirs.get(name, name) for name in MIDDLEWARE]
    after = MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware") + 1
    MIDDLEWARE.insert(after, "django.contrib.auth.middleware.AuthenticationMiddleware")
    if STACK == "plain":
        MIDDLEWARE.remove("django_tenants.middleware.main.TenantMainMiddleware")
