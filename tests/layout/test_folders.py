"""The folder decides: which schema an app's tables live in, what its modules may do, and what they are called."""

import ast
import re

import pytest

from rollcall.settings import base
from tests.layout.tree import ROOT, SOURCES, imports, named, python_files

# Names that say nothing of what is inside: whatever they would hold has a room of its own.
SAYS_NOTHING = re.compile(r"^(utils?|helpers?|common|managers?|misc|tools|base_?classes|signals)$")
CLOCKS = {"now", "today", "utcnow", "time", "localtime", "localdate", "monotonic"}
CLOCK_OWNERS = {"date", "datetime", "time", "timezone"}
# Pure functions of values that give words: a rule may say what it found as people say it, read what they typed or filled in,
# refuse as everybody does, and name whose act something is and who holds which role. What a policy document may say is read
# by trust and school alike.
WORDS = (
    "foundation.states",
    "foundation.ui.numbers",
    "foundation.ui.dates",
    "foundation.ui.spreadsheets",
    "foundation.london",
    "foundation.phones",
    "foundation.upns",
    "foundation.refusals",
    "foundation.access.permissions",
    "foundation.access.roles",
    "foundation.documents.merging",
    "tenants.policies.rules",
    "tenants.shares.rules",
)
OUTSIDE_RULES = ("django", "psycopg", "celery", "redis", "allauth", "foundation", "tenants", "requests")


def apps_in(folder: str) -> set[str]:
    """The app folders: those that declare themselves to Django or hold tables."""
    marks = ("apps.py", "models.py", "models/__init__.py")
    found = [path for path in (ROOT / folder).iterdir() if any((path / mark).exists() for mark in marks)]
    return {f"{folder.removeprefix('platform/')}.{path.name}" for path in found}


def own(apps: list[str]) -> set[str]:
    return {app for app in apps if app.split(".")[0] in {path.split("/")[-1] for path in SOURCES}}


def test_every_app_of_a_school_lives_in_the_school_s_schema_and_no_other_does():
    assert set(base.TENANT_APPS) == apps_in("schools")


def test_every_other_app_lives_in_public():
    folders = ("platform/foundation", "tenants", "trust_reporting", "integrations")
    assert own(base.SHARED_APPS) == set().union(*(apps_in(folder) for folder in folders))


def test_no_app_lives_in_both():
    assert not set(base.SHARED_APPS) & set(base.TENANT_APPS)
    assert set(base.INSTALLED_APPS) == {*base.SHARED_APPS, *base.TENANT_APPS}


def test_modules_are_named_for_what_they_hold():
    files = python_files(*SOURCES, "tests")
    wrong = [named(path) for path in files if SAYS_NOTHING.match(path.stem) or SAYS_NOTHING.match(path.parent.name)]
    assert not wrong


def test_nothing_happens_by_signal():
    """A save that sets off code elsewhere cannot be followed by reading; our operations say what they do."""
    heard = {"django.db.models.signals", "django.core.signals", "django.dispatch"}
    wrong = [
        f"{named(path)} imports {name}"
        for path in python_files("schools", "tenants", "trust_reporting", "integrations", "platform/foundation")
        for name in imports(path)
        if any(name == module or name.startswith(f"{module}.") for module in heard)
    ]
    assert not wrong


def rule_files() -> list:
    return [path for path in python_files(*SOURCES) if "rules" in path.parts]


def test_rules_know_neither_django_nor_the_database():
    assert rule_files()
    wrong = [
        f"{named(path)} imports {name}"
        for path in rule_files()
        for name in imports(path)
        if name.split(".")[0] in OUTSIDE_RULES and not f"{name}.".startswith(tuple(f"{words}." for words in WORDS))
    ]
    assert not wrong


def test_rules_read_no_clock():
    """What a rule decides must be decided again to the same answer in a year's time."""
    wrong = [f"{named(path)}:{line}" for path in rule_files() for line in clock_lines(path.read_text(encoding="utf-8"))]
    assert not wrong


def clock_lines(source: str) -> list[int]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if name in CLOCK_OWNERS:
                found.append(node.lineno)
    return found


@pytest.mark.parametrize(
    "source", ["date.today()", "datetime.datetime.now(UTC)", "time.time()", "timezone.localdate()"]
)
def test_a_clock_would_be_seen(source):
    assert clock_lines(source) == [1]
