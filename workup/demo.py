"""The demo couple's workups, as two people might write them."""

from __future__ import annotations

from typing import Any

from couples.models import User
from workup import services
from workup.answers import new_row_id
from workup.models import Workup
from workup.sections import QUESTIONS
from workup.types import AnswerKind

# By question: people as names, traits as (word, strength), by person if asked about each, pairs as cells.
DemoAnswers = dict[str, Any]

ANA: DemoAnswers = {
    "caretakers": ["Mother", "Father", "Grandma Rosa"],
    "felt_good": {
        "Mother": [("hard-working", 4), ("clever", 3), ("reliable", 3)],
        "Father": [("funny", 5), ("playful", 4), ("generous", 2)],
        "Grandma Rosa": [("warm", 5), ("patient", 4), ("there for me", 5)],
    },
    "memories": [
        ("Grandma let me stir the soup and lick the spoon.", "I felt big, and needed."),
        ("Father danced with me on his shoes in the kitchen.", "I couldn't stop laughing."),
    ],
    "felt_hurt": {
        "Mother": [("always busy", 5), ("critical", 3), ("silent", 3)],
        "Father": [("absent", 4), ("unpredictable", 3)],
        "Grandma Rosa": [("anxious", 2)],
    },
    "wanted": {
        "Mother": "to be asked how my day was, and listened to",
        "Father": "one promise that he kept",
        "Grandma Rosa": "to be trusted to climb the tree",
    },
    "childhood": [
        (
            "I came home from school and nobody looked up.",
            "I went to my room and told my day to the cat.",
            "Alone, and like I was in the way.",
        ),
        (
            "Father promised to come to my recital and didn't.",
            "I said it didn't matter.",
            "Foolish for having hoped.",
        ),
    ],
    "feelings": [("alone", 5), ("unimportant", 4), ("invisible", 3)],
    "needed": "someone who puts things down and looks at me when I come in",
    "loved": [("warm", 4), ("funny", 4), ("reliable", 5), ("thinks before he speaks", 3)],
    "hard": [("distant", 4), ("silent", 4), ("never available", 3)],
    "today": [
        (
            "We sit down after dinner and his phone comes out.",
            "I tidy the kitchen loudly and go to bed early.",
            "The evening, and the next morning too.",
            "that I've become boring to him",
        ),
        (
            "I ask what's wrong and he says: nothing.",
            "I ask again, three times, louder.",
            "He closes the door, and I feel like a nag.",
            "that he's leaving me without saying so",
        ),
    ],
    "reflex": "press",
    "stretch": "sit down next to him, say once that I miss him, and then wait",
    "couples": [
        (
            "My parents",
            "That love is a to-do list, and you're tired at the end of it.",
        ),
        ("Grandma Rosa and Grandpa", "That you can be cross and still make each other a cup of tea."),
    ],
    "conflict": "silence",
    "ours": "we laugh at the same things, and we've never gone to sleep without saying goodnight",
    "mine": "I notice when someone's sad, and I say so",
    "want": "one of us gets up when the other comes home",
    "hope": 7,
}
BEN: DemoAnswers = {
    "caretakers": ["Mum", "my stepfather Karl", "my big brother Jo"],
    "felt_good": {
        "Mum": [("affectionate", 4), ("cheerful", 3), ("creative", 4)],
        "my stepfather Karl": [("reliable", 4), ("strong", 3)],
        "my big brother Jo": [("protective", 5), ("funny", 3), ("brave", 4)],
    },
    "memories": [
        ("Mum painted the whole hall with us one rainy Sunday.", "Like anything was allowed."),
        ("Jo walked between me and the big boys on the way to school.", "Safe, and proud of him."),
    ],
    "felt_hurt": {
        "Mum": [("smothering", 4), ("sad", 4), ("needy", 3)],
        "my stepfather Karl": [("critical", 5), ("strict", 4), ("hard to please", 4)],
        "my big brother Jo": [("impatient", 2)],
    },
    "wanted": {
        "Mum": "to be the child, and not the one who comforts",
        "my stepfather Karl": "to hear just once that I'd done it right",
        "my big brother Jo": "that he'd wait for me",
    },
    "childhood": [
        (
            "Karl asked me to help in the workshop, and whatever I did, it was wrong.",
            "I stopped saying anything and waited until I could go.",
            "Stupid, and hot in the face.",
        ),
        (
            "Mum came into my room to cry about Karl.",
            "I held her hand and thought about something else.",
            "Responsible, and trapped.",
        ),
    ],
    "feelings": [("not good enough", 5), ("responsible for everyone", 4), ("trapped", 4)],
    "needed": "someone who's pleased with me even when I haven't earned it",
    "loved": [("warm", 5), ("lively", 4), ("brave", 3), ("honest", 4)],
    "hard": [("critical", 4), ("impatient", 3), ("too close", 3)],
    "today": [
        (
            "I come home with my head full, and there are three questions before my coat is off.",
            "I say everything's fine and look at the screen.",
            "She stops asking, and I sit there by myself.",
            "that whatever I say will be wrong",
        ),
        (
            "She redoes what I've just done: the dishwasher, the bed, the route.",
            "From then on I let her do it alone.",
            "I do less and less at home, and we both resent it.",
            "that I'm no use to her",
        ),
    ],
    "reflex": "retreat",
    "stretch": "tell her I need ten minutes, and then really come back after ten",
    "couples": [
        ("Mum and Karl", "That whoever says least wins, and nobody's happy about it."),
        ("The neighbours with the boat", "That two people can work side by side and whistle."),
    ],
    "conflict": "loud",
    "ours": "she laughs at my jokes before I've finished them, and I can fall asleep next to her anywhere",
    "mine": "when I say I'll do something, I do it",
    "want": "to tell her about my day because I want to, and to be asked only once",
    "hope": 6,
}


def create_demo_workup(user: User, answers: DemoAnswers) -> None:
    """Fill in the user's workup, unless they have begun one."""
    workup = Workup.objects.current(user)
    if workup.answers.exists():
        return
    ids = {name: new_row_id() for name in answers["caretakers"]}
    for question, value in answers.items():
        if isinstance(value, dict):
            for name, person_value in value.items():
                save_demo_answer(workup, question, person_value, ids[name])
        elif QUESTIONS[question].kind is AnswerKind.PEOPLE:
            save_demo_answer(workup, question, [{"id": ids[name], "name": name} for name in value])
        else:
            save_demo_answer(workup, question, value)


def save_demo_answer(workup: Workup, question: str, value: Any, about: str = "") -> None:
    """Store one answer."""
    kind = QUESTIONS[question].kind
    if kind is AnswerKind.TRAITS:
        value = [{"word": word, "strength": strength} for word, strength in value]
    elif kind is AnswerKind.PAIRS:
        value = [{"id": new_row_id(), "cells": list(cells)} for cells in value]
    services.save_answer(workup, question, about, value, services.BaseVersion())
