"""What the dialogues of a couple show, as drawings."""
