"""Exports: dialogues or personal data as a file, built by a worker and deleted after a day."""
