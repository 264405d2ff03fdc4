"""A frustration turned into a desire and three small wishes, of which the partner may give one."""
