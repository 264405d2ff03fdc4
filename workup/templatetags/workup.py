"""For templates: suggestions from one's own answers, and text that fits a chart."""

from __future__ import annotations

from django import template

from core.charts import truncate_text
from couples.models import User
from workup.answer_suggestions import AnswerSuggestions, answer_suggestions_of

register = template.Library()


@register.simple_tag
def workup_suggestions(user: User) -> AnswerSuggestions:
    """Return suggestions from the user's own answers, by topic."""
    return answer_suggestions_of(user)


@register.filter
def fit_columns(text: str, columns: int) -> str:
    """Return a text in at most so many columns of a chart."""
    return truncate_text(text, columns)
