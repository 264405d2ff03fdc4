"""Users, profiles, consent, couples and invitations."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.text import clean_name, isolate_direction
from couples import input_normalization
from couples.admission import Admission as Admission
from vault.fields import SealedTextField

if TYPE_CHECKING:
    from typing import Any


class UserManager(BaseUserManager["User"]):
    """Creates users."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user who signs in by e-mail. Without a password they can't sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account to sign in with. Personal details are in `Profile`."""

    email = models.EmailField(_("e-mail"), unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(
        default=False, db_default=False
    )  # an operator: see `imago_web.operator_page`
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return f"user {self.pk}"

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(
            None if raw_password is None else input_normalization.prepare_password(raw_password)
        )

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether this is the password, from any keyboard, including one that was hashed as typed."""
        check = super().check_password
        return any(check(form) for form in input_normalization.password_forms(raw_password or ""))

    def renew_password_hash(self, raw_password: str) -> None:
        """Rehash the password in its prepared form if it was hashed as typed."""
        prepared, *others = input_normalization.password_forms(raw_password)
        if others and not super().check_password(prepared):
            self.set_password(raw_password)
            self.save(update_fields=["password"])


class Profile(models.Model):
    """What users enter about themselves, and the vault key of what is private to them."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="profile")
    first_name = models.CharField(_("first name"), max_length=40)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    adult_at = models.DateTimeField()
    agrees = models.BooleanField(default=True)  # copied from the consent log for every move
    kept_appreciation = SealedTextField(null=True)  # for the first talk; deleted once something was said
    key = models.ForeignKey("vault.DataKey", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["time_zone"], name="profiles_by_zone")]

    def __str__(self) -> str:
        return f"profile {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.key_id]

    @property
    def name(self) -> str:
        """The name to use in a sentence; see `display_name`."""
        return display_name(self.first_name)


def display_name(first_name: str) -> str:
    """A stored name, safe to use in a sentence. It is empty once the account has been deleted."""
    if not first_name:
        return gettext("your partner at the time")
    return isolate_direction(clean_name(first_name)) or gettext("your partner")


class Consent(models.Model):
    """A line of the consent log: what was agreed to, when, and when it was withdrawn."""

    user = models.ForeignKey(User, models.CASCADE, related_name="consents")
    agreement = models.CharField(db_column="what", max_length=40)
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Couple(models.Model):
    """Two partners. It ends when one of them leaves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey("vault.DataKey", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"couple {self.pk}"


class PartnerManager(models.Manager["Partner"]):
    """Finds partners of living couples."""

    def living(self) -> models.QuerySet[Partner]:
        """Return the partners of couples that haven't ended."""
        return self.filter(left_at=None, couple__ended_at=None)

    def living_by_couple(self, couples: Iterable[uuid.UUID], *related: str) -> dict[uuid.UUID, list[Partner]]:
        """Return the partners of these couples, by couple, without couples that have ended."""
        rows = self.living().filter(couple__in=set(couples))
        partners: dict[uuid.UUID, list[Partner]] = {}
        for partner in rows.select_related(*related) if related else rows:
            partners.setdefault(partner.couple_id, []).append(partner)
        return partners

    def couples_of(self, people: Iterable[int]) -> list[uuid.UUID]:
        """Return the living couples of these users."""
        return list(self.living().filter(user__in=people).values_list("couple", flat=True).distinct())

    def couples_in(self, zones: Collection[str]) -> models.QuerySet[Partner, uuid.UUID]:
        """Return the ids of the living couples of whom one lives in these time zones."""
        return self.living().filter(user__profile__time_zone__in=zones).values_list("couple", flat=True)

    def current(self, user: User, **annotations: models.expressions.Combinable) -> Partner | None:
        """The user's place in a living couple, with couple, the other partner and these annotations, or None."""
        couple = self.living().filter(user=user).values("couple")
        both = self.filter(couple__in=couple).select_related("couple", "user__profile")
        partners = {one.user_id == user.pk: one for one in both.annotate(**annotations)}
        mine = partners.get(True)
        if mine:
            mine.loaded_other = partners.get(False)
        return mine


class Partner(models.Model):
    """A user's membership in a couple. `slot` 0 or 1 tells the two apart (and their hue)."""

    couple = models.ForeignKey(Couple, models.CASCADE, related_name="partners")
    user = models.ForeignKey(User, models.CASCADE, related_name="partners")
    slot = models.SmallIntegerField()
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True)

    loaded_other: Partner | None = None
    objects: ClassVar[PartnerManager] = PartnerManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["couple", "slot"], name="one_partner_a_slot"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(left_at=None), name="one_couple_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(slot__in=[0, 1]), name="slot_is_0_or_1"),
        ]

    def __str__(self) -> str:
        return f"partner {self.pk}"

    @property
    def name(self) -> str:
        """The name the other sees; empty once the account is deleted."""
        return self.user.profile.name

    @property
    def keys(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The vault keys that seal what this partner says to the other: the couple's and their own."""
        return self.couple.key_id, self.user.profile.key_id

    def other(self) -> Partner:
        """The other partner of the couple, read once."""
        if self.loaded_other is None:
            rows = Partner.objects.select_related("couple", "user__profile")
            self.loaded_other = rows.get(couple=self.couple_id, slot=1 - self.slot)
        return self.loaded_other


class Invitation(models.Model):
    """A partner's invitation to the other: used once, valid for 72 hours, stored as hashes only."""

    inviter = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    # Whoever opens the link can read the name.
    names_inviter = models.BooleanField(default=False, db_default=False)
    salt = models.BinaryField()
    token_hash = models.BinaryField(unique=True)
    code_hash = models.BinaryField(unique=True, null=True)
    code_expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["accepted_at"],
                condition=models.Q(accepted_at__isnull=False),
                name="accepted_invitations",
            ),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="open_invitations",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SignInLink(models.Model):
    """A link that signs one person in: one use, a short life, only its hash stored."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token_hash = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"
