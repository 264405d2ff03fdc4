"""Who may sign up while sign-ups aren't open to everybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Admission(models.Model):
    """Lets one person sign up: an operator's link, or a partner's invitation.

    `user` is whoever has signed up with it. An account whose address was never confirmed is replaced by the next try.
    """

    token_hash = models.BinaryField(unique=True, null=True)  # of an operator's link
    invitation = models.OneToOneField("couples.Invitation", models.CASCADE, null=True, related_name="+")
    user = models.OneToOneField("couples.User", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(token_hash=None) ^ models.Q(invitation=None), name="link_or_invitation"
            )
        ]

    def __str__(self) -> str:
        return f"admission {self.pk}"
