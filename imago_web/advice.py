"""What to do about each part that isn't well, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ADVICE = {
    "database": _("Start PostgreSQL, or check DATABASE_URL. At home, start imago with `make run`."),
    "redis": _("Start Redis or Valkey, or check REDIS_URL. Dialogues carry on, only slower."),
    "beat": _("Start the beat: `docker compose up --detach beat`. Without Compose, restart imago."),
    "worker": _("Start a worker: `docker compose up --detach worker`. Without Compose, restart imago."),
    "queue": _("Look in the worker's log for what's holding it up, or start another worker."),
    "mails": _("Check EMAIL_HOST, EMAIL_PORT and EMAIL_SECURITY. The worker's log has the server's answer."),
    "reminders": _("Look in the worker's log to see why they aren't going out."),
    "exports": _("Look in the worker's log, then restart the worker. People can ask for the file again."),
    "disk": _("Make room on that disk, or move the data folder to a larger one and point --data at it."),
    "backup": _("Fix that. imago tries again within the hour."),
    "clock": _("Set this machine's clock. `timedatectl set-ntp true` keeps it right."),
    "signups": _("Set IMAGO_SIGNUPS=open until everybody has an account."),
}
NO_COPY = _("Make one now with `manage.py backup`, then find out why imago hasn't.")
UNDELETED = _(
    "Delete them by hand, and make the user who runs imago the owner of that folder. They may still hold what people"
    " have erased since."
)
