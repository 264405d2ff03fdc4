"""Each column that may hold text: sealed, or in clear for a reason. A new one in clear needs a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models

from couples.models import Profile
from vault.fields import SealedTextField

# Text that is not sealed, and why that is all right.
IN_CLEAR = {
    "account_emailaddress.email": "signing in looks it up",
    "account_emailconfirmation.key": "allauth's own, empty, because codes are in the session",
    "appointments_feed.token_hash": "a hash",
    "appointments_weeklytime.zone": "a name from a list",
    "auth_group.name": "Django's own, empty",
    "auth_permission.codename": "Django's own names",
    "auth_permission.name": "Django's own names",
    "backups_copy.identity": "encrypted for those who may open the backups",
    "backups_run.error": "a sentence of ours, with a folder's name at most",
    "backups_run.undeleted": "a sentence of ours, with the name of a copy",
    "caring_caringgift.often": "one of five",
    "caring_caringgift.weekdays": "numbers of weekdays",
    "caring_line.part": "one of three",
    "change_requests_asked.before": "a name from a table of ours",
    "change_requests_change.act": "a name from a table of ours",
    "change_requests_change.state": "a name from a table of ours",
    "change_requests_plan.often": "one of five",
    "change_requests_plan.piece": "first, second or third",
    "change_requests_plan.weekdays": "numbers of weekdays",
    "change_requests_request.key": "a random key of the page",
    "change_requests_request.state": "a name from a table of ours",
    "couples_admission.token_hash": "a hash",
    "couples_consent.what": "the name of an agreement",
    "couples_invitation.code_hash": "a hash",
    "couples_invitation.salt": "random bits",
    "couples_invitation.token_hash": "a hash",
    "couples_profile.first_name": "stands in mails and on the partner's phone; no word of theirs",
    "couples_profile.language": "a code",
    "couples_profile.pronouns": "told to be called by; no word of theirs",
    "couples_profile.time_zone": "a name from a list",
    "couples_signinlink.token_hash": "a hash",
    "couples_user.email": "signing in looks it up",
    "couples_user.password": "a slow hash",
    "dialogues_dialogue.kind": "a name from the protocol",
    "dialogues_dialogue.mode": "a name from the protocol",
    "dialogues_dialogue.snapshot": "steps and slots, no words",
    "dialogues_turn.blanked": "how words went",
    "dialogues_turn.key": "a random key of the phone",
    "dialogues_turn.move": "a name from the protocol",
    "dialogues_turn.step": "a name from the protocol",
    "django_content_type.app_label": "Django's own names",
    "django_content_type.model": "Django's own names",
    "django_session.session_data": "encrypted with a key derived from the secret key",
    "django_session.session_key": "a hash",
    "exits_commitment.how_far": "one of three",
    "exits_exit.key": "a random key of the page",
    "exits_exit.state": "a name from a table of ours",
    "caring_caringgift.reminder_days": "days that follow from the schedule",
    "change_requests_plan.reminder_days": "days that follow from the schedule",
    "exits_freed.key": "a random key of the page",
    "imago_web_heartbeat.kind": "one of ours",
    "imago_web_heartbeat.process": "a kind, a host's name and a number",
    "mail_outgoingmail.purpose": "the name of a template of allauth's or ours",
    "mfa_authenticator.data": "public keys, and secrets sealed by the adapter",
    "mfa_authenticator.type": "a name from a list",
    "reminders_muted.sort": "the name of a sort of ours",
    "suggestions_declinedsuggestion.name": "the name of a suggestion of ours",
    "reminders_notice.occasion": "ids and days",
    "reminders_notice.path": "an address of ours, with ids at most",
    "reminders_notice.sort": "the name of a sort of ours",
    "reminders_postponed.occasion": "ids and days",
    "reminders_postponed.sort": "the name of a sort of ours",
    "reminders_progress.sort": "the name of a sort of ours",
    "reminders_progress.zones": "an edition of the time zones",
    "reminders_phone.address_hash": "a hash",
    "therapist_link.mark": "a keyed hash",
    "therapist_link.salt": "random bits",
    "therapist_link.source": "the name of a source of ours",
    "therapist_link.token_hash": "a hash",
    "transcripts_parcel.format": "one of three",
    "transcripts_parcel.state": "one of five",
    "transcripts_parcel.trouble": "one of three",
    "transcripts_parcel.what": "one of three",
    "usersessions_usersession.data": "allauth's own, empty",
    "usersessions_usersession.session_key": "a hash",
    "usersessions_usersession.user_agent": "shown to the owner to tell phones apart",
    "vision_dreamline.key": "a random key of the page",
    "workup_answer.about": "the random id of somebody named in a sealed answer",
    "workup_answer.question": "the name of a question of ours",
    "workup_answer.writer": "a random key of the page",
    "workup_shared.part": "the name of a part of ours, or a random id",
    "workup_wording.part": "the name of a part of ours, or a random id",
    "vault_check.master": "the id of a key",
    "vault_check.wrapped": "sealed by the master key",
    "vault_datakey.master": "the id of a key",
    "vault_datakey.wrapped": "sealed by the master key",
    "vault_process.host": "the name of a machine that imago runs on",
    "vault_process.masters": "the ids of keys",
    "vault_process.role": "web or worker",
}
SEALED_IN_CODE = {  # bytes that are sealed where they are written, not by their field
    "dialogues_dialogue.own_topic",
    "dialogues_turn.own_words",
    "dialogues_turn.words",
    "transcripts_parcel.content",
}
NO_TEXT = (
    models.BooleanField,
    models.DateField,
    models.FloatField,
    models.ForeignKey,
    models.GenericIPAddressField,
    models.IntegerField,
    models.TimeField,
    models.UUIDField,
)


def columns(is_listed: Callable[[models.Field[Any, Any]], bool]) -> set[str]:
    """The columns of all models whose field passes, as `table.column`."""
    fields = (field for model in apps.get_models() for field in model._meta.local_fields)
    return {f"{field.model._meta.db_table}.{field.column}" for field in fields if is_listed(field)}


TEXT = columns(lambda field: not isinstance(field, NO_TEXT))
PROFILE_TEXTS = [field.name for field in Profile._meta.fields if isinstance(field, SealedTextField)]
SEALED = SEALED_IN_CODE | columns(lambda field: isinstance(field, SealedTextField))
