"""Ana and Ben with a phone each: what they read on it, what they do, and screenshots of both."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from dialogues.protocol.kinds import KINDS
from tests.browser.chromium import Chromium
from tests.browser.screens import Album

HEARING = [
    ("summarising", "summarise", "checking_summary"),
    ("validating", "validate", "checking_validation"),
    ("empathising", "empathise", "checking_empathy"),
]
LONG = 15_000  # ms: what a phone may take to come back


class Phone:
    """One partner's phone."""

    def __init__(self, context: BrowserContext, name: str) -> None:
        self.context, self.name = context, name
        self.page: Page = context.new_page()

    def sees(self, step: str, *, mine: bool) -> None:
        """Wait until the stage shows this step, as mine to act on or not."""
        stage = self.page.locator("#stage")
        expect(stage).to_have_attribute("data-step", step, timeout=LONG)
        expect(stage).to_have_attribute("data-mine", str(mine).lower(), timeout=LONG)

    def do(self, move: str, words: str = "", at: str = "") -> None:
        """Make a move as a thumb would: unfold it where it is folded away, write, choose a time, press."""
        form = self.page.locator(f"#move-{move}")
        expect(form).to_be_attached(timeout=LONG)
        folded = self.page.locator("details:not([open])", has=form)
        while folded.count():
            folded.first.locator("> summary").click()
        if words:
            for note in form.locator("details.note:not([open]) > summary").all():
                note.click()
            form.locator("textarea").fill(words)
        if at:
            form.locator("[name=at]").select_option(at)
        form.get_by_role("button").click()


class Pair:
    """Ana's phone in light mode, Ben's in dark mode. `story` names the screenshots."""

    def __init__(self, browser: Chromium, base_url: str, cookies: tuple[str, str], story: str) -> None:
        light, dark = ({"color_scheme": scheme, "reduced_motion": "reduce"} for scheme in ("light", "dark"))
        self.ana = Phone(browser.phone(base_url, cookies[0], **light), "ana")
        self.ben = Phone(browser.phone(base_url, cookies[1], **dark), "ben")
        self.phones = (self.ana, self.ben)
        self.album = Album(story)

    def photograph(self, what: str) -> None:
        for phone in self.phones:
            self.album.photograph(phone.page, what, phone.name)

    def arrive(self) -> None:
        """From the invitation to the first words."""
        guest = next(phone for phone in self.phones if phone.page.locator("#move-accept").count())
        guest.do("accept")
        self.at("centering", *self.phones)
        for phone in self.phones:
            phone.do("ready")

    def be_heard(self, sender: Phone, receiver: Phone) -> None:
        """From the summary to the empathy: every step said and received."""
        for step, move, checking in HEARING:
            self.at(step, receiver)
            receiver.do(move, f"I {move} what you said.")
            self.at(checking, sender)
            sender.do("got_it")

    def at(self, step: str, *acting: Phone) -> None:
        """Both see this step, and these may act."""
        for phone in self.phones:
            phone.sees(step, mine=phone in acting)

    def begin(self, kind: str, mode: str, topic: str = "", *, keep: bool = True) -> None:
        """Ana invites. Ben, who looks at his list, sees it without doing anything."""
        for phone in self.phones:
            phone.page.goto("/dialogues/")
        self.photograph("before")
        form = self.ana.page
        form.goto(f"/dialogues/new/?kind={kind}")
        form.locator("[name=topic]").fill(topic)
        form.get_by_role("button", name="Continue").click()
        form.wait_for_url("**step=mode")  # and for its script, which puts the topic back
        if not KINDS[kind].is_spoken_only:
            form.locator(f"[type=radio][name=mode][value={mode}]").check()
        form.locator("[name=keep]").set_checked(keep)
        self.photograph("beginning")
        form.get_by_role("button", name="Invite").click()
        invitation = self.ben.page.get_by_role("link", name="Open the invitation")
        expect(invitation).to_be_visible(timeout=LONG)
        self.photograph("the-invitation-comes")
        invitation.click()
        self.at("invited", self.ben)

    def read_line(self, sender: Phone, receiver: Phone, words: str, *, first: bool = True) -> None:
        """One line of the vision, until the other is asked whether it's theirs, too."""
        self.at("reading" if first else "continuing", sender)
        sender.do("send" if first else "more", words)
        self.at("mirroring", receiver)
        receiver.do("mirror", "In your dream, we ... Did I get that?")
        self.at("checking", sender)
        sender.do("got_it")
        self.at("joining", receiver)

    def mean_it(self, sender: Phone, receiver: Phone) -> None:
        """What the lines mean, said back."""
        self.at("continuing", sender)
        sender.do("that_is_all")
        self.at("meaning", sender)
        sender.do("send", "That home feels easy again.")
        self.at("mirroring_meaning", receiver)
        receiver.do("mirror", "Home is light again.")
        self.at("checking_meaning", sender)
        sender.do("got_it")

    def part_without_words(self) -> None:
        """From the last stage to the list, where there is nothing to read."""
        for phone in self.phones:
            expect(phone.page.locator("#stage")).to_contain_text("Your words aren't kept.")
            expect(phone.page.get_by_role("link", name="Read it again")).to_have_count(0)

    def read_again(self, *said: str) -> None:
        """From the last stage to the transcript, and on to everything they had before."""
        for phone in self.phones:
            phone.page.get_by_role("link", name="Read it again").click()
            for words in said:
                expect(phone.page.locator(".book")).to_contain_text(words)
        self.photograph("transcript")
        for phone in self.phones:
            phone.page.locator(".tabs").get_by_role("link", name="Past").click()
            expect(phone.page.locator(".dialogues--past li")).to_have_count(1)
        self.photograph("past")
