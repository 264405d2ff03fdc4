"""Ana and Ben as they begin: they sign up, she invites him, and they hold their first dialogue, by forms alone.

`python couple.py BASE_URL FILE` does all of it and notes in FILE how to come back; `... --again` reads the dialogue.
"""

from __future__ import annotations

import json
import re
import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from walking.browser import Browser

PASSWORD = "three quiet dinners"
WORDS = "What I'd love to tell you"
SCRIPT = """ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all, ben summarise, ana got_it,
    ben validate, ana got_it, ben empathise, ana got_it, ana switch, ben switch, ben send, ana mirror,
    ben that_is_all, ana summarise, ben got_it, ana validate, ben got_it, ana empathise, ben got_it, ana appreciate,
    ben appreciate"""


def sign_up(base_url: str, name: str, first: str = "") -> Browser:
    """From the front page, or an invitation, to the first page of one's own."""
    browser = Browser(base_url)
    browser.open(first or "/")
    browser.open("/accounts/signup/")
    browser.send(email=f"{name}@imago.example", password1=PASSWORD)
    browser.open("/welcome/")
    browser.send(first_name=name.title(), adult="on", agree="on")
    return browser


def pair(base_url: str) -> dict[str, Browser]:
    """Sign both up, the second by the first one's link."""
    ana = sign_up(base_url, "ana")
    ana.open("/before/")
    ana.send(safe="yes")
    link = re.search(r"/i/[\w-]+/", ana.open("/invite/"))
    if not link:
        raise SystemExit("There is no invitation link.")
    ben = sign_up(base_url, "ben", link[0])
    ben.open("/before/")
    ben.send(safe="yes")
    ben.open("/invitation/")
    ben.send()
    return {"ana": ana, "ben": ben}


def begin(ana: Browser) -> str:
    """Go through the screens of a new dialogue. Returns its address."""
    ana.open("/dialogues/new/?kind=intentional")
    for _ in range(6):
        if "/dialogues/new" not in ana.url:
            return ana.url
        ana.send("begin-form", topic="Quiet dinners", keep="yes", mode="written")
    raise SystemExit(f"The dialogue doesn't begin: {ana.url}")


def hold(browsers: dict[str, Browser], room: str) -> None:
    """Make every move of a whole dialogue."""
    for act in SCRIPT.split(","):
        who, move = act.split()
        browsers[who].open(room)
        said = {"words": f"{WORDS}, says {who}"} if browsers[who].has_field(f"move-{move}", "words") else {}
        kept = {"keep": "yes"} if move == "accept" else {}
        browsers[who].send(f"move-{move}", key=secrets.token_urlsafe(16), **said, **kept)


def read_again(base_url: str, name: str, room: str) -> bool:
    """Sign in and look for the words in the past dialogue."""
    browser = Browser(base_url)
    browser.open("/accounts/login/")
    browser.send(login=f"{name}@imago.example", password=PASSWORD)
    dialogue = room.rstrip("/").rsplit("/", 1)[1]
    return WORDS.partition("'")[0] in browser.open(f"/transcripts/{dialogue}/")


def main(base_url: str, notes: Path, again: bool) -> None:
    """Hold the first dialogue, or read it again."""
    if again:
        room = json.loads(notes.read_text())["room"]
        for name in ("ana", "ben"):
            if not read_again(base_url, name, room):
                sys.exit(f"{name.title()} can't find the words of their dialogue.")
        return
    browsers = pair(base_url)
    room = begin(browsers["ana"])
    hold(browsers, room)
    notes.write_text(json.dumps({"room": room}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), "--again" in sys.argv)
