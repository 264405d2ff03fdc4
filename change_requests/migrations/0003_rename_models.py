import django.db.models.deletion
from django.db import migrations, models

import vault.fields


class Migration(migrations.Migration):
    """Rename models and fields in Python. Tables and columns keep their names: sealed words are bound to them."""

    dependencies = [
        ("change_requests", "0002_repair_early_columns"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("request", "told_text", "details_text"),
                migrations.AlterField(
                    "request", "details_text", vault.fields.SealedTextField(db_column="told_text")
                ),
                migrations.RemoveConstraint("plan", "one_plan_stands"),
                migrations.RenameModel("Asked", "RequestDialogue"),
                migrations.AlterModelTable("requestdialogue", "change_requests_asked"),
                migrations.AlterField(
                    "requestdialogue",
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dialogues",
                        to="change_requests.request",
                    ),
                ),
                migrations.RenameField("requestdialogue", "before", "state_before"),
                migrations.AlterField(
                    "requestdialogue",
                    "state_before",
                    models.CharField(db_column="before", default="draft", max_length=10),
                ),
                migrations.RenameField("requestdialogue", "asked_at", "begun_at"),
                migrations.AlterField(
                    "requestdialogue",
                    "begun_at",
                    models.DateTimeField(auto_now_add=True, db_column="asked_at"),
                ),
                migrations.AlterModelOptions("requestdialogue", {"ordering": ["begun_at"]}),
                migrations.RenameField("plan", "asked", "request_dialogue"),
                migrations.AlterField(
                    "plan",
                    "request_dialogue",
                    models.ForeignKey(
                        db_column="asked_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="change_requests.requestdialogue",
                    ),
                ),
                migrations.AddConstraint(
                    "plan",
                    models.UniqueConstraint(
                        fields=["request_dialogue"],
                        condition=models.Q(ended_at=None),
                        name="one_plan_stands",
                    ),
                ),
                migrations.RenameField("thanks", "said_at", "written_at"),
                migrations.AlterField(
                    "thanks", "written_at", models.DateTimeField(auto_now=True, db_column="said_at")
                ),
                migrations.RenameModel("LookedBack", "RequestReview"),
                migrations.AlterModelTable("requestreview", "change_requests_lookedback"),
                migrations.AlterField(
                    "requestreview",
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="change_requests.plan",
                    ),
                ),
                migrations.RenameModel("Change", "StatusChange"),
                migrations.AlterModelTable("statuschange", "change_requests_change"),
                migrations.AlterField(
                    "statuschange",
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="status_changes",
                        to="change_requests.request",
                    ),
                ),
                migrations.RenameField("statuschange", "who", "partner"),
                migrations.AlterField(
                    "statuschange",
                    "partner",
                    models.ForeignKey(
                        db_column="who_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="couples.partner",
                    ),
                ),
            ],
        ),
    ]
