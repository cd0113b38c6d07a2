"""Models and migrations say the same: nobody is left with tables that the code does not know."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.layout.tree import SOURCES

OURS = {path.split("/")[-1] for path in SOURCES}


def test_no_migration_is_missing():
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    missing = {app: [str(step) for change in found for step in change.operations] for app, found in changes.items()}
    assert missing == {}


def test_each_of_our_apps_has_one_chain_of_migrations():
    graph = MigrationLoader(None).graph
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in OURS}
    assert {label: leaves for label in ours if len(leaves := graph.leaf_nodes(label)) > 1} == {}
