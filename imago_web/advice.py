"""What to do about each part that isn't well, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ADVICE = {
    "database": _("Start PostgreSQL, or check DATABASE_URL. At home, start imago with `make run`."),
    "redis": _("Start Redis or Valkey, or check REDIS_URL. Dialogues carry on, only slower."),
    "beat": _("Start the beat: `docker compose up --detach beat`; at home, start imago again."),
    "worker": _("Start a worker: `docker compose up --detach worker`; at home, start imago again."),
    "queue": _("Start another worker, or check the worker's log to see what's holding it up."),
    "mails": _("Check EMAIL_HOST, EMAIL_PORT and EMAIL_SECURITY. The worker's log has the server's answer."),
    "reminders": _("Check the worker's log to see why it can't send."),
    "exports": _("Check the worker's log, and restart the worker. People can ask for the file again."),
    "disk": _("Make room on that disk, or move the data folder to a larger one and point --data at it."),
    "backup": _("Fix that, or start the worker. imago tries again within the hour."),
    "clock": _("Set this machine's clock, and let it stay right by itself: `timedatectl set-ntp true`."),
    "signups": _("Set IMAGO_SIGNUPS=open until everybody has an account."),
}
