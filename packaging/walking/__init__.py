"""Walks through an installation as a person would, even without a container engine or a second machine."""
