"""The guard: no place, no query; rows and querysets stay where they were made."""

import datetime as dt
import threading

import pytest
from django.db import connections, transaction

from foundation.database.errors import NoScope, ScopeConflict, WrongPlace
from foundation.database.scope import ALIAS
from schools.roll.models import Pupil, RegistrationGroup
from tenants.trusts.scopes import identity_work, school_work, trust_work
from tests.world import PUPILS, World, canary


def test_a_query_with_no_place_raises(world: World) -> None:
    with pytest.raises(NoScope):
        Pupil.objects.count()
    with pytest.raises(NoScope), transaction.atomic(using=ALIAS):
        pass


def test_each_school_sees_its_own_pupils(world: World) -> None:
    for school in world.schools:
        with school_work(school):
            assert set(Pupil.objects.values_list("surname", flat=True)) == {canary(school)}
            assert Pupil.objects.count() == PUPILS


def test_keys_coincide_between_schools(world: World) -> None:
    keys = []
    for school in world.schools:
        with school_work(school):
            keys.append(sorted(Pupil.objects.values_list("key", flat=True)))
    assert keys == [list(range(1, PUPILS + 1))] * len(world.schools)


def test_a_thread_starts_with_no_place(world: World) -> None:
    seen: list[BaseException] = []

    def read() -> None:
        try:
            Pupil.objects.count()
        except NoScope as error:
            seen.append(error)
        finally:
            connections.close_all()

    with school_work(world.alder):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert len(seen) == 1


def test_work_for_two_places_does_not_nest(world: World) -> None:
    with school_work(world.alder), school_work(world.alder):
        assert Pupil.objects.exists()
    with school_work(world.alder), pytest.raises(ScopeConflict), school_work(world.birch):
        pass
    with trust_work(world.northfield), pytest.raises(ScopeConflict), identity_work():
        pass


def test_a_queryset_made_in_one_school_does_not_run_in_another(world: World) -> None:
    with school_work(world.alder):
        pupils = Pupil.objects.filter(sex="F")
    with school_work(world.birch):
        for use in (
            list,
            len,
            bool,
            lambda rows: rows.count(),
            lambda rows: rows.update(sex="M"),
            lambda rows: rows.first(),
        ):
            with pytest.raises(WrongPlace):
                use(pupils)


def test_a_row_loaded_in_one_school_is_not_saved_followed_or_deleted_in_another(world: World) -> None:
    with school_work(world.alder):
        pupil = Pupil.objects.order_by("key")[0]
        placement = pupil.placements.get()
    with school_work(world.birch):
        for act in (
            pupil.save,
            pupil.delete,
            pupil.refresh_from_db,
            lambda: placement.group,
            pupil.placements.count,
        ):
            with pytest.raises(WrongPlace):
                act()
    with school_work(world.birch):
        assert RegistrationGroup.objects.count() == 1


def test_the_role_ends_with_the_transaction(world: World) -> None:
    with school_work(world.alder), connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('search_path')")
        role, path = cursor.fetchone()
    assert (role.rsplit("__")[-1], path) == (world.alder.schema_name, f'"{world.alder.schema_name}"'.strip('"'))
    raw = connections[ALIAS].connection
    user, path = raw.execute("SELECT current_user, current_setting('search_path')").fetchone()
    assert user == "rollcall_app"
    assert world.alder.schema_name not in path


def test_commit_hooks_have_no_place(world: World) -> None:
    seen: list[str] = []

    def hook() -> None:
        with pytest.raises(NoScope):
            Pupil.objects.count()
        with school_work(world.birch):
            seen.append(Pupil.objects.first().surname)

    with school_work(world.alder):
        transaction.on_commit(hook, using=ALIAS)
    assert seen == [canary(world.birch)]


def test_a_new_row_belongs_where_it_is_first_saved(world: World) -> None:
    school, other = world.another_school(), world.another_school()
    pupil = Pupil(surname="Abdi", forename="Hodan", sort_name="abdi hodan", birth=dt.date(2013, 1, 1), sex="F")
    with school_work(school):
        pupil.save()
    with school_work(other):
        assert not Pupil.objects.exists()
