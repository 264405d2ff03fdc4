"""The one Celery application; tasks live in `reminders`."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imago_web.settings")

app = Celery("imago")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
