"""When the parent-child dialogue is open to a couple: a yes that each of the two says alone."""
