"""The picture in words: proposals, put together from the answers and from nothing else. Plain Python.

A clause whose answer is empty is left out. What the person wrote stands in quotation marks, as they wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from core.text import isolate_direction
from workup.analysis import GOOD, HURT, Likeness, Picture, PicturePart, Say, Source, Sources, Trait, traits_of
from workup.answers import Answers
from workup.traits import trait_key
from workup.types import gettext_noop as _

MAX_LISTED = 5  # traits in a sentence
MAX_TOPIC = 200  # characters

TITLES = {
    "loved": _("What I love about you"),
    "strength": _("What carries us"),
    "people": _("The people I come from"),
    "likeness": _("What I meet again"),
    "wound": _("The old wound"),
    "need": _("The need behind it"),
    "pattern": _("A pattern between us"),
    "agenda": _("What I may be looking for"),
    "edge": _("My growing edge"),
    "wish": _("What I wish for us"),
}
MET_AGAIN = {  # by what it was then, and what it is now
    (GOOD, GOOD): _("Something that felt good then and that I find in you too: {words}."),
    (HURT, HURT): _("Something that hurt then and that I meet in you too, on hard days: {words}."),
    (HURT, GOOD): _("Something that hurt then and that I know in you as something good: {words}."),
    (GOOD, HURT): _("Something that felt good then and that can be hard for me in you: {words}."),
}

Tell = Callable[[Picture, Answers, Say], Iterator[PicturePart]]


def build_parts(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
    """Yield all parts that have answers, in reading order."""
    for tell in PARTS:
        yield from tell(picture, answers, say)


def people_part(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
    """The composite: the people I come from, merged."""
    good, hurt = (picture.caretakers[sort] for sort in (GOOD, HURT))
    told = sentences_with_traits(
        say,
        (
            (_("What felt good about the people who raised me: {words}."), good),
            (_("What hurt about the people who raised me, as I felt it then: {words}."), hurt),
        ),
    )
    if told:
        yield build_part("people", say, " ".join(told), sources_of(good, hurt))


def likeness_part(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
    """What I find in both."""
    told, sources = [], list[Source]()
    for sorts, clause in MET_AGAIN.items():
        found = distinct_likenesses(like for like in picture.sure if (like.sort, like.partner_sort) == sorts)[
            :MAX_LISTED
        ]
        if found:
            told.append(say(clause).format(words=list_words([like.theirs.word for like in found], say)))
            sources += [source for like in found for source in like.sources]
    if told:
        yield build_part("likeness", say, " ".join(told), tuple(sources))


def wound_part(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
    """The old wound: what came again and again, and what I felt."""
    told, sources = [], list[Source]()
    for line in picture.then[:2]:
        told += sentences_with_words(
            say,
            ((_("As a child I knew this: {words}."), line.happened), (_("What I felt: {words}."), line.felt)),
        )
        sources += line.sources
    feelings = traits_of(answers, "feelings")
    if feelings:
        told.append(
            say(_("The feelings that I know best from that time: {words}.")).format(
                words=list_traits(feelings, say)
            )
        )
        sources += sources_of(feelings)
    if told:
        yield build_part("wound", say, " ".join(told), tuple(sources))


def need_part(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
    """The need behind it."""
    needed = answers.get(("needed", ""))
    if needed:
        words = say(_("What I needed most, and did not get: {words}.")).format(words=quote_words(needed, say))
        yield build_part("need", say, words, (Source("needed"),))


def pattern_parts(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
    """Each frustration of today: what I do then, what it costs, what I fear."""
    several = say(_("A pattern between us, number {number}")) if len(picture.now) > 1 else ""
    for number, line in enumerate(picture.now, 1):
        told = sentences_with_words(
            say,
            (
                (_("This comes back between us: {words}."), line.happened),
                (_("What I do then: {words}."), line.did),
                (_("It costs: {words}."), line.cost),
                (_("What I fear: {words}."), line.felt),
            ),
        )
        topic = line.felt or line.happened or line.did or line.cost
        name = f"pattern:{line.sources[0].item}"
        title = several.format(number=number)
        yield build_part(name, say, " ".join(told), line.sources, topic=topic, title=title)


def agenda_part(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
    """The agenda in Imago's form: who I am drawn to, what I hope to get from them, and how I get in its way."""
    good, hurt = (picture.caretakers[sort] for sort in (GOOD, HURT))
    feelings, needed = traits_of(answers, "feelings"), answers.get(("needed", ""), "")
    first = next((line for line in picture.then if line.did), None)
    told = sentences_with_traits(
        say,
        (
            (_("I may be drawn to people who remind me of what once hurt: {words}."), hurt),
            (_("What I hope to find with them is what once did me good: {words}."), good),
        ),
    )
    told += sentences_with_words(say, ((_("I hope to be given what I missed: {words}."), needed),))
    told += sentences_with_traits(
        say, ((_("When I miss it again, these feelings may come back: {words}."), feelings),)
    )
    told += sentences_with_words(
        say, ((_("What I did as a child, and may still do: {words}."), first.did if first else ""),)
    )
    if len(told) < 2:
        return
    sources = [
        *sources_of(good, hurt, feelings),
        *([Source("needed")] if needed else []),
        *(first.sources if first else ()),
    ]
    yield build_part("agenda", say, " ".join(told), tuple(sources))


def growing_edge_part(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
    """The growing edge: the step that is hard, in the place of what I usually do."""
    stretch = answers.get(("stretch", ""), "")
    line = next((line for line in picture.now if line.did and line.felt), None)
    told = sentences_with_words(
        say, ((_("Something that is hard for me, and might do us good: {words}."), stretch),)
    )
    sources = [Source("stretch")] if stretch else []
    if line:
        told.append(
            say(_("Before I do what I usually do ({did}), I could say what I fear: {fear}.")).format(
                did=quote_words(line.did, say), fear=quote_words(line.felt, say)
            )
        )
        sources += line.sources
    if told:
        yield build_part("edge", say, " ".join(told), tuple(sources))


def loved_part(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
    """What I love about you."""
    traits = picture.partner[GOOD]
    if traits:
        words = say(_("What I love about you: {words}.")).format(words=list_traits(traits, say))
        yield build_part("loved", say, words, sources_of(traits))


def answer_part(name: str, question: str, sentence: str) -> Tell:
    """Return a builder for a part that is one answer as given."""

    def tell(picture: Picture, answers: Answers, say: Say) -> Iterator[PicturePart]:
        said = answers.get((question, ""))
        if said:
            words = say(sentence).format(words=quote_words(said, say))
            yield build_part(name, say, words, (Source(question),))

    return tell


PARTS: tuple[Tell, ...] = (
    loved_part,
    answer_part("strength", "ours", _("What is strong between us: {words}.")),
    people_part,
    likeness_part,
    wound_part,
    need_part,
    pattern_parts,
    agenda_part,
    growing_edge_part,
    answer_part("wish", "want", _("What I would like to be different: {words}.")),
)


def build_part(
    name: str, say: Say, words: str, sources: Sources, *, topic: str = "", title: str = ""
) -> PicturePart:
    """Return a part, with its title and topic."""
    title = title or say(TITLES[name.split(":")[0]])
    return PicturePart(name, title, words, shorten(topic or words, MAX_TOPIC), tuple(dict.fromkeys(sources)))


def sentences_with_words(say: Say, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return the sentences whose words aren't empty."""
    return [say(sentence).format(words=quote_words(words, say)) for sentence, words in pairs if words.strip()]


def sentences_with_traits(say: Say, pairs: Sequence[tuple[str, Sequence[Trait]]]) -> list[str]:
    """Return the sentences that have traits."""
    return [say(sentence).format(words=list_traits(traits, say)) for sentence, traits in pairs if traits]


def list_traits(traits: Sequence[Trait], say: Say) -> str:
    """List traits as a sentence would."""
    return list_words([one.word for one in traits], say)


def list_words(words: Sequence[str], say: Say) -> str:
    """List the first few words as a sentence would."""
    if not words:
        return ""
    *most, last = map(isolate_direction, words[:MAX_LISTED])
    return say(_("{words} and {last}")).format(words=say(_(", ")).join(most), last=last) if most else last


def distinct_likenesses(found: Iterator[Likeness]) -> list[Likeness]:
    """Return likenesses of different caretakers' words."""
    by_word: dict[str, Likeness] = {}
    for like in found:
        by_word.setdefault(trait_key(like.theirs.word), like)
    return list(by_word.values())


def sources_of(*lists: Sequence[Trait]) -> Sources:
    """Return the sources of the traits that a sentence names."""
    return tuple(source for traits in lists for one in traits[:MAX_LISTED] for source in one.sources)


def quote_words(words: str, say: Say) -> str:
    """Put words in quotes."""
    return say(_("“{words}”")).format(words=isolate_direction(words.strip(" \n.") or words))


def shorten(words: str, most: int) -> str:
    """Return the first line, cut between words to fit."""
    flat = " ".join(words.split())
    if len(flat) <= most:
        return flat
    return flat[: most - 2].rsplit(" ", 1)[0][: most - 2] + " …"
