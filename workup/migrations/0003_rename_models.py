import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename models and fields in Python. Tables and columns keep their names: sealed words are bound to them."""

    dependencies = [
        ("workup", "0002_thanks_stay_with_their_author"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Wording", "PartWording"),
                migrations.AlterModelTable("partwording", "workup_wording"),
                migrations.RemoveConstraint("shared", "a_part_is_shared_once"),
                migrations.RenameModel("Shared", "SharedPart"),
                migrations.AlterModelTable("sharedpart", "workup_shared"),
                migrations.RenameField("sharedpart", "taken_back_at", "unshared_at"),
                migrations.AlterField(
                    "sharedpart", "unshared_at", models.DateTimeField(db_column="taken_back_at", null=True)
                ),
                migrations.AddConstraint(
                    "sharedpart",
                    models.UniqueConstraint(
                        fields=["owner", "part"],
                        condition=models.Q(unshared_at=None),
                        name="a_part_is_shared_once",
                    ),
                ),
                migrations.RenameModel("Thanks", "PartThanks"),
                migrations.AlterModelTable("partthanks", "workup_thanks"),
                migrations.RenameField("partthanks", "shared", "shared_part"),
                migrations.AlterField(
                    "partthanks",
                    "shared_part",
                    models.OneToOneField(
                        db_column="shared_id",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="thanks",
                        to="workup.sharedpart",
                    ),
                ),
                migrations.RenameField("partthanks", "said_at", "written_at"),
                migrations.AlterField(
                    "partthanks", "written_at", models.DateTimeField(auto_now=True, db_column="said_at")
                ),
            ],
        ),
    ]
