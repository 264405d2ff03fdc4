"""Caring days: what makes each feel cared for, and the small gifts that come of it."""
