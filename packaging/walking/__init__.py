"""Walks through an installation as a person would, where there is no container engine and no second machine."""
