"""Settings of the stack that STACK names: alike, plain, stock or guarded."""

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
    tenants = STACK == "stock"
    engine = "django_tenants.postgresql_backend" if tenants else "django.db.backends.postgresql"
    DATABASES = {"default": database("STACK_URL", os.environ["STACK_URL"], engine=engine)}
    if not tenants:
        path = os.environ["STACK_SCHEMA"]
        DATABASES["default"]["OPTIONS"] = {"options": f"-c search_path={path},public"}
        DATABASE_ROUTERS = []
        # It has no tenants: the library's own check at start would ask for them.
        INSTALLED_APPS = [name for name in INSTALLED_APPS if name != "django_tenants"]
PLACE, IDENTITY, WORK = (
    "tenants.trusts.middleware.PlaceMiddleware",
    "tenants.memberships.middleware.IdentityMiddleware",
    "tenants.trusts.middleware.WorkMiddleware",
)
if STACK == "alike":
    alike = "tests.benchmarks.stacks.alike."
    theirs = {PLACE: f"{alike}PlaceMiddleware", IDENTITY: f"{alike}IdentityMiddleware"}
    MIDDLEWARE = [theirs.get(name, name) for name in MIDDLEWARE if name != WORK]
elif STACK != "guarded":
    SESSION_ENGINE = "tests.benchmarks.stacks.sessions"
    theirs = {
        PLACE: "django_tenants.middleware.main.TenantMainMiddleware",
        IDENTITY: "django.contrib.sessions.middleware.SessionMiddleware",
        WORK: "tests.benchmarks.stacks.membership.MembershipMiddleware",
    }
    MIDDLEWARE = [theirs.get(name, name) for name in MIDDLEWARE]
    after = MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware") + 1
    MIDDLEWARE.insert(after, "django.contrib.auth.middleware.AuthenticationMiddleware")
    if STACK == "plain":
        MIDDLEWARE.remove("django_tenants.middleware.main.TenantMainMiddleware")
