"""A browser without a screen: pages, cookies and forms, from the standard library alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

TIMEOUT = 30  # seconds
CSRF = "imago_csrf"
FIELDS = ("input", "textarea", "select")
TICKED = ("checkbox", "radio")


@dataclass
class Form:
    """One form, and what it would send as it stands."""

    id: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Reads the forms of a page that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("method", "").lower() == "post"
            if self.inside:
                self.forms.append(Form(given.get("id", ""), given.get("action", "")))
        elif self.inside and tag in FIELDS and "name" in given and is_sent(given):
            self.forms[-1].fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def is_sent(field: dict[str, str]) -> bool:
    """Whether a browser sends this field as it stands."""
    return field.get("type") not in TICKED or "checked" in field


class Browser:
    """One person's browser."""

    def __init__(self, base_url: str) -> None:
        self.url = base_url
        self.page = ""
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def open(self, path: str, data: dict[str, str] | None = None) -> str:
        """Follow a link, or send a form. Returns the page."""
        url = urljoin(self.url, path)
        body = urlencode(data).encode() if data is not None else None
        token = next((cookie.value for cookie in self.cookies if cookie.name.endswith(CSRF)), "") or ""
        request = Request(url, body, {"Referer": self.url, "X-CSRFToken": token})  # as the room's script does
        try:
            with self.opener.open(request, timeout=TIMEOUT) as response:
                self.url, self.page = response.url, response.read().decode()
        except HTTPError as refused:
            raise SystemExit(f"{url} answers {refused.code}: {refused.read().decode()}") from None
        self.reader = FormReader()
        self.reader.feed(self.page)
        return self.page

    def send(self, which: str = "", **filled: str) -> str:
        """Fill in a form and send it: the one with this id or action, or the page's first beside the quick exit."""
        fits = [form for form in self.reader.forms if self.fits(form, which)]
        if not fits:
            raise SystemExit(f"There is no form {which or 'at all'} on {self.url}")
        return self.open(fits[0].action or self.url, fits[0].fields | filled)

    def has_field(self, which: str, name: str) -> bool:
        """Whether a form of the page has this field."""
        return any(name in form.fields for form in self.reader.forms if self.fits(form, which))

    @staticmethod
    def fits(form: Form, which: str) -> bool:
        """Whether this is the form that is meant."""
        return which in (form.id, form.action) if which else form.id != "exit"
