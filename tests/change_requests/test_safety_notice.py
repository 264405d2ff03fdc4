"""A wish to be safe is told apart from an ordinary one: it is a right, and leads to help."""

from __future__ import annotations

import pytest

from change_requests.checklist import safety_notice


@pytest.mark.parametrize(
    "words",
    [
        "Stop hitting me",
        "Please never threaten me again",
        "I am afraid of you",
        "Stop grabbing me",
        "Do not be violent",
        "Don\u2019t hurt the children",
        "Don't throw plates at me",
        "Do not make me have sex",
        "Please, no more shoving me around",
        "For one week, do not lock me in",
        "Never pull or drag me by my hair",
        "When you hit me, I hide",
        "No hitting",
        "Do not raise your hand against me",
        "Don't touch me when I say no",
        "Stop grabbing my wrist",
        "Stop throwing plates",
        "No more violence",
        "Keep your hands off me",
        "Stop scaring me",
        "Don't hurt our dog",
        "Don't throw your plates at me",
        "I want to be safe from you",
    ],
)
def test_a_wish_to_be_safe_is_met_with_help(words: str):
    assert "your right" in safety_notice(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Hug me at the door",
        "Take me to the beach",
        "Ask me what hurt me today",
        "Lie with me, listening to my heart beating",
        "Play me your favourite hit",
        "Beat me at chess",
        "Make us punch",
        "Don't push me to decide",
        "Don't push me away when I hug you",
        "When grief hits me, hold me for ten minutes",
        "I am afraid of you leaving me, so hold me",
        "Stop and pull me into your arms when you come home",
        "Help me throw things away",
        "Kick me out of bed at seven each morning",
        "When panic is choking me, breathe with me",
        "Do not lock me out of your thoughts",
        "Never stop pulling me close",
        "Slap me on the back when I did well",
        "Do not make me choose the film",
        "Hold me when the day has hurt me",
        "Throw a party for me",
        "Don't forget to lock the door for me",
    ],
)
def test_an_ordinary_wish_is_not_taken_for_it(words: str):
    assert safety_notice(words) == ""
