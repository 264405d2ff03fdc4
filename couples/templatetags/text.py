"""Words in the middle of a sentence of ours."""

from __future__ import annotations

from django import template

from core.text import isolate_direction

register = template.Library()
register.filter(isolate_direction)
