"""Caring days: what each feels cared for by, and the small gifts that come of it."""
