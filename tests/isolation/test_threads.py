"""Pitfalls P1 and P5 of schema tenancy: threads, executors and coroutines, which share connections or have none."""

import asyncio
import re
import threading
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import async_to_sync, sync_to_async
from django.db import connections

from foundation.database.errors import NoScope, ScopeConflict
from foundation.database.scope import ALIAS, current_scope
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.layout.tree import named, product
from tests.world import PUPILS, World, canary


def test_p1_threads_and_executors_start_with_no_place(world: World) -> None:
    def read() -> str:
        try:
            return str(Pupil.objects.count())
        except NoScope:
            return "refused"
        finally:
            connections.close_all()

    with school_work(world.alder), ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda _: read(), range(6))) == ["refused"] * 6


def test_p1_threads_that_name_their_school_read_it_alone(world: World) -> None:
    def read(school: School) -> set[str]:
        try:
            with school_work(school):
                return set(Pupil.objects.values_list("surname", flat=True))
        finally:
            connections.close_all()

    with school_work(world.fern), ThreadPoolExecutor(4) as pool:
        schools = world.schools * 8
        assert list(pool.map(read, schools)) == [{canary(school)} for school in schools]


def test_p1_a_transaction_cannot_be_used_by_another_thread(world: World) -> None:
    failures: list[Exception] = []

    def use(connection: object) -> None:
        try:
            connection.cursor()
        except NoScope as error:
            failures.append(error)

    with school_work(world.alder):
        thread = threading.Thread(target=use, args=[connections[ALIAS]])
        thread.start()
        thread.join()
    assert len(failures) == 1


def test_p5_a_coroutine_does_not_borrow_the_place_of_another_on_its_thread(world: World) -> None:
    """Coroutines share one thread for database calls, so one connection: only the opener may use its transaction."""
    seen: list[str] = []

    async def hold(opened: asyncio.Event, done: asyncio.Event) -> None:
        transaction = school_work(world.alder)
        await sync_to_async(transaction.__enter__)()
        opened.set()
        await done.wait()
        assert await sync_to_async(Pupil.objects.count)() == PUPILS
        await sync_to_async(transaction.__exit__)(None, None, None)

    async def borrow(opened: asyncio.Event, done: asyncio.Event) -> None:
        await opened.wait()
        for act in (Pupil.objects.count, lambda: school_work(world.alder).__enter__()):
            try:
                await sync_to_async(act)()
            except (NoScope, ScopeConflict) as error:
                seen.append(type(error).__name__)
        done.set()

    async def both() -> None:
        opened, done = asyncio.Event(), asyncio.Event()
        await asyncio.gather(hold(opened, done), borrow(opened, done))

    async_to_sync(both)()
    assert seen == ["NoScope", "ScopeConflict"]
    assert current_scope() is None


def test_p5_no_school_code_is_async() -> None:
    """A stand-in of a mail server is a process of its own, and the front stands before all that knows of schools."""
    before = ("rollcall/servers", "rollcall/front")
    code = [file for file in product() if not any(folder in named(file) for folder in before)]
    assert len(code) > 100
    assert not [named(file) for file in code if re.search(r"^\s*async def ", file.read_text(), re.MULTILINE)]
