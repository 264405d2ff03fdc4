"""Searching the words of a couple, opened in memory."""
