from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Signed
from django.db import migrations

# Nobody is signed out: the cookies stay as they are, and what refers to a session goes with it.
HASH = "left(encode(sha256(convert_to({0}, 'UTF8')), 'hex'), 40)"
TABLES = [
    ("django_session", "session_key"),
    ("usersessions_usersession", "session_key"),
    ("reminders_phone", "session_id"),
]


def hash_keys(apps, schema_editor):
    for table, column in TABLES:
        schema_editor.execute(f"UPDATE {table} SET {column} = {HASH.format(column)}")  # nosec B608


def encrypt_data(apps, schema_editor):
    new = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in apps.get_model("sessions", "Session").objects.iterator(1000):
        session.session_data = new.encode(Signed().decode(session.session_data))
        session.save(update_fields=["session_data"])


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0002_repair_early_tables"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(hash_keys, migrations.RunPython.noop),
        migrations.RunPython(encrypt_data, migrations.RunPython.noop),
    ]
