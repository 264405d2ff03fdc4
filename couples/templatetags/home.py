"""Template tags for what there is to do: the home page, the list of open things, and their number on a badge."""

from __future__ import annotations

from typing import Any

from django import template

from couples import home_items
from couples.home_items import Home, HomeItem

register = template.Library()


@register.simple_tag(takes_context=True)
def home_page(context: Any) -> Home | None:
    """Return the card and the lines of this partner's home."""
    found = home_items.home_for(context["request"])
    return home_items.build_home(found.all) if found else None


@register.simple_tag(takes_context=True)
def open_items(context: Any, app: str = "") -> list[HomeItem]:
    """Return what this user can do now, in all rooms or in one, the most pressing first."""
    items = home_items.open_items_for(context["request"])
    return [item for item in items if app in ("", item.app)]
