"""What somebody without an account reaches by a link: one row and their own part of the inbox, and nothing else."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client

from foundation.access.gate import hash_of, open_to_link, open_to_members
from foundation.access.roles import Role
from foundation.database.scope import ALIAS, current_scope, work
from foundation.outbox import handlers
from foundation.outbox.handlers import Message
from foundation.ui.views import link_opens_nothing
from rollcall.discretion import DiscreetFormatter
from schools.journal.models import InboxRow, Link
from schools.journal.operations import close_links, hold_link, make_link, note_wrong_try, put_in
from schools.journal.queries import came_by, inbox_rows, link_of, wrong_tries
from schools.journal.tasks import drain
from tenants.trusts.grants import models_in
from tenants.trusts.models import School
from tenants.trusts.scopes import link_scope, school_work
from tests.session_database import SUPERUSER_URL
from tests.world import World, host_of

PURPOSE = "tests"
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
PRIVATE = [model._meta.db_table for model in models_in(settings.TENANT_APPS)]
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")


@pytest.fixture
def school(world: World) -> School:
    return world.another_school(filled=True)


def made(school: School, *, about: str = "1", expires_at: datetime | None = None) -> str:
    """A link of this school, as its path."""
    with school_work(school):
        return make_link(PURPOSE, about=("thing", about), facts={"n": about}, expires_at=expires_at)


def token_of(path: str) -> str:
    return path.split("/")[2]


def stranger(school: School) -> Client:
    return Client(headers={"host": host_of(school)}, raise_request_exception=False)


@open_to_link(PURPOSE)
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what the link knows; takes an answer and wrong tries."""
    link = link_of(PURPOSE, NOON)
    if link is None:
        return link_opens_nothing(request)
    hold_link()
    if request.method == "POST" and request.POST.get("wrong"):
        note_wrong_try()
        return HttpResponse("no", status=422)
    if request.method == "POST":
        return HttpResponse(str(put_in("tests.answer", {"said": request.POST["said"]}, event="answer")))
    scope = current_scope()
    assert scope is not None
    return HttpResponse(f"{link.facts['n']} {wrong_tries()} {came_by('tests.answer')} {scope.kind}")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the worker, as the school, got to carry out."""
    said: list[str] = []

    def handler(school: School, messages: list[Message]) -> None:
        with school_work(school):
            said.extend(row.payload["said"] for row in inbox_rows(message.payload["inbox"] for message in messages))

    monkeypatch.setitem(handlers._handlers, "tests.answer", {"tests": handler})
    return said


def test_a_link_opens_its_page_to_anybody_and_what_it_takes_is_carried_out_by_the_worker(
    school: School, served: Callable[..., None], answers: list[str]
) -> None:
    served(page, "by/<str:token>/")
    path, client = made(school), stranger(school)
    assert client.get(path).content == b"1 0 False link"
    assert client.post(path, {"wrong": "1"}).status_code == 422
    assert client.post(path, {"said": "ill"}).content == b"True"
    assert client.post(path, {"said": "again"}).content == b"False"
    assert client.get(path).content == b"1 1 True link"
    assert client.get(path).headers["Referrer-Policy"] == "no-referrer"
    assert not client.cookies
    drain.run(str(school.pk))
    drain.run(str(school.pk))
    assert answers == ["ill"]


def test_a_link_that_is_over_closed_wrong_or_of_another_school_opens_one_page_that_tells_nothing(
    school: School, world: World, served: Callable[..., None]
) -> None:
    served(page, "by/<str:token>/")
    client, good = stranger(school), made(school, about="open", expires_at=NOON + timedelta(seconds=1))
    over, closed = made(school, expires_at=NOON), made(school, about="closed")
    elsewhere = made(world.another_school())
    with school_work(school):
        assert close_links(PURPOSE, about=[("thing", "closed"), ("thing", "none")], at=NOON) == 1
    nothing = {client.get(path).content for path in (over, closed, elsewhere, f"{good[:-2]}/", "/by/x/", "/by/%00/")}
    assert len(nothing) == 1
    assert b"This link opens nothing" in nothing.pop()
    assert client.get(good).status_code == 200
    assert {client.post(path, {"said": "x"}).status_code for path in (over, closed, elsewhere)} == {404}


def test_a_hundred_thousand_guesses_would_not_hit_one(school: School) -> None:
    """The token has 128 bits from the system's own source, and only its hash is kept."""
    paths = {made(school) for _ in range(20)}
    assert len(paths) == 20
    assert all(len(token_of(path)) == 22 for path in paths)
    with school_work(school):
        kept = {row.token_hash for row in Link.objects.all()}
    assert kept == {hash_of(token_of(path)) for path in paths}


@pytest.fixture
def head(school: School, world: World) -> Client:
    world.employ(Role.HEADTEACHER, school)
    return world.client(world.person(Role.HEADTEACHER, school), school)


def test_whoever_is_signed_in_is_nobody_on_a_link(school: School, head: Client, served: Callable[..., None]) -> None:
    served(page, "by/<str:token>/")
    assert head.get(made(school)).content == b"1 0 False link"


def test_a_page_for_members_is_none_where_links_are(school: School, head: Client, served: Callable[..., None]) -> None:
    @open_to_members
    def members(_request: HttpRequest, token: str) -> HttpResponse:
        return HttpResponse(token)

    served(members, "by/<str:token>/")
    assert head.get(made(school)).status_code == 404


@pytest.mark.parametrize("place", ["northfield", "eastshire"])
def test_only_a_school_has_links(place: str, world: World, served: Callable[..., None]) -> None:
    served(page, "by/<str:token>/")
    client = Client(headers={"host": host_of(getattr(world, place))})
    assert client.post("/by/x/", {"said": "x"}).status_code == 404


def test_a_view_for_links_opens_nothing_elsewhere(school: School, served: Callable[..., None]) -> None:
    @open_to_link(PURPOSE)
    def misplaced(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("open")

    served(misplaced)
    assert stranger(school).get("/page/").status_code == 404


# The role


def test_a_links_role_may_do_in_its_school_what_the_models_say_and_nothing_elsewhere(world: World) -> None:
    """Every table by every right, against the server's own answer."""
    role = link_scope(world.alder, "").role
    declared = {model._meta.db_table: getattr(model, "grants", {}) for model in models_in(settings.TENANT_APPS)}
    with psycopg.connect(SUPERUSER_URL) as superuser:
        for school in (world.alder, world.birch):
            for table in PRIVATE:
                has = {
                    right
                    for right in RIGHTS
                    if superuser.execute(
                        "SELECT has_table_privilege(%s, %s, %s)", [role, f"{school.schema_name}.{table}", right]
                    ).fetchone()
                    == (True,)
                }
                wanted = declared[table].get("link", "") if school == world.alder else ""
                assert has == {word.strip() for word in wanted.split(",") if word}, (table, school)
        tables = [name for (name,) in superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        assert not any(
            superuser.execute("SELECT has_table_privilege(%s, %s, 'SELECT')", [role, f"public.{name}"]).fetchone()[0]  # type: ignore[index]
            for name in tables
        )


def test_a_link_sees_its_own_row_and_its_own_part_of_the_inbox_alone(school: School) -> None:
    one, other = made(school, about="one"), made(school, about="other")
    for path in (one, other):
        with work(link_scope(school, hash_of(token_of(path)))):
            put_in("tests.answer", {}, event="answer")
    with work(link_scope(school, hash_of(token_of(one)))):
        assert [link.about_id for link in Link.objects.all()] == ["one"]
        assert InboxRow.objects.count() == 1
    with work(link_scope(school, "")):
        assert (Link.objects.count(), InboxRow.objects.count()) == (0, 0)
    with school_work(school):
        assert (Link.objects.count(), InboxRow.objects.count()) == (2, 2)


def test_a_link_puts_nothing_in_by_the_name_of_another(school: School) -> None:
    one, other = (hash_of(token_of(made(school, about=about))) for about in ("one", "other"))
    statement = (
        "INSERT INTO journal_inboxrow (link_hash, event, topic, payload, passed_on) VALUES (%s, 'x', 'x', '{}', false)"
    )
    with pytest.raises(DatabaseError, match="row-level security"), work(link_scope(school, one)):
        connections[ALIAS].cursor().execute(statement, [other])


# Logs


def test_logs_keep_the_route_and_never_the_token(school: School, served: Callable[..., None]) -> None:
    lines: list[str] = []
    unguarded: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            unguarded.append(record.getMessage())
            lines.append(DiscreetFormatter("%(message)s").format(record))

    handler, loggers = Kept(), [logging.getLogger("django.request"), logging.getLogger("django.server")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        served(page, "by/<str:token>/")
        path = made(school)
        for asked in (f"{path}further/", f"/by/{token_of(path)}", path.replace("by", "BY")):
            stranger(school).get(asked)
        stranger(school).post(path, {"wrong": "1"})
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    assert any("/by/…/…/" in line for line in lines)
    assert any("Unprocessable" in line and "/by/…/" in line for line in lines)
    token = token_of(path)
    assert not [line for line in lines if token in line]
    assert [line for line in unguarded if token in line]  # the control: it would be seen
