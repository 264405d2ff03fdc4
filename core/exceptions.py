"""Reasons for refusing a change."""

from __future__ import annotations


class StaleVersion(Exception):
    """The row has changed since the form was shown, for example on another device."""


class DialogueInProgress(Exception):
    """A dialogue about it is under way, and has to end first."""


class InvalidTransition(Exception):
    """The act isn't allowed in this state, or not to this role."""
