"""`docs/house.md` says what is so: rooms, layers, topics, roles and files; and apps have the modules it says they have."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from foundation.access.roles import Role
from foundation.outbox import handlers
from foundation.ui import navigation
from rollcall.settings import base
from tests.layout.test_folders import own
from tests.layout.tree import ROOT, tracked

HOUSE = (ROOT / "docs/house.md").read_text(encoding="utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LAYERS = {"urls", "views", "api", "tasks", "forms", "pages", "operations", "queries", "models", "rules"}

# What an app outside the exhaustive contracts may be made of, beside the layers, `apps` and `migrations`. A name is added
# here with the sentence its module begins with in mind: what does it hold that no layer does?
FURTHER_NAMES = {
    "foundation.access": {"gate", "member", "permissions", "policies", "roles"},
    "foundation.accounts": {"codes", "cookies", "gate", "hashing", "one_time", "post", "sessions", "tries"},
    "foundation.audit": {"actors"},
    "foundation.database": {
        *("backend", "caching", "dated", "errors", "functions", "hiding", "owner", "router", "scope", "startup",
          "superuser"),
    },
    "foundation.jobs": set(),
    "foundation.outbox": {"handlers"},
    "foundation.ui": {
        "charts", "context", "dates", "frontend", "headers", "home", "identities", "limits", "navigation", "numbers",
        "sentences", "shell", "spreadsheets", "templatetags",
    },
    "tenants.trusts": {"blueprints", "grants", "hidden_rows", "middleware", "migrate", "places", "provisioning", "scopes"},
    "tenants.memberships": {
        "adapters", "arriving", "hand_over", "lockout", "middleware", "noting", "second_factor", "sign_in", "sweeping",
    },
    "tenants.journal": set(),
    "tenants.movers": set(),
    "integrations.exchange": {
        "cells", "columns", "contract", "csv_files", "dates", "other_kinds", "other_rows", "survey", "xml_files",
    },
    "integrations.sims": {
        "client", "mapping", "mark_rows", "mark_strings", "marks", "rivals", "roll", "stand_in", "tags",
    },
}  # fmt: skip
#: Modules of `foundation` itself: what every part may use and that is no app.
LOOSE = {"acting", "api", "clock", "london", "phones", "refusals", "sealed", "states", "statuses", "upns"}


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = HOUSE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_room_is_on_the_page_and_stands_where_the_contracts_have_it() -> None:
    named = [quoted(row[0])[0] for row in rows("Rooms, top to bottom")]
    apps = {app for app in own([*base.SHARED_APPS, *base.TENANT_APPS]) if not app.startswith("foundation.")}
    assert set(named) - {"rollcall", "foundation.*"} == apps
    for container, layers in rooms_of():
        assert [name.removeprefix(f"{container}.") for name in named if name.startswith(f"{container}.")] == layers


def rooms_of() -> Iterator[tuple[str, list[str]]]:
    """Of each contract about rooms: what they are rooms of, and the rooms, top to bottom."""
    for contract in CONTRACTS:
        if contract["type"] == "layers" and len(contract.get("containers", ())) == 1:
            yield contract["containers"][0], [name.strip() for layer in contract["layers"] for name in layer.split("|")]


def test_the_page_names_what_foundation_holds() -> None:
    (said,) = [row[1] for row in rows("Rooms, top to bottom") if row[0] == "`foundation.*`"]
    folders = {path.name for path in (ROOT / "platform/foundation").iterdir() if (path / "__init__.py").exists()}
    assert set(quoted(said)) == folders | LOOSE
    assert {path.stem for path in (ROOT / "platform/foundation").glob("*.py")} - {"__init__"} == LOOSE


def test_the_layers_are_those_of_the_contracts() -> None:
    said = re.search(r"^`(urls > [^`]+)`", HOUSE, re.MULTILINE)
    assert said is not None
    layers = [re.sub(r"[()]", "", layer) for layer in inside()["layers"]]
    assert said[1].split(" > ") == layers


def inside() -> dict:
    (contract,) = [one for one in CONTRACTS if one["name"].startswith("Inside a room of a school")]
    return contract


def test_every_room_of_a_school_keeps_to_the_layers() -> None:
    schools = {app for app in base.TENANT_APPS if app.startswith("schools.")}
    assert schools <= set(inside()["containers"])
    assert inside()["exhaustive"] is True
    assert set(inside()["exhaustive_ignores"]) == {"apps", "migrations"}


@pytest.mark.parametrize("app", sorted(FURTHER_NAMES))
def test_other_apps_have_no_module_of_another_name(app: str) -> None:
    found = modules_of(app)
    assert found - LAYERS - {"apps", "migrations"} == FURTHER_NAMES[app]


def test_every_other_app_has_its_list() -> None:
    apps = own([*base.SHARED_APPS, *base.TENANT_APPS])
    assert set(FURTHER_NAMES) == apps - set(inside()["containers"])


def modules_of(app: str) -> set[str]:
    folder = ROOT / ("platform" if app.startswith("foundation") else "") / app.replace(".", "/")
    inner = [path.relative_to(folder) for path in tracked() if path.is_relative_to(folder) and path.suffix == ".py"]
    return {path.parts[0].removesuffix(".py") for path in inner} - {"__init__"}


def test_every_topic_is_on_the_page_with_who_carries_it_out() -> None:
    said = {quoted(row[0])[0]: quoted(row[2]) for row in rows("What an act emits")}
    assert said == {
        topic: [f"{by.__module__}.{by.__qualname__}" for _, by in sorted(named.items())]
        for topic, named in handlers._handlers.items()
    }


def test_every_role_is_on_the_page_with_where_it_is_held_and_where_its_work_begins() -> None:
    said = {quoted(row[0])[0]: (row[1], row[2]) for row in rows("Roles")}
    firsts = {role: item.label for role, item in navigation._firsts.items()}
    assert said == {role.value: (role.place, firsts.get(role, "none")) for role in Role}


def test_every_file_the_page_names_is_there_written_from_the_top() -> None:
    known = {
        name
        for name in re.findall(r"`([\w./*-]+/[\w./*-]*|[\w/]+\.\w+)`", HOUSE)
        if re.search(r"/$|\.(py|md|csv|toml)$", name)
    }
    by_their_layer = {"apps.py", "urls.py"} | {name for name in known if name.count("/") == 1 and name.endswith("/")}
    named = known - (by_their_layer - {"integrations/"})
    assert len(named) > 35
    assert not [name for name in named if not (ROOT / name).exists()]
