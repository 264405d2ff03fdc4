from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename a model and two of its fields in Python. Table and columns keep their names: sealed content is bound to
    them."""

    dependencies = [
        ("transcripts", "0002_parcels_that_went"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Parcel", "Export"),
                migrations.AlterModelTable("export", "transcripts_parcel"),
                migrations.RenameField("export", "what", "scope"),
                migrations.AlterField("export", "scope", models.CharField(db_column="what", max_length=10)),
                migrations.RenameField("export", "trouble", "error"),
                migrations.AlterField(
                    "export", "error", models.CharField(db_column="trouble", default="", max_length=10)
                ),
                migrations.AlterField("export", "format", models.CharField(max_length=10)),
            ],
        ),
    ]
