"""The picture in words: proposals built from the answers and nothing else. Plain Python.

A sentence whose answer is empty is left out. What the person wrote is quoted verbatim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from workup.analysis import (
    GOOD,
    HURT,
    Likeness,
    Picture,
    PicturePart,
    Source,
    Sources,
    Trait,
    Translate,
    traits_of,
)
from workup.answers import Answers
from workup.sentences import (
    MAX_LISTED,
    list_traits,
    quote_words,
    sentences_with_traits,
    sentences_with_words,
    shorten,
)
from workup.traits import trait_key
from workup.types import gettext_noop as _

MAX_TOPIC = 200  # characters

TITLES = {
    "loved": _("What I love about you"),
    "strength": _("What's good between us"),
    "people": _("The people who raised me"),
    "likeness": _("What feels familiar"),
    "wound": _("What hurt back then"),
    "wanted": _("What I wanted and never got"),
    "need": _("What I needed"),
    "pattern": _("A pattern between us"),
    "agenda": _("What I may be looking for"),
    "edge": _("Where I can grow"),
    "wish": _("What I wish for us"),
}
MET_AGAIN = {  # by the valence then and now
    (GOOD, GOOD): _("This felt good back then, and I find it in you, too: {words}."),
    (HURT, HURT): _("This hurt back then, and on hard days I see it in you, too: {words}."),
    (HURT, GOOD): _("This hurt back then, and in you it's something good: {words}."),
    (GOOD, HURT): _("This felt good back then, and in you it can be hard for me: {words}."),
}

PartBuilder = Callable[[Picture, Answers, Translate], Iterator[PicturePart]]


def build_parts(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
    """Yield all parts that have answers, in reading order."""
    for build in PARTS:
        yield from build(picture, answers, translate)


def people_part(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
    """The composite: the people I come from, merged."""
    good, hurt = (picture.caretaker_traits[valence] for valence in (GOOD, HURT))
    sentences = sentences_with_traits(
        translate,
        (
            (_("What felt good about the people who raised me: {words}."), good),
            (_("What hurt about the people who raised me, as I felt it then: {words}."), hurt),
        ),
    )
    if sentences:
        yield build_part("people", translate, " ".join(sentences), sources_of(good, hurt))


def likeness_part(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
    """Traits that caretakers and the partner share."""
    sentences, sources = list[str](), list[Source]()
    for valences, clause in MET_AGAIN.items():
        likenesses = distinct_likenesses(
            like
            for like in picture.certain_likenesses
            if (like.caretaker_valence, like.partner_valence) == valences
        )[:MAX_LISTED]
        traits = [like.caretaker_trait for like in likenesses]
        sentences += sentences_with_traits(translate, ((clause, traits),))
        sources += [source for like in likenesses for source in like.sources]
    if sentences:
        yield build_part("likeness", translate, " ".join(sentences), tuple(sources))


def wound_part(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
    """What hurt back then: what came again and again, and what I felt."""
    sentences, sources = list[str](), list[Source]()
    for hardship in picture.childhood_hardships[:2]:
        sentences += sentences_with_words(
            translate,
            (
                (_("When I was small, this kept happening: {words}."), hardship.event),
                (_("What I felt: {words}."), hardship.feeling),
            ),
        )
        sources += hardship.sources
    feelings = traits_of(answers, "feelings")
    sentences += sentences_with_traits(
        translate, ((_("The feelings I know best from that time: {words}."), feelings),)
    )
    sources += sources_of(feelings)
    if sentences:
        yield build_part("wound", translate, " ".join(sentences), tuple(sources))


def wanted_part(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
    """What I wanted from each of the people who raised me, and never got."""
    clause = translate(_("From {who}, I wanted: {words}."))
    people = answers.get(("caretakers", "")) or []
    wanted = [(who, answers[key]) for who in people if (key := ("wanted", who["id"])) in answers]
    sentences = [clause.format(who=who["name"], words=quote_words(words, translate)) for who, words in wanted]
    if sentences:
        sources = tuple(Source("wanted", who["id"]) for who, _words in wanted)
        yield build_part("wanted", translate, " ".join(sentences), sources)


def pattern_parts(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
    """Each frustration of today: what I do then, what it costs, what I fear."""
    several = translate(_("A pattern between us ({number})")) if len(picture.current_hardships) > 1 else ""
    for number, hardship in enumerate(picture.current_hardships, 1):
        sentences = sentences_with_words(
            translate,
            (
                (_("This keeps coming up between us: {words}."), hardship.event),
                (_("What I do then: {words}."), hardship.reaction),
                (_("What it costs: {words}."), hardship.cost),
                (_("What I fear: {words}."), hardship.feeling),
            ),
        )
        topic = hardship.feeling or hardship.event or hardship.reaction or hardship.cost
        name = f"pattern:{hardship.sources[0].item}"
        title = several.format(number=number)
        yield build_part(name, translate, " ".join(sentences), hardship.sources, topic=topic, title=title)


def agenda_part(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
    """The agenda in Imago's form: who I am drawn to, what I hope to get from them, and how I get in its way."""
    good, hurt = (picture.caretaker_traits[valence] for valence in (GOOD, HURT))
    feelings, needed = traits_of(answers, "feelings"), answers.get(("needed", ""), "")
    first = next((hardship for hardship in picture.childhood_hardships if hardship.reaction), None)
    attraction = (
        (_("I may be drawn to people who remind me of what once hurt: {words}."), hurt),
        (_("I hope to find what once felt good: {words}."), good),
    )
    hope = (_("I hope to get what I missed: {words}."), needed)
    feeling = (_("When I miss it again, these feelings may come back: {words}."), feelings)
    reaction = (_("What I did as a child, and may still do: {words}."), first.reaction if first else "")
    sentences = [
        *sentences_with_traits(translate, attraction),
        *sentences_with_words(translate, (hope,)),
        *sentences_with_traits(translate, (feeling,)),
        *sentences_with_words(translate, (reaction,)),
    ]
    if len(sentences) > 1:
        sources = sources_of(good, hurt, feelings) + ((Source("needed"),) if needed else ())
        sources += first.sources if first else ()
        yield build_part("agenda", translate, " ".join(sentences), sources)


def growing_edge_part(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
    """The growing edge: a step that is hard, instead of what I usually do."""
    stretch = answers.get(("stretch", ""), "")
    hardship = next(
        (hardship for hardship in picture.current_hardships if hardship.reaction and hardship.feeling), None
    )
    sentences = sentences_with_words(
        translate, ((_("Something that's hard for me but might do us good: {words}."), stretch),)
    )
    sources = [Source("stretch")] if stretch else []
    if hardship:
        sentences.append(
            translate(_("Before I do what I usually do ({did}), I could say what I fear: {fear}.")).format(
                did=quote_words(hardship.reaction, translate), fear=quote_words(hardship.feeling, translate)
            )
        )
        sources += hardship.sources
    if sentences:
        yield build_part("edge", translate, " ".join(sentences), tuple(sources))


def loved_part(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
    """What I love about you."""
    traits = picture.partner_traits[GOOD]
    if traits:
        words = translate(_("What I love about you: {words}.")).format(words=list_traits(traits, translate))
        yield build_part("loved", translate, words, sources_of(traits))


def answer_part(name: str, question: str, sentence: str) -> PartBuilder:
    """Return a builder for a part that quotes one answer."""

    def build(picture: Picture, answers: Answers, translate: Translate) -> Iterator[PicturePart]:
        answer = answers.get((question, ""))
        if answer:
            words = translate(sentence).format(words=quote_words(answer, translate))
            yield build_part(name, translate, words, (Source(question),))

    return build


PARTS: tuple[PartBuilder, ...] = (
    loved_part,
    answer_part("strength", "ours", _("What's strong between us: {words}.")),
    people_part,
    likeness_part,
    wound_part,
    wanted_part,
    answer_part("need", "needed", _("What I needed most but didn't get: {words}.")),
    pattern_parts,
    agenda_part,
    growing_edge_part,
    answer_part("wish", "want", _("What I'd like to be different: {words}.")),
)


def build_part(
    name: str, translate: Translate, words: str, sources: Sources, *, topic: str = "", title: str = ""
) -> PicturePart:
    """Return a part, with its title and topic."""
    title = title or translate(TITLES[name.split(":")[0]])
    return PicturePart(name, title, words, shorten(topic or words, MAX_TOPIC), tuple(dict.fromkeys(sources)))


def distinct_likenesses(likenesses: Iterator[Likeness]) -> list[Likeness]:
    """Return the first likeness of each caretaker's trait."""
    by_word: dict[str, Likeness] = {}
    for like in likenesses:
        by_word.setdefault(trait_key(like.caretaker_trait.word), like)
    return list(by_word.values())


def sources_of(*lists: Sequence[Trait]) -> Sources:
    """Return the sources of the traits that a sentence lists."""
    return tuple(source for traits in lists for trait in traits[:MAX_LISTED] for source in trait.sources)
