"""Django's password validators, with errors in our own words."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.utils.translation import gettext, ngettext


class LengthValidator(password_validation.MinimumLengthValidator):
    """A password has to be long."""

    def get_error_message(self) -> str:
        """Return how long."""
        message = ngettext(
            "Please make it longer: %d character or more.",
            "Please make it longer: %d characters or more.",
            self.min_length,
        )
        return message % self.min_length


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """A password mustn't be one of those that are tried first."""

    def get_error_message(self) -> str:
        """Return why another one is better."""
        return gettext("Many people use this one, so it's easy to guess. Please choose another.")


class SimilarityValidator(password_validation.UserAttributeSimilarityValidator):
    """A password mustn't resemble the address."""

    def get_error_message(self) -> str:
        """Return what it resembles."""
        return gettext("This is too close to your email address. Please choose another.")
