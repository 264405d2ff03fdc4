"""The questionnaire, as data: a new section is one entry here, and needs nothing else.

Names are stored with the answers and stay; words may change. What a picture is made of is named in `picture`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workup.traits import FEELINGS, GOOD, HURT
from workup.types import AnswerKind, Question, QuestionScreen, Section
from workup.types import gettext_noop as _

CARETAKERS = Question(
    "caretakers",
    AnswerKind.PEOPLE,
    _("Who looked after you when you were small?"),
    hint=_(
        "Everybody who mattered: parents, step-parents, grandparents, a sister, a neighbour. Any name will do."
    ),
    minutes=1.5,
    offers=(
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
        _("The home you come from"),
        _("Sit somewhere quiet, and go back in your mind to the first home you remember. Who is there?"),
        (CARETAKERS,),
    ),
    Section(
        "good",
        _("What felt good about them"),
        _("As you felt it then, as a child. It need not be fair, and it need not be true today."),
        (
            Question(
                "felt_good",
                AnswerKind.TRAITS,
                _("What felt good about {who}, back then?"),
                hint=_("Pick what fits or add your own words, then say how much of it there was."),
                offers=GOOD,
            ),
        ),
        each="caretakers",
    ),
    Section(
        "memories",
        _("Good memories"),
        _("Small ones count: a smell, a song, a hand."),
        (
            Question(
                "memories",
                AnswerKind.PAIRS,
                _("What do you like to remember?"),
                columns=(
                    (_("What happened"), _("My grandmother let me stir the soup.")),
                    (_("How it felt"), _("I felt big, and needed.")),
                ),
                minutes=4,
            ),
        ),
    ),
    Section(
        "hurt",
        _("What hurt about them"),
        _("As you felt it then. Nobody is put on trial here, and nobody but you reads it."),
        (
            Question(
                "felt_hurt",
                AnswerKind.TRAITS,
                _("What hurt about {who}, back then?"),
                hint=_("Pick what fits or add your own words, then say how much of it there was."),
                offers=HURT,
            ),
        ),
        each="caretakers",
        heavy=_("This part looks at what hurt about the people who raised you. It can stir things up."),
    ),
    Section(
        "then",
        _("What was hard when you were small"),
        _("What came again and again, and how you got through it."),
        (
            Question(
                "childhood",
                AnswerKind.PAIRS,
                _("What hurt or frustrated you again and again?"),
                columns=(
                    (_("What happened"), _("When I cried, everybody left the room.")),
                    (_("What I did then"), _("I hid in my bed and read.")),
                    (_("What I felt"), _("Alone, and as if I was too much.")),
                ),
                minutes=6,
            ),
            Question(
                "feelings",
                AnswerKind.TRAITS,
                _("Which feelings do you know best from that time?"),
                hint=_("Pick what fits or add your own words, then say how strong they were."),
                offers=FEELINGS,
            ),
            Question(
                "needed",
                AnswerKind.WORDS,
                _("What did you need most, and did not get?"),
                hint=_("One sentence. Go on from here: I needed …"),
                example=_("somebody who stays with me when I am sad"),
                minutes=3,
            ),
        ),
        heavy=_("This part goes back to what was hard in your childhood. It is the heaviest one."),
    ),
    Section(
        "partner",
        _("The one you are with"),
        _("How your partner is with you, on good days and on hard ones."),
        (
            Question(
                "loved",
                AnswerKind.TRAITS,
                _("What do you love about your partner?"),
                hint=_("Pick what fits or add your own words, then say how much of it there is."),
                offers=GOOD,
            ),
            Question(
                "hard",
                AnswerKind.TRAITS,
                _("What about your partner hurts, on hard days?"),
                hint=_("Nobody reads this but you, unless you share it yourself."),
                offers=HURT,
            ),
        ),
    ),
    Section(
        "now",
        _("What is hard between you"),
        _("The moments that come back, what you do in them, and what it costs."),
        (
            Question(
                "today",
                AnswerKind.PAIRS,
                _("What frustrates you with your partner, again and again?"),
                columns=(
                    (_("What happens"), _("We talk, and the phone comes out.")),
                    (_("What I do then"), _("I go silent and tidy up.")),
                    (_("What it costs"), _("The evening, and a bit of trust.")),
                    (_("What I fear"), _("That I have become boring.")),
                ),
                minutes=6,
            ),
            Question(
                "reflex",
                AnswerKind.CHOICE,
                _("When it gets tense, what do you tend to do first?"),
                options=(
                    ("press", _("I come closer, talk more, want it settled now")),
                    ("retreat", _("I pull back, go quiet, need time alone")),
                    ("please", _("I give in, so that it is over")),
                    ("joke", _("I make light of it")),
                    ("varies", _("It depends")),
                ),
                minutes=1,
            ),
            Question(
                "stretch",
                AnswerKind.WORDS,
                _("What would be hard for you to do instead, and might do you both good?"),
                example=_("stay in the room and say that I am sad"),
            ),
        ),
    ),
    Section(
        "seen",
        _("Couples you grew up with"),
        _("What you saw of love before it was your turn."),
        (
            Question(
                "couples",
                AnswerKind.PAIRS,
                _("Which couples did you see as a child, and what did you learn from them about love?"),
                columns=(
                    (_("Who"), _("My aunt and her husband")),
                    (_("What I learned about love"), _("That one can quarrel and laugh on the same day.")),
                ),
                minutes=3,
            ),
            Question(
                "conflict",
                AnswerKind.CHOICE,
                _("When the grown-ups disagreed, what happened mostly?"),
                options=(
                    ("talked", _("They talked until it was good again")),
                    ("silence", _("They went silent")),
                    ("loud", _("It became loud")),
                    ("one", _("One of them gave in")),
                    ("hidden", _("I never saw it")),
                    ("other", _("Something else")),
                ),
                minutes=1,
            ),
        ),
    ),
    Section(
        "strengths",
        _("What is good already"),
        _("It carries you both, also through this."),
        (
            Question(
                "ours",
                AnswerKind.WORDS,
                _("What is strong between the two of you?"),
                example=_("we have never gone to sleep without saying goodnight"),
            ),
            Question(
                "mine",
                AnswerKind.WORDS,
                _("What do you bring into it that is good?"),
                example=_("I notice when somebody is tired"),
            ),
        ),
    ),
    Section(
        "wish",
        _("What you want from this work"),
        _("Small and real is fine."),
        (
            Question(
                "want",
                AnswerKind.WORDS,
                _("What would you like to be different in half a year?"),
                example=_("that we look at each other when one of us comes home"),
            ),
            Question(
                "hope",
                AnswerKind.SCALE,
                _("How much hope do you have for it today?"),
                hint=_("Only for you. Any number is fine."),
                ends=(_("hardly any"), _("all of it")),
                minutes=0.5,
            ),
        ),
    ),
)

# What the picture asks: is this the same? It belongs to the answers, and to no screen of its own.
SAME = Question("same", AnswerKind.SAME, _("Is this the same?"))

QUESTIONS = {question.name: question for section in SECTIONS for question in section.questions} | {
    SAME.name: SAME
}
SECTION_OF = {question.name: section for section in SECTIONS for question in section.questions}
PEOPLE = {question.name for question in QUESTIONS.values() if question.kind is AnswerKind.PEOPLE}

Person = dict[str, str]


def all_steps(people: Mapping[str, Sequence[Person]]) -> list[QuestionScreen]:
    """Return all screens in order.

    `people`: those named so far, as `{"id", "name"}`, by the question that asks for them.
    """
    return list(_steps(people))


def _steps(people: Mapping[str, Sequence[Person]]) -> Iterator[QuestionScreen]:
    for section in SECTIONS:
        for one in people.get(section.each, ()) if section.each else [{"id": "", "name": ""}]:
            for question in section.questions:
                yield QuestionScreen(section, question, one["id"], one["name"])
