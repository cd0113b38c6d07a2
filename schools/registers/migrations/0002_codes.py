from datetime import date

from django.db import migrations

from schools.registers.rules.codes import codes

#: Where the law names no first day.
ALWAYS = date(1900, 1, 1)


def load(apps, schema_editor):
    table = apps.get_model("registers", "Code")
    table.objects.using(schema_editor.connection.alias).bulk_create(
        table(
            code=code.code,
            valid_from=code.valid_from or ALWAYS,
            valid_to=code.valid_to,
            mark_class=code.mark_class.value,
            applies_to=code.applies_to,
            late=code.late,
            description=code.description,
        )
        for code in codes()
    )


def unload(apps, schema_editor):
    apps.get_model("registers", "Code").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    """This school's copy of the packaged code table. A change of the table is a migration like this one."""

    dependencies = [("registers", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
