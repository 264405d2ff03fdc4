"""Each partner's private questionnaire, and the picture that it makes."""
