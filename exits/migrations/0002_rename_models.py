import django.db.models.deletion
from django.db import migrations, models

import vault.fields


class Migration(migrations.Migration):
    """Rename models and fields in Python. Tables and columns keep their names: sealed words are bound to them."""

    dependencies = [
        ("exits", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("exit", "told_text", "details_text"),
                migrations.AlterField("exit", "details_text", vault.fields.SealedTextField(db_column="told_text")),
                migrations.RemoveConstraint("brought", "an_exit_is_shared_once"),
                migrations.RenameModel("Brought", "SharedExit"),
                migrations.AlterModelTable("sharedexit", "exits_brought"),
                migrations.AlterField(
                    "sharedexit",
                    "exit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="exits.exit"
                    ),
                ),
                migrations.RenameField("sharedexit", "brought_at", "shared_at"),
                migrations.AlterField(
                    "sharedexit", "shared_at", models.DateTimeField(auto_now_add=True, db_column="brought_at")
                ),
                migrations.RenameField("sharedexit", "taken_back_at", "unshared_at"),
                migrations.AlterField(
                    "sharedexit", "unshared_at", models.DateTimeField(db_column="taken_back_at", null=True)
                ),
                migrations.AlterModelOptions("sharedexit", {"ordering": ["shared_at"]}),
                migrations.AddConstraint(
                    "sharedexit",
                    models.UniqueConstraint(
                        fields=["exit"], condition=models.Q(unshared_at=None), name="an_exit_is_shared_once"
                    ),
                ),
                migrations.RenameModel("Easing", "SupportOffer"),
                migrations.AlterModelTable("supportoffer", "exits_easing"),
                migrations.AlterField(
                    "supportoffer",
                    "commitment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="support_offer",
                        to="exits.commitment",
                    ),
                ),
                migrations.RenameField("review", "seen_text", "answer_text"),
                migrations.AlterField(
                    "review", "answer_text", vault.fields.SealedTextField(db_column="seen_text", null=True)
                ),
                migrations.RenameModel("Freed", "TimeNote"),
                migrations.AlterModelTable("timenote", "exits_freed"),
                migrations.AlterField(
                    "timenote",
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="time_notes",
                        to="exits.commitment",
                    ),
                ),
            ],
        ),
    ]
