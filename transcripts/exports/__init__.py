"""Taking away: what was said, or what is one's own, as a file to keep. Gathered, set, packed, and gone after a day."""
