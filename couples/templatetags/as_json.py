"""`value|as_json`: data for a script, in an attribute, since no page holds an inline script."""

from __future__ import annotations

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """Return the value as JSON for an attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)
