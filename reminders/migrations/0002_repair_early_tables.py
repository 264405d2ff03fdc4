"""Create the tables that `0001_initial` didn't have when the first databases ran it."""

from django.db import migrations

TABLES = ("Ways", "Phone", "Delivery")  # a delivery refers to a phone


def create_missing_tables(apps, schema_editor):
    existing = schema_editor.connection.introspection.table_names()
    for name in TABLES:
        model = apps.get_model("reminders", name)
        if model._meta.db_table not in existing:
            schema_editor.create_model(model)


class Migration(migrations.Migration):
    dependencies = [("reminders", "0001_initial")]
    operations = [migrations.RunPython(create_missing_tables, migrations.RunPython.noop)]
