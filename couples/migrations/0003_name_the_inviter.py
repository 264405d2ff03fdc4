from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('couples', '0002_agreement'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='names_inviter',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
