"""Pitfalls P6 to P9 of schema tenancy: what outlives a request, in caches, in a process, in sessions and in tasks."""

import re
import uuid

import pytest
from django.core.cache import cache, caches
from django.core.cache.utils import make_template_fragment_key
from django.template import Context, Template

from foundation.access.roles import Role
from foundation.accounts.sessions import SessionStore
from foundation.database.errors import NoScope
from foundation.jobs.tasks import SchoolTaskError, school_task
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work, trust_work
from tests.layout.tree import named, product
from tests.session_database import ROOT
from tests.world import World, canary, host_of, signed_in


def test_p6_the_default_cache_is_each_places_own_and_refuses_none(world: World) -> None:
    with school_work(world.alder):
        cache.set("k", "alder")
    with school_work(world.birch):
        assert cache.get("k") is None
        cache.set("k", "birch")
    with trust_work(world.northfield):
        assert cache.get("k") is None
    with school_work(world.alder):
        assert cache.get("k") == "alder"
    for ask in (lambda: cache.get("k"), lambda: cache.set("k", 1), lambda: cache.get_many(["k"])):
        with pytest.raises(NoScope):
            ask()


def test_p6_the_platform_cache_is_used_by_identity_alone() -> None:
    users = {named(file) for file in product() if re.search(r"caches\[.platform.\]", file.read_text())}
    assert {user for user in users if not user.startswith(("platform/foundation/accounts", "tenants/"))} == set()
    assert caches["platform"].key_prefix == "platform"


def test_p7_a_template_fragment_is_cached_for_its_school_alone(world: World) -> None:
    template = Template("{% load cache %}{% cache 60 whose %}{{ name }}{% endcache %}")
    for school in (world.alder, world.birch, world.alder):
        with school_work(school):
            assert template.render(Context({"name": school.name})) == school.name
            assert make_template_fragment_key("whose")
    with pytest.raises(NoScope):
        template.render(Context({"name": "nobody"}))


#: Memoised outside `rules/`, and why that is no school's data.
MEMOISED = {
    "schools/registers/pages/grid_help.py": "the legend and keys of a grid, which are made of two answers yes or no",
    "schools/registers/queries/marks.py": "expressions over the law's table of codes",
}


def test_p7_nothing_about_schools_is_remembered_by_a_process() -> None:
    """No memoised functions over school data: `rules/` is pure, and the rest asks the database."""
    found = {
        named(file)
        for file in product()
        if file.relative_to(ROOT).parts[0] in ("schools", "trust_reporting", "integrations")
        and "rules" not in file.parts
        and re.search(r"@(?:functools\.)?(?:lru_cache|cache)\b", file.read_text())
    }
    assert found == set(MEMOISED)


def test_p8_a_session_counts_on_its_own_host_alone(world: World) -> None:
    """Replayed at every other host, the cookie is a stranger's, even for somebody who works at both schools."""
    person = world.person(Role.ATTENDANCE_OFFICER, world.alder)
    hosts = [host_of(place) for place in (*world.schools, world.northfield, world.southgate, world.eastshire)]
    cookie = signed_in(person, hosts[0]).cookies["__Host-session"].value
    with identity_work():
        assert SessionStore(cookie, host=hosts[0]).load() != {}
        for host in hosts[1:]:
            assert SessionStore(cookie, host=host).load() == {}


@pytest.mark.parametrize("key", ["public", "", "alder", str(uuid.UUID(int=0)), "s_" + "0" * 32])
def test_p9_a_task_without_a_real_school_is_refused(world: World, key: str) -> None:
    ran: list[object] = []
    task = school_task(name=f"test.p9.{key or 'empty'}")(ran.append)
    with pytest.raises(SchoolTaskError):
        task(key)
    with pytest.raises(TypeError):
        task()
    assert ran == []


def test_p9_tasks_run_one_after_another_each_in_its_own_school(world: World) -> None:
    seen: list[set[str]] = []

    def read(school: School) -> None:
        with pytest.raises(NoScope):
            Pupil.objects.count()
        with school_work(school):
            seen.append(set(Pupil.objects.values_list("surname", flat=True)))

    task = school_task(name="test.p9.read")(read)
    order = [world.alder, world.birch, world.alder, world.fern]
    for school in order:
        task(str(school.pk))
    assert seen == [{canary(school)} for school in order]
    with school_work(world.alder), pytest.raises(SchoolTaskError):
        task(str(world.birch.pk))
