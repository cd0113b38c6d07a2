"""Twelve provoked mix-ups: stock django-tenants beside the guarded product, and the product with each layer removed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import psycopg
import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsWrapper
from django_tenants.utils import schema_context
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from foundation.access.roles import Role
from foundation.accounts.sessions import SessionStore
from foundation.database.backend.base import DatabaseWrapper
from schools.journal.models import OutboxRow
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work
from tests.isolation.layers import LAYERS
from tests.isolation.probes import PROBES, Answer, Side, provoke
from tests.session_database import ROOT, SUPERUSER_URL, info
from tests.world import World, host_of, signed_in

TABLE = OutboxRow._meta.db_table

#: Which mix-ups come back when a layer is taken away. The stamps, the roles and the refusals all hang on the scope.
RETURNING = {
    "roles": {"P4", "P14"},
    "scope": {"P1b", "P2", "P3", "P3b", "P4", "P5", "P12", "P13", "P14", "P16"},
    "stamps": {"P3", "P3b"},
    "cache keys": {"P6"},
    "session hosts": {"P8"},
    "refused statements": {"P16"},
}


@pytest.fixture(scope="module")
def schools(world: World) -> dict[str, School]:
    return {key: world.another_school() for key in "abc"}


@pytest.fixture
def side(world: World, schools: dict[str, School]) -> Iterator[Side]:
    """The product, with the temptations of a stock set-up: rows with the same keys, and the table in `public` too."""
    schemas = {key: school.schema_name for key, school in schools.items()} | {"missing": f"s_{'0' * 32}"}
    missing = School(schema_name=schemas["missing"], slug="missing")
    people = schools | {"missing": missing}
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(
            sql.SQL("CREATE TABLE public.{0} (LIKE {1} INCLUDING ALL)").format(
                sql.Identifier(TABLE), sql.Identifier(schemas["a"], TABLE)
            )
        )
    connections.databases["second"] = connections.databases["default"]

    def enter(key: str) -> AbstractContextManager[Any]:
        if DatabaseWrapper.set_tenant is TenantsWrapper.set_tenant:  # the layer "scope" has been taken away
            return schema_context(schemas[key])
        return school_work(people[key])

    def second_alias_reads() -> list[str]:
        second = connections["second"]
        with enter("a"):
            second.set_schema(schemas["b"])
            with schema_context(schemas["b"], database="second"):
                pass
            return list(OutboxRow.objects.using("second").values_list("topic", flat=True))

    def session_of_a_counts_at_b() -> bool:
        person = world.person(Role.ATTENDANCE_OFFICER, world.alder)
        key = signed_in(person, host_of(world.alder)).cookies["__Host-session"].value
        with identity_work():
            request = HttpRequest()
            request.session = SessionStore(key, host=host_of(world.birch))
            return bool(get_user(request).is_authenticated)

    try:
        yield Side(schemas, enter, OutboxRow, cache, SUPERUSER_URL, second_alias_reads, session_of_a_counts_at_b)
    finally:
        connections.close_all()
        del connections.databases["second"]
        cache.clear()
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute(sql.SQL("DROP TABLE public.{}").format(sql.Identifier(TABLE)))


@pytest.fixture(scope="module")
def stock() -> Iterator[dict[str, Answer]]:
    """The probes against django-tenants as shipped, on a scratch database of its own."""
    name = f"rollcall_stock_{os.getpid()}"
    with psycopg.connect(info.superuser_url, autocommit=True) as superuser:
        superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        superuser.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            url = make_conninfo("", **(conninfo_to_dict(info.superuser_url) | {"dbname": name}))
            ran = subprocess.run(
                [sys.executable, "-m", "tests.isolation.stock", url],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT}/platform"},
            )
            assert ran.returncode == 0, ran.stderr[-2000:]
            yield {probe: Answer(**answer) for probe, answer in json.loads(ran.stdout).items()}
        finally:
            superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def mixed(answers: dict[str, Answer]) -> set[str]:
    """The probes that mixed schools up in silence."""
    return {probe for probe, answer in answers.items() if answer.mixed_up}


def test_twelve_mixups_stock_beside_guarded(stock: dict[str, Answer], side: Side) -> None:
    guarded = provoke(side)
    lines = [f"{'probe':<6}{'stock':<10}{'guarded':<10}stopped by"]
    for name in PROBES:
        said = ["MIXED UP" if side[name].mixed_up else "-" for side in (stock, guarded)]
        lines.append(f"{name:<6}{said[0]:<10}{said[1]:<10}{guarded[name].stopped_by or 'nothing of the other school'}")
    print("\n".join([*lines, f"{'all':<6}{len(mixed(stock)):<10}{len(mixed(guarded)):<10}of {len(PROBES)}"]))
    assert mixed(stock) == set(PROBES), "a probe that does not bite stock django-tenants proves nothing"
    assert mixed(guarded) == set()


@pytest.mark.parametrize("layer", LAYERS)
def test_a_removed_layer_lets_its_mixups_back_in(layer: str, side: Side) -> None:
    with LAYERS[layer]():
        assert mixed(provoke(side)) == RETURNING[layer]
