"""A frustration turned into three options; the room is kept, its furniture comes with its own chapter."""
