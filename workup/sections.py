"""The questionnaire as data. A new section needs only an entry here.

Names are stored with the answers and must not change; texts may. `picture` lists the answers a picture is built from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workup.traits import FEELINGS, GOOD_TRAITS, HURTFUL_TRAITS
from workup.types import AnswerKind, Question, QuestionScreen, Section
from workup.types import gettext_noop as _

CARETAKERS = Question(
    "caretakers",
    AnswerKind.PEOPLE,
    _("Who looked after you when you were small?"),
    hint=_(
        "Everyone who mattered: parents, step-parents, grandparents, a sister, a neighbour. Any name will do."
    ),
    minutes=1.5,
    suggestions=(
        _("Mother"),
        _("Father"),
        _("Grandmother"),
        _("Grandfather"),
        _("Stepmother"),
        _("Stepfather"),
        _("Aunt"),
        _("Uncle"),
        _("Sister"),
        _("Brother"),
    ),
)

SECTIONS = (
    Section(
        "home",
        _("The home you grew up in"),
        _("Think of the first home you remember. Who's there?"),
        (CARETAKERS,),
        quiet=_("You're small again, in the first home you remember. Look around. Who's there with you?"),
    ),
    Section(
        "good",
        _("What felt good about them"),
        _("As it felt to you as a child. It doesn't have to be fair, or still true today."),
        (
            Question(
                "felt_good",
                AnswerKind.TRAITS,
                _("What felt good about {who}, back then?"),
                hint=_("Pick what fits or add your own words. Then say how much of it there was."),
                suggestions=GOOD_TRAITS,
            ),
        ),
        people_question="caretakers",
    ),
    Section(
        "memories",
        _("Good memories"),
        _("Small ones count: a smell, a song, someone's hand."),
        (
            Question(
                "memories",
                AnswerKind.PAIRS,
                _("What do you like to remember?"),
                columns=(
                    (_("What happened"), _("My grandmother let me stir the soup.")),
                    (_("How it felt"), _("I felt big and needed.")),
                ),
                minutes=4,
            ),
        ),
    ),
    Section(
        "hurt",
        _("What hurt about them"),
        _("As it felt to you then. Nobody is put on trial here, and nobody but you reads it."),
        (
            Question(
                "felt_hurt",
                AnswerKind.TRAITS,
                _("What hurt about {who}, back then?"),
                hint=_("Pick what fits or add your own words. Then say how much of it there was."),
                suggestions=HURTFUL_TRAITS,
            ),
            Question(
                "wanted",
                AnswerKind.WORDS,
                _("What did you want from {who} that you never got?"),
                hint=_("One sentence, starting with: I wanted ..."),
                example=_("to be asked how my day was, and listened to"),
                minutes=1,
            ),
        ),
        people_question="caretakers",
        warning=_("This part looks at what hurt about the people who raised you. It can stir things up."),
    ),
    Section(
        "then",
        _("What was hard when you were small"),
        _("What kept happening, and how you got through it."),
        (
            Question(
                "childhood",
                AnswerKind.PAIRS,
                _("What hurt or frustrated you again and again?"),
                columns=(
                    (_("What happened"), _("When I cried, everyone left the room.")),
                    (_("What I did then"), _("I hid in my bed and read.")),
                    (_("What I felt"), _("Alone, like I was too much.")),
                ),
                minutes=6,
            ),
            Question(
                "feelings",
                AnswerKind.TRAITS,
                _("Which feelings do you know best from that time?"),
                hint=_("Pick what fits or add your own words. Then say how strong they were."),
                suggestions=FEELINGS,
            ),
            Question(
                "needed",
                AnswerKind.WORDS,
                _("What did you need most that you didn't get?"),
                hint=_("One sentence, starting with: I needed ..."),
                example=_("someone to stay with me when I was sad"),
                minutes=3,
            ),
        ),
        warning=_("This part goes back to what was hard in your childhood. It's the heaviest part."),
    ),
    Section(
        "partner",
        _("About {partner}"),
        _("What they're like with you, on good days and hard ones."),
        (
            Question(
                "loved",
                AnswerKind.TRAITS,
                _("What do you love about {partner}?"),
                hint=_("Pick what fits or add your own words. Then say how much of it there is."),
                suggestions=GOOD_TRAITS,
            ),
            Question(
                "hard",
                AnswerKind.TRAITS,
                _("What hurts you about {partner} on hard days?"),
                hint=_("Nobody reads this but you, unless you share it yourself."),
                suggestions=HURTFUL_TRAITS,
            ),
        ),
    ),
    Section(
        "now",
        _("What's hard between you"),
        _("Moments that keep coming back, what you do, and what it costs."),
        (
            Question(
                "today",
                AnswerKind.PAIRS,
                _("What keeps frustrating you about {partner}?"),
                columns=(
                    (_("What happens"), _("We're talking, and the phone comes out.")),
                    (_("What I do then"), _("I go quiet and tidy up.")),
                    (_("What it costs"), _("The evening, and a bit of trust.")),
                    (_("What I fear"), _("That I've become boring.")),
                ),
                minutes=6,
            ),
            Question(
                "reflex",
                AnswerKind.CHOICE,
                _("When things get tense, what do you tend to do first?"),
                options=(
                    ("press", _("I come closer, talk more, want it settled now")),
                    ("retreat", _("I pull back, go quiet, need time alone")),
                    ("please", _("I give in, so it's over")),
                    ("joke", _("I make light of it")),
                    ("varies", _("It depends")),
                ),
                minutes=1,
            ),
            Question(
                "stretch",
                AnswerKind.WORDS,
                _("What could you do instead that's hard for you, but might do you both good?"),
                example=_("stay in the room and say I'm sad"),
            ),
        ),
    ),
    Section(
        "seen",
        _("Couples you grew up with"),
        _("What you saw of love as a child."),
        (
            Question(
                "couples",
                AnswerKind.PAIRS,
                _("Which couples did you see as a child, and what did you learn from them about love?"),
                columns=(
                    (_("Who"), _("My aunt and her husband")),
                    (_("What I learned about love"), _("That you can fight and laugh on the same day.")),
                ),
                minutes=3,
            ),
            Question(
                "conflict",
                AnswerKind.CHOICE,
                _("When the grown-ups disagreed, what usually happened?"),
                options=(
                    ("talked", _("They talked it through")),
                    ("silence", _("They went quiet")),
                    ("loud", _("It got loud")),
                    ("one", _("One of them gave in")),
                    ("hidden", _("I never saw them disagree")),
                    ("other", _("Something else")),
                ),
                minutes=1,
            ),
        ),
    ),
    Section(
        "strengths",
        _("What's already good"),
        _("It carries you both, even now."),
        (
            Question(
                "ours",
                AnswerKind.WORDS,
                _("What's strong between the two of you?"),
                example=_("we've never gone to sleep without saying goodnight"),
            ),
            Question(
                "mine",
                AnswerKind.WORDS,
                _("What good do you bring to your relationship?"),
                example=_("I notice when someone's tired"),
            ),
        ),
    ),
    Section(
        "wish",
        _("What you hope for"),
        _("Small and real is fine."),
        (
            Question(
                "want",
                AnswerKind.WORDS,
                _("What would you like to be different in six months?"),
                example=_("that we look at each other when one of us comes home"),
            ),
            Question(
                "hope",
                AnswerKind.SCALE,
                _("How hopeful are you about it today?"),
                hint=_("Just for you. Any number is fine."),
                ends=(_("not at all"), _("completely")),
                minutes=0.5,
            ),
        ),
    ),
)

# Asked on the picture's page. Its judgements are stored as an answer, but it has no screen of its own.
LIKENESS_QUESTION = Question("same", AnswerKind.JUDGEMENTS, _("Is this the same?"))

QUESTIONS = {question.name: question for section in SECTIONS for question in section.questions} | {
    LIKENESS_QUESTION.name: LIKENESS_QUESTION
}
SECTION_OF = {question.name: section for section in SECTIONS for question in section.questions}
PEOPLE_QUESTIONS = {question.name for question in QUESTIONS.values() if question.kind is AnswerKind.PEOPLE}

Person = dict[str, str]


def all_screens(people: Mapping[str, Sequence[Person]]) -> list[QuestionScreen]:
    """Return all screens in order.

    `people` are those named so far, as `{"id", "name"}`, by the question that asks for them.
    """
    return list(_screens(people))


def _screens(people: Mapping[str, Sequence[Person]]) -> Iterator[QuestionScreen]:
    for section in SECTIONS:
        for person in (
            people.get(section.people_question, ()) if section.people_question else [{"id": "", "name": ""}]
        ):
            for question in section.questions:
                yield QuestionScreen(section, question, person["id"], person["name"])
