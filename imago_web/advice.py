"""What to do about each part that isn't well, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ADVICE = {
    "database": _("Start PostgreSQL, or check DATABASE_URL. At home, start imago with `make run`."),
    "redis": _("Start Redis or Valkey, or check REDIS_URL. Dialogues go on meanwhile, only slower."),
    "beat": _("Start the beat: `docker compose up --detach beat`; at home, start imago again."),
    "worker": _("Start a worker: `docker compose up --detach worker`; at home, start imago again."),
    "queue": _("Start another worker, or look into the worker's log for what holds it up."),
    "mails": _(
        "Check EMAIL_HOST, EMAIL_PORT and EMAIL_SECURITY. The worker's log says what the server answers."
    ),
    "reminders": _("Look into the worker's log for what keeps it from sending."),
    "exports": _(
        "Look into the worker's log, and start the worker again. People can ask for the file once more."
    ),
    "disk": _("Make room on that disk, or move the data folder to a larger one and name it with --data."),
    "backup": _("Put that right, or start the worker. imago tries again within the hour."),
    "clock": _("Set the clock of this machine, and let it keep time by itself: `timedatectl set-ntp true`."),
    "signups": _("Set IMAGO_SIGNUPS=open until everybody has an account."),
}
