"""Each partner's private questionnaire; the room is kept, its furniture comes with its own chapter."""
