"""Deletes an account for good. An empty partner row stays, so that the other's words keep their order."""

from __future__ import annotations

import uuid

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CASCADE, ManyToOneRel

from couples import personal_data_registry
from couples.leaving import leave_couple
from couples.models import Couple, Partner, Profile, User
from couples.profile_fields import PROFILE
from vault import datakeys


@transaction.atomic
def delete_account(user: User) -> None:
    """Leave the couple, erase the user's data and destroy their key, so that nothing sealed with it opens again.

    Deleting twice changes nothing.
    """
    row = personal_data_registry.lock_user(user)
    if not row.is_active:
        return
    if partner := Partner.objects.current(row):
        leave_couple(partner)
    personal_data_registry.erase_personal_data(row)
    delete_personal_rows(row)
    for profile in Profile.objects.filter(user=row):
        datakeys.destroy_key(profile.key_id)
    Profile.objects.filter(user=row).update(**PROFILE.empty())
    destroy_keys_of_deserted_couples(row)
    disable_sign_in(row)


def delete_personal_rows(user: User) -> None:
    """Delete all rows that refer to the user, except their partner rows and profile."""
    Session.objects.filter(pk__in=UserSession.objects.filter(user=user).values("session_key")).delete()
    fields = User._meta.get_fields(include_hidden=True)
    for relation in (field for field in fields if isinstance(field, ManyToOneRel)):
        if relation.on_delete is CASCADE and relation.related_model not in (Partner, Profile):
            relation.related_model._base_manager.filter(**{relation.field.name: user}).delete()


def destroy_keys_of_deserted_couples(user: User) -> None:
    """Destroy the keys of couples whose partners have both deleted their accounts."""
    remaining = Partner.objects.filter(user__profile__key__destroyed_at=None)
    for couple in Couple.objects.filter(partners__user=user).exclude(pk__in=remaining.values("couple")):
        datakeys.destroy_key(couple.key_id)


def disable_sign_in(user: User) -> None:
    """Disable the user and free their address for a new account."""
    user.email = f"{uuid.uuid4().hex}@deleted.invalid"
    user.is_active, user.is_staff, user.last_login = False, False, None
    user.set_unusable_password()
    user.save()
