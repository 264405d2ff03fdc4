from django.db import migrations, models


class Migration(migrations.Migration):
    """Rename a field in Python. Its column and the index keep their names and definitions."""

    dependencies = [
        ("dialogues", "0004_own_words_after_letting_go"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("dialogue", "words_to_let_go"),
                migrations.RenameField("dialogue", "words_gone", "words_erased"),
                migrations.AlterField(
                    "dialogue", "words_erased", models.BooleanField(db_column="words_gone", default=False)
                ),
                migrations.AddIndex(
                    "dialogue",
                    models.Index(
                        fields=["closed_at"],
                        condition=models.Q(kept=False, words_erased=False),
                        name="words_to_let_go",
                    ),
                ),
            ],
        ),
    ]
