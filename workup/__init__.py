"""Each partner's private questionnaire, and the picture derived from it."""
