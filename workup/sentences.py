"""The picture in words: proposals, put together from the answers and from nothing else. Plain Python.

A clause whose answer is empty is left out. What the person wrote stands in quotation marks, as they wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from workup.answers import Answers
from workup.findings import GOOD, HURT, Likeness, Part, Picture, Say, Source, Sources, Trait, traits_of
from workup.questions import gettext_noop as _
from workup.traits import plain

NAMED = 5  # traits in a sentence
TOPIC = 200  # characters

Tell = Callable[[Picture, Answers, Say], Iterator[Part]]


def parts(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
    """All parts for which there are answers, in the order in which they are read."""
    for tell in PARTS:
        yield from tell(picture, answers, say)


def people(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
    """The composite: the people I come from, in one."""
    good, hurt = (picture.caretakers[sort] for sort in (GOOD, HURT))
    if good and hurt:
        words = say(_("The people who raised me were, as I felt it then, {good}; and they were also {hurt}."))
    elif good:
        words = say(_("The people who raised me were, as I felt it then, {good}."))
    elif hurt:
        words = say(_("What hurt about the people who raised me, as I felt it then: {hurt}."))
    else:
        return
    told = words.format(good=listed(good, say), hurt=listed(hurt, say))
    yield part("people", _("The people I come from"), told, sources_of(good, hurt), say)


def likeness(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
    """What I find in both."""
    both = {sort: distinct(like for like in picture.sure if like.sort == sort) for sort in (GOOD, HURT)}
    clauses = {
        GOOD: _("Something that felt good then and that I find in you too: {words}."),
        HURT: _("Something that hurt then and that hurts in you too, on hard days: {words}."),
    }
    told = [
        say(clauses[sort]).format(words=listed_words(found, say)) for sort, found in both.items() if found
    ]
    if told:
        sources = tuple(source for like in picture.sure for source in like.sources)
        yield part("likeness", _("What I meet again"), " ".join(told), sources, say)


def wound(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
    """The old wound: what came again and again, and what I felt."""
    told, sources = [], list[Source]()
    for line in picture.then[:2]:
        told += clauses(
            say,
            ((_("As a child I knew this: {words}."), line.happened), (_("What I felt: {words}."), line.felt)),
        )
        sources += line.sources
    feelings = traits_of(answers, "feelings")
    if feelings:
        told.append(
            say(_("What I know best from that time is feeling {words}.")).format(words=listed(feelings, say))
        )
        sources += sources_of(feelings)
    if told:
        yield part("wound", _("The old wound"), " ".join(told), tuple(sources), say)


def need(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
    """The need behind it."""
    needed = answers.get(("needed", ""))
    if needed:
        words = say(_("What I needed most, and did not get, was {words}.")).format(words=quoted(needed, say))
        yield part("need", _("The need behind it"), words, (Source("needed"),), say)


def patterns(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
    """Each frustration of today: what I do then, what it costs, what I fear."""
    for line in picture.now:
        told = clauses(
            say,
            (
                (_("This comes back between us: {words}."), line.happened),
                (_("What I do then: {words}."), line.did),
                (_("It costs: {words}."), line.cost),
                (_("What I fear: {words}."), line.felt),
            ),
        )
        topic = line.happened or line.felt or line.did or line.cost
        name = f"pattern:{line.sources[0].item}"
        yield part(name, _("A pattern between us"), " ".join(told), line.sources, say, topic=topic)


def agenda(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
    """The agenda in Imago's form: who I am drawn to, what I hope to get from them, and how I get in its way."""
    good, hurt = (picture.caretakers[sort] for sort in (GOOD, HURT))
    feelings, needed = traits_of(answers, "feelings"), answers.get(("needed", ""), "")
    first = next((line for line in picture.then if line.did), None)
    told = []
    if hurt:
        told.append(say(_("I may be drawn to somebody who can be {words}.")).format(words=listed(hurt, say)))
    if good:
        told.append(
            say(_("What I hope for is that they are {words} with me.")).format(words=listed(good, say))
        )
    told += clauses(say, ((_("Then I would get at last what I missed: {words}."), needed),))
    if feelings:
        told.append(
            say(_("When it does not come, I feel {words} again.")).format(words=listed(feelings, say))
        )
    told += clauses(say, ((_("And I do what helped me as a child: {words}."), first.did if first else ""),))
    if len(told) < 2:
        return
    sources = [
        *sources_of(good, hurt, feelings),
        *([Source("needed")] if needed else []),
        *(first.sources if first else ()),
    ]
    yield part("agenda", _("What I may be looking for"), " ".join(told), tuple(sources), say)


def edge(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
    """The growing edge: the step that is hard, in the place of what I usually do."""
    stretch = answers.get(("stretch", ""), "")
    line = next((line for line in picture.now if line.did and line.felt), None)
    told = clauses(say, ((_("Something that is hard for me, and might do us good: {words}."), stretch),))
    sources = [Source("stretch")] if stretch else []
    if line:
        told.append(
            say(_("Before I do what I usually do ({did}), I could say what I fear: {fear}.")).format(
                did=quoted(line.did, say), fear=quoted(line.felt, say)
            )
        )
        sources += line.sources
    if told:
        yield part("edge", _("My growing edge"), " ".join(told), tuple(sources), say)


def loved(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
    traits = picture.partner[GOOD]
    if traits:
        words = say(_("What I love about you: {words}.")).format(words=listed(traits, say))
        yield part("loved", _("What I love about you"), words, sources_of(traits), say)


def own_words(name: str, question: str, title: str, sentence: str) -> Tell:
    """A part that is one answer, as it was given."""

    def tell(picture: Picture, answers: Answers, say: Say) -> Iterator[Part]:
        said = answers.get((question, ""))
        if said:
            words = say(sentence).format(words=quoted(said, say))
            yield part(name, title, words, (Source(question),), say)

    return tell


PARTS: tuple[Tell, ...] = (
    loved,
    own_words("strength", "ours", _("What carries us"), _("What is strong between us: {words}.")),
    people,
    likeness,
    wound,
    need,
    patterns,
    agenda,
    edge,
    own_words("wish", "want", _("What I wish for us"), _("What I would like to be different: {words}.")),
)


def part(name: str, title: str, words: str, sources: Sources, say: Say, *, topic: str = "") -> Part:
    return Part(name, say(title), words, shortened(topic or words, TOPIC), tuple(dict.fromkeys(sources)))


def clauses(say: Say, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """The sentences for which there are words."""
    return [say(sentence).format(words=quoted(words, say)) for sentence, words in pairs if words.strip()]


def listed(traits: Sequence[Trait], say: Say) -> str:
    return listed_words([one.word for one in traits], say)


def listed_words(words: Sequence[str], say: Say) -> str:
    """The first few, as a person would list them."""
    if not words:
        return ""
    *most, last = words[:NAMED]
    return say(_("{words} and {last}")).format(words=", ".join(most), last=last) if most else last


def distinct(found: Iterator[Likeness]) -> list[str]:
    """The caretakers' words for what both have, each once."""
    return list({plain(like.theirs.word): like.theirs.word for like in found}.values())


def sources_of(*lists: Sequence[Trait]) -> Sources:
    """Where the traits that a sentence names come from."""
    return tuple(source for traits in lists for one in traits[:NAMED] for source in one.sources)


def quoted(words: str, say: Say) -> str:
    return say(_("“{words}”")).format(words=words.strip(" \n.") or words)


def shortened(words: str, most: int) -> str:
    """One line that fits, cut between words."""
    flat = " ".join(words.split())
    if len(flat) <= most:
        return flat
    return flat[: most - 2].rsplit(" ", 1)[0][: most - 2] + " …"
