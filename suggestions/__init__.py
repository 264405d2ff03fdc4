"""What to do next: one suggestion after a dialogue, and one small thing a week in a couple's first month."""
