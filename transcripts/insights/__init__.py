"""What a couple's dialogues show, as charts."""
