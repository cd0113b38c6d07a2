"""The probes against django-tenants as it is shipped, in a process of its own (`python -m tests.isolation.stock URL`).

Its settings are those of django-tenants' own guide: shared sessions, each school's own users, the same tables in
`public` as in the schools. Prints the answers as JSON.
"""

import dataclasses
import json
import sys
from contextlib import AbstractContextManager
from typing import Any

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

SCHEMAS = {"a": "alder", "b": "birch", "c": "cedar", "missing": "renamed"}
PASSWORD = "a-hash-that-was-copied"


def configure(url: str) -> None:
    """Django with the stock backend, twice on one database."""
    parts = conninfo_to_dict(url)
    database = {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": parts["dbname"],
        "USER": parts["user"],
        "PASSWORD": parts["password"],
        "HOST": parts["host"],
        "PORT": str(parts["port"]),
    }
    apps = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"]
    settings.configure(
        DATABASES={"default": database, "second": dict(database)},
        DATABASE_ROUTERS=["django_tenants.routers.TenantSyncRouter"],
        SHARED_APPS=["django_tenants", *apps],
        TENANT_APPS=apps,
        INSTALLED_APPS=["django_tenants", *apps],
        TENANT_MODEL="stock.School",
        TENANT_DOMAIN_MODEL="stock.Host",
        SECRET_KEY="stock",
        USE_TZ=True,
        SESSION_ENGINE="django.contrib.sessions.backends.db",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()


def make_tables(row: Any) -> None:
    """The same tables in `public` and in each school (sessions in `public` alone)."""
    from django.contrib.auth.models import Group, Permission, User
    from django.contrib.contenttypes.models import ContentType
    from django.contrib.sessions.models import Session
    from django.db import connection
    from django_tenants.utils import schema_context

    for schema in ("public", *(name for key, name in SCHEMAS.items() if key != "missing")):
        with schema_context("public"), connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        connection.set_schema(schema, include_public=False)
        models = [row, ContentType, Permission, Group, User, *([Session] if schema == "public" else [])]
        with connection.schema_editor() as editor:
            for model in models:
                editor.create_model(model)
    connection.set_schema_to_public()


def main(url: str) -> None:
    """Set up, run and print."""
    configure(url)
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.cache import cache
    from django.db import connections, models
    from django.http import HttpRequest
    from django_tenants.utils import schema_context

    from tests.isolation.probes import Side, provoke

    class Row(models.Model):
        topic = models.TextField()
        payload = models.JSONField(default=dict)
        handler = models.CharField(max_length=30)
        attempts = models.IntegerField(default=0)

        class Meta:
            app_label = "stock"

    def enter(key: str) -> AbstractContextManager[Any]:
        return schema_context(SCHEMAS[key])

    def second_alias_reads() -> list[str]:
        second = connections["second"]
        with enter("a"):
            second.set_schema(SCHEMAS["b"])
            with schema_context(SCHEMAS["b"], database="second"):
                pass
            return list(Row.objects.using("second").values_list("topic", flat=True))

    def session_of_a_counts_at_b() -> bool:
        for key in ("a", "b"):
            with enter(key):
                person = User(id=7, username=f"officer at {key}", password=PASSWORD)
                person.save()
        with enter("a"):
            session = SessionStore()
            session[SESSION_KEY] = "7"
            session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            session[HASH_SESSION_KEY] = User.objects.get(pk=7).get_session_auth_hash()
            session.create()
        with enter("b"):
            request = HttpRequest()
            request.session = SessionStore(session.session_key)
            return bool(get_user(request).is_authenticated)

    make_tables(Row)
    side = Side(SCHEMAS, enter, Row, cache, url, second_alias_reads, session_of_a_counts_at_b)
    print(json.dumps({name: dataclasses.asdict(answer) for name, answer in provoke(side).items()}))


if __name__ == "__main__":
    main(sys.argv[1])
