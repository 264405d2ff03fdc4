"""Add the columns that `0001_initial` didn't have when the first databases ran it."""

from django.db import migrations

COLUMNS = (("Asked", "come_back_on"), ("Plan", "weekdays"))


def add_missing_columns(apps, schema_editor):
    connection = schema_editor.connection
    for name, attribute in COLUMNS:
        model = apps.get_model("change_requests", name)
        field = model._meta.get_field(attribute)
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
        if field.column not in {column.name for column in columns}:
            schema_editor.add_field(model, field)


class Migration(migrations.Migration):
    dependencies = [("change_requests", "0001_initial")]
    operations = [migrations.RunPython(add_missing_columns, migrations.RunPython.noop)]
