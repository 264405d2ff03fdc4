"""The one Celery application, and all that happens by the clock. The tasks live in `reminders`."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imago_web.settings")

app = Celery("imago")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTE = float(os.environ.get("IMAGO_MINUTE", "60"))  # seconds; the chaos tests turn the clock faster
HOUR = 60 * MINUTE

app.conf.beat_schedule = {
    name: {"task": f"reminders.tasks.{name}", "schedule": every, "options": {"expires": every}}
    for name, every in {
        "let_go": MINUTE,
        "remind": MINUTE,
        "send": MINUTE,
        "clear_sessions": HOUR,
        "clear_inboxes": HOUR,
    }.items()
}
