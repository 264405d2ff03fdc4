"""The Celery application and its schedule. Each app has its own tasks."""

from __future__ import annotations

import os

from celery import Celery

from runtime import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imago_web.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # a quarter of a start; `manage.py check` makes them

app = Celery("imago")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # in every thread, since views run in many
app.autodiscover_tasks()
app.autodiscover_tasks(["imago_web"], related_name="task_metrics")

MINUTE = environment.seconds("IMAGO_MINUTE", 60)  # seconds; the chaos tests shorten it
HOUR = 60 * MINUTE

app.conf.beat_schedule = {
    task: {"task": task, "schedule": every, "options": {"expires": every}}
    for task, every in {
        "backups.tasks.nightly": MINUTE,
        "mail.tasks.deliver": MINUTE,
        "mail.tasks.clear": MINUTE,
        "imago_web.tasks.heartbeat": MINUTE,
        "imago_web.tasks.clear_changes": MINUTE,
        "reminders.tasks.let_go": MINUTE,
        "reminders.tasks.remind": MINUTE,
        "reminders.tasks.send": MINUTE,
        "reminders.tasks.clear_sessions": HOUR,
        "reminders.tasks.clear_inboxes": HOUR,
        "therapist.tasks.delete_ended": MINUTE,
        "transcripts.tasks.pack": MINUTE,
        "transcripts.tasks.clear_parcels": MINUTE,
    }.items()
}
