from django.db import migrations

from schools.roll.rules.names import bare_name, full_name

#: The tables of a meeting that name pupils, each under `who`.
_TABLES = ("severe", "sickness", "part_time", "elsewhere")


def load(apps, schema_editor):
    """Whom a meeting's kept versions name, by their names as the roll has them now: of two of one name, both.

    Somebody whose name has changed since is not found; from the next version on they are kept by their key.
    """
    alias = schema_editor.connection.alias
    versions = apps.get_model("sharing", "ShareVersion").objects.using(alias)
    meetings = list(versions.filter(share__purpose="meeting", pupils=[]))
    if not meetings:
        return
    named = {}
    for pupil in apps.get_model("roll", "Pupil").objects.using(alias):
        named.setdefault(full_name(pupil.surname, pupil.forename, pupil.preferred), []).append(pupil.pk)
    for version in meetings:
        facts = version.snapshot["facts"]
        names = {bare_name(row.get("who", "")) for table in _TABLES for row in facts.get(table, ())}
        version.pupils = sorted({key for name in names for key in named.get(name, ())})
        version.save(update_fields=["pupils"])


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_restricted"), ("roll", "0002_related_staff")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
