"""Words without a break opportunity fit the phone wherever they are shown, and push nothing out of reach."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Error, Page

from caring import gifts
from couples.models import Profile, User
from tests.browser.chromium import launched
from tests.caring.factories import partner_of
from tests.factories import session_cookie
from tests.privacy import everything
from tests.privacy.pages import addresses, one_of_each
from tests.web_process import WebProcess
from workup.models import Workup
from workup.queries import answer_or_new
from workup.services import BaseVersion, save_answer

pytestmark = pytest.mark.browser

LINK = f"https://example.org/{'nothing-but-one-long-word_' * 11}"
NAME = "W" * 40
MANY = 70  # pages
BROKEN_WORDS = """() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.checkVisibility() || text.parentElement.matches("option, .visually-hidden")) continue;
    for (const { 0: word, index } of text.data.matchAll(/\\p{L}+/gu)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(word);
    }
  }
  return found;
}"""
SIZES = ((320, "100%"), (390, "200%"))  # of the phone, and of the text
OUTSIDE = """() => {
  const found = [], tell = (what, part) => found.push(`${what}: ${part.outerHTML.slice(0, 160)}`);
  const edge = parseFloat(getComputedStyle(document.documentElement).fontSize) / 2;  // a small sign may stand over it
  const aside = ".scroll-x, details.more > table, .visually-hidden, .skip-link, .top-bar";
  const typed = "textarea, input, select";
  const shown = (part) => part.checkVisibility() && !part.closest(aside);
  const boxes = new Map([...document.querySelectorAll("body *")].filter(shown).map(
    (part) => [part, part.getBoundingClientRect()]));
  if (document.scrollingElement.scrollWidth > innerWidth) tell("wide", document.querySelector("main"));
  for (const [part, box] of boxes) {
    if (box.width && (box.left < -1 || box.right > innerWidth + 1)) tell("outside", part);
    else if (part.matches("svg text") && box.right > boxes.get(part.closest("svg")).right + 1) tell("cut", part);
    else if (part.matches(`${typed}, svg, svg *, details:has(> table)`) || part.clientWidth < 2) continue;
    else if (part.scrollWidth > part.clientWidth + edge) tell("spills", part);
  }
  const touched = [...boxes].filter(([part]) => part.matches(`button, .button, .chip, ${typed}`));
  const bar = (part) => part.closest(".step-buttons, .save");  // the page scrolls beneath it
  const over = ([one, a], [other, b]) => !one.contains(other) && !one.closest(".chip")?.contains(other)
    && bar(one) === bar(other)
    && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  touched.forEach((one, at) => {
    for (const other of touched.slice(at + 1)) if (over(one, other)) tell("overlaps", other[0]);
  });
  return found;
}"""


@pytest.fixture
def both(server: WebProcess, ana: User, ben: User, monkeypatch: pytest.MonkeyPatch) -> tuple[User, User]:
    """Both have typed a link of 300 characters into every box."""
    monkeypatch.setitem(everything.WORD, "ana", LINK)
    monkeypatch.setitem(everything.WORD, "ben", LINK.upper())
    everything.fill(ana, ben)
    made = Workup.objects.get(user=ana)
    people = [{"id": "mother-0", "name": NAME}]
    trait = [{"word": "x" * 60, "strength": 5}]
    pairs = [{"id": "a-pair-00", "cells": [LINK] * 4}]
    said: dict[tuple[str, str], Any] = {
        ("caretakers", ""): people,
        ("felt_good", "mother-0"): trait,
        ("felt_hurt", "mother-0"): trait,
        ("loved", ""): trait,
        ("hard", ""): [{"word": "y" * 60, "strength": 5}],
        ("childhood", ""): pairs,
        ("today", ""): pairs,
    }
    for (question, about), value in said.items():
        save_answer(
            made, question, about, value, BaseVersion(seen=answer_or_new(made, question, about).version)
        )
    Profile.objects.update(first_name=NAME, pronouns=NAME)
    return ana, ben


def opens(page: Page, address: str) -> bool:
    """Whether there is a page here, neither a file nor the way to another page."""
    try:
        answer = page.goto(address)
    except Error:  # files aren't displayed
        return False
    return answer is not None and answer.status == 200 and answer.request.redirected_from is None


def outside(page: Page) -> list[str]:
    """Everything on this page that is wider than the phone, outside it, or on top of something else."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
    found = []
    for width, size in SIZES:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("(size) => document.documentElement.style.fontSize = size", size)
        found += [f"{width} {size} {one}" for one in page.evaluate(OUTSIDE)]
    return found


def test_a_link_of_300_characters_stays_within_the_phone_on_every_page(both, server: WebProcess):
    paths, cookie = addresses(), session_cookie(both[0])
    found: dict[str, list[str]] = {}
    with launched() as browser:
        page = browser.phone(server.base_url, cookie, reduced_motion="reduce").new_page()

        def looks(address: str) -> bool:
            if is_open := opens(page, address):
                found[address] = outside(page)
            return is_open

        one_of_each(paths, looks)
    assert len(found) > MANY
    assert {address: what for address, what in found.items() if what} == {}


@pytest.mark.parametrize("address", ["/dialogues/new/", "/caring/"])
def test_no_word_is_broken_in_large_type(ana: User, server: WebProcess, address: str):
    gifts.start_gift(partner_of(ana), "Tea every day")
    cookie = session_cookie(ana)
    with launched() as browser:
        page = browser.phone(server.base_url, cookie).new_page()
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(BROKEN_WORDS) == []
