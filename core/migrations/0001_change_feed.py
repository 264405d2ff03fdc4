"""The change feed: one row for each change that open sockets have to know of. See `core.change_feed`."""

from django.db import migrations

TABLE = """
CREATE TABLE core_change (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    written_at timestamptz NOT NULL DEFAULT now(),
    shard integer NOT NULL,
    kind varchar(10) NOT NULL,
    subject varchar(40) NOT NULL,
    couple uuid,
    version integer
);
CREATE INDEX core_change_xid ON core_change (xid);
"""

SHARD = """
CREATE FUNCTION core_shard(id uuid) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('x' || left(id::text, 4))::bit(16)::integer;
"""


class Migration(migrations.Migration):

    dependencies = []

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE core_change"),
        migrations.RunSQL(SHARD, "DROP FUNCTION core_shard(uuid)"),
    ]
