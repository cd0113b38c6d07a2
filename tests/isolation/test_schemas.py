"""Pitfalls P2, P4, P13 and P21 of schema tenancy: schemas that are not there, other schemas in SQL, names as SQL."""

import datetime as dt
import re
import uuid

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connections
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.database.scope import ALIAS, Scope, work
from schools.journal.models import OutboxRow
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.layout.tree import named, product
from tests.session_database import SUPERUSER_URL
from tests.world import PUPILS, World


@settings(max_examples=30, deadline=None)
@given(key=st.uuids())
def test_p2_a_school_that_does_not_exist_raises_and_writes_nothing(world: World, key: uuid.UUID) -> None:
    with pytest.raises(DatabaseError), school_work(School(schema_name=f"s_{key.hex}")):
        Pupil.objects.count()
    assert connections[ALIAS].connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_p2_a_schema_that_was_dropped_under_its_role_raises(world: World) -> None:
    school = world.another_school()
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"DROP SCHEMA {school.schema_name} CASCADE")
    try:
        with pytest.raises(ProgrammingError), school_work(school):
            Pupil.objects.create(surname="A", forename="B", sort_name="a b", birth=dt.date(2013, 1, 1), sex="F")
    finally:  # other tests count schools
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute("DELETE FROM trusts_host WHERE school_id = %s", [school.pk])
            superuser.execute("DELETE FROM trusts_school WHERE id = %s", [school.pk])


def test_p4_raw_sql_reaches_no_other_schema(pair: tuple[School, School]) -> None:
    one, two = pair
    for statement in (
        f"SELECT * FROM {two.schema_name}.roll_pupil",
        f"INSERT INTO {two.schema_name}.journal_outboxrow (topic, handler, payload, attempts) VALUES ('x', '', '{{}}', 0)",
        "SELECT * FROM public.accounts_person",
        "SELECT * FROM public.accounts_session",
        "SELECT * FROM public.trusts_school",
        f"CREATE TABLE {one.schema_name}.mine (x int)",
        "CREATE TABLE public.mine (x int)",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), school_work(one):
            connections[ALIAS].cursor().execute(statement)


def test_p4_no_product_sql_names_a_schema() -> None:
    """Only the tenancy itself may write a schema's name into SQL."""
    names_a_schema = re.compile(
        r"\b(?:FROM|INTO|JOIN|UPDATE|TABLE)\s+(?:public|\{schema\w*\}|s_[0-9a-f]{6,})\.", re.IGNORECASE
    )
    found = [named(f) for f in product() if "trusts" not in f.parts and names_a_schema.search(f.read_text())]
    assert found == []


def test_p13_a_table_missing_in_a_school_is_not_found_in_public(world: World) -> None:
    school = world.another_school()
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"ALTER TABLE {school.schema_name}.journal_outboxrow RENAME TO moved")
        superuser.execute("CREATE TABLE public.journal_outboxrow (id bigint, topic text)")
        superuser.execute("GRANT ALL ON public.journal_outboxrow TO PUBLIC")
    try:
        with pytest.raises(ProgrammingError, match="does not exist"), school_work(school):
            OutboxRow.objects.count()
    finally:
        with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
            superuser.execute("DROP TABLE public.journal_outboxrow")
            superuser.execute(f"ALTER TABLE {school.schema_name}.moved RENAME TO journal_outboxrow")


@settings(max_examples=60, deadline=None)
@given(name=st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1))
def test_p21_names_are_quoted_whatever_they_hold(world: World, name: str) -> None:
    """A role or schema name is never SQL: the begin statement fails on it or names exactly it."""
    with pytest.raises(DatabaseError), work(Scope("school", name, name, name)):
        Pupil.objects.count()
    with school_work(world.alder):
        assert Pupil.objects.count() == PUPILS


@pytest.mark.parametrize(
    "schema", ["public", "s_1", "S_" + "0" * 32, "s_" + "0" * 32 + "\n", 's_"; DROP SCHEMA public']
)
def test_p21_the_database_refuses_any_other_form_of_schema_name(world: World, schema: str) -> None:
    with psycopg.connect(SUPERUSER_URL) as superuser, pytest.raises(psycopg.errors.CheckViolation):
        superuser.execute("UPDATE trusts_school SET schema_name = %s WHERE slug = 'alder'", [schema])
