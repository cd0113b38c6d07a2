"""Migrations that a later version might bring, for tests: an app's own ones copied, and one more.

They stand in a folder of the test's own, and MIGRATION_MODULES points at it; nothing in the product is touched.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module, invalidate_caches
from itertools import count
from pathlib import Path

from django.test import override_settings

HEAD = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("{app}", "{last}")]
    operations = [{operations}]
"""

ADD_FIELD = 'migrations.AddField("staffmember", "initials", models.CharField(max_length=5, default="?"))'
NEW_TABLE = 'migrations.RunSQL("CREATE TABLE staff_later (id int)", "DROP TABLE staff_later")'
RUN_PYTHON = """migrations.RunPython(lambda apps, editor: [
    (setattr(row, "position", row.name.upper()), row.save(using=editor.connection.alias))
    for row in apps.get_model("staff", "StaffMember").objects.using(editor.connection.alias).all()
], migrations.RunPython.noop)"""
WRAPPED = f"migrations.SeparateDatabaseAndState(database_operations=[{RUN_PYTHON}])"
DROP_KEY = """migrations.AlterField("placement", "group", models.ForeignKey(
    "roll.registrationgroup", null=True, db_constraint=False, on_delete=models.PROTECT, related_name="placements"))"""
#: Takes as many seconds as its connection's setting `tests.pause` says; none without it.
PAUSING = """migrations.RunSQL(
    "DO $$ BEGIN PERFORM pg_sleep(coalesce(current_setting('tests.pause', true), '0')::float); END $$",
    migrations.RunSQL.noop)"""
FAILS_FOR = """migrations.RunPython(lambda apps, editor: [
    1 / 0 for row in apps.get_model("staff", "StaffMember").objects.using(editor.connection.alias).filter(name="Bad")
], migrations.RunPython.noop)"""

_numbers = count(1)


def write(folder: Path, app: str, *operations: str) -> str:
    """Make a package of this app's migrations and one more; returns its name. `folder` must be on `sys.path`."""
    real = Path(str(import_module(f"schools.{app}.migrations").__file__)).parent
    name = f"later{next(_numbers)}_{app}"
    package = folder / name
    shutil.copytree(real, package, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(file.stem for file in real.glob("0*.py"))
    text = HEAD.format(app=app, last=last, operations=", ".join(operations))
    (package / "9999_later.py").write_text(text)
    return name


@contextmanager
def later(folder: Path, app: str, *operations: str) -> Iterator[str]:
    """Within the block the app has one migration more."""
    name = write(folder, app, *operations)
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        with override_settings(MIGRATION_MODULES={app: name}):
            yield name
    finally:
        sys.path.remove(str(folder))
