"""Words in the middle of a sentence of ours."""

from __future__ import annotations

from django import template

from core.text import isolated

register = template.Library()
register.filter(isolated)
