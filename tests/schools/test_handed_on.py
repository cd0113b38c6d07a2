"""A school that is handed on from another test is as one newly made, or it is not handed on."""

import psycopg
import pytest

from schools.registers.models import Mark
from schools.roll.models import Pupil
from tenants.memberships.models import Membership
from tenants.trusts.models import Host, School
from tenants.trusts.scopes import identity_work, school_scope, school_work
from tests import handed_on
from tests.handed_on import HandedOn, shape_of
from tests.schools.registers.taking import taking
from tests.session_database import SUPERUSER_URL
from tests.tenants.catalogue import catalogue, differences
from tests.world import World


@pytest.fixture
def schools(monkeypatch: pytest.MonkeyPatch) -> HandedOn:
    """None waits yet."""
    mine = HandedOn()
    monkeypatch.setattr(handed_on, "_schools", mine)
    return mine


def used(world: World, monkeypatch: pytest.MonkeyPatch) -> School:
    """A school in which a register was taken, people work and the roll has numbers."""
    made = taking(world, monkeypatch)
    assert made.save(made.mark(0, "N"), made.mark(1, "/")).status_code == 200
    return made.school


def test_one_that_was_used_is_handed_on_as_if_newly_made(
    schools: HandedOn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = catalogue(SUPERUSER_URL, world.another_school().schema_name)
    before = used(world, monkeypatch)
    with school_work(before):
        assert (Mark.objects.count(), Pupil.objects.count()) == (2, 6)
    schools.waiting.append(before)
    again = world.another_school()
    assert (schools.built, schools.waiting) == (2, [])
    assert differences(new, catalogue(SUPERUSER_URL, again.schema_name)) == {}
    assert {again.pk, again.slug, again.schema_name}.isdisjoint({before.pk, before.slug, before.schema_name})
    with identity_work():
        assert not School.objects.filter(pk=before.pk).exists()
        assert not Host.objects.filter(tenant=before.pk).exists()
        assert not Membership.objects.filter(school=before.pk).exists()
    with school_work(again):
        assert Pupil.objects.create(surname="A", forename="B", sort_name="a b", birth="2012-03-14", sex="F").key == 1


ALTERATIONS = {
    "a right": "GRANT UPDATE ON registers_entry TO {role}",
    "a right on a column": "GRANT UPDATE (new_code) ON registers_markversion TO {role}",
    "a column": "ALTER TABLE roll_pupil ALTER COLUMN upn TYPE varchar(14)",
    "a constraint": "ALTER TABLE roll_admission DROP CONSTRAINT admission_order",
    "an index": "DROP INDEX mark_day",
    "a policy": "CREATE POLICY p ON roll_flag USING (true)",
    "row security": "ALTER TABLE roll_flag DISABLE ROW LEVEL SECURITY",
    "a trigger": "CREATE TRIGGER t BEFORE UPDATE ON roll_flag FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "a reference row": "UPDATE registers_code SET mark_class = 'present' WHERE code = 'N'",
    "a migration": "DELETE FROM django_migrations WHERE app = 'roll'",
    "the schema's own rights": "GRANT USAGE ON SCHEMA {schema} TO PUBLIC",
    "a table": "CREATE TABLE extra (x int)",
    "the role": "ALTER ROLE {role} INHERIT",
}


@pytest.fixture(scope="module")
def school(world: World) -> School:
    return world.another_school()


@pytest.mark.parametrize("what", ALTERATIONS)
def test_whatever_is_altered_is_noticed(what: str, school: School) -> None:
    with psycopg.connect(SUPERUSER_URL) as superuser:
        built = shape_of(superuser, school)
        superuser.execute(f"SET search_path = {school.schema_name}")
        superuser.execute(ALTERATIONS[what].format(role=f'"{school_scope(school).role}"', schema=school.schema_name))
        assert shape_of(superuser, school) != built
        superuser.rollback()
        assert shape_of(superuser, school) == built


def test_one_that_was_altered_is_not_handed_on(schools: HandedOn, world: World) -> None:
    before = world.another_school()
    with psycopg.connect(SUPERUSER_URL) as superuser:
        superuser.execute(f"DROP INDEX {before.schema_name}.mark_day")
    schools.waiting.append(before)
    world.another_school()
    assert (schools.built, schools.waiting) == (2, [])


def test_one_that_somebody_still_holds_is_not(schools: HandedOn, world: World) -> None:
    before = world.another_school(filled=True)
    with psycopg.connect(SUPERUSER_URL) as superuser:
        superuser.execute(f"SELECT FROM {before.schema_name}.roll_pupil")
        schools.waiting.append(before)
        world.another_school()
    assert schools.built == 2
    with school_work(before):
        assert Pupil.objects.count() == 6
