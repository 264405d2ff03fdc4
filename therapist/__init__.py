"""Links by which a couple's therapist reads what both want to hand over: agreed by both, for a while, to read only."""
