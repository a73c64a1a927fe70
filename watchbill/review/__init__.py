"""What people decided about uncertain values and names: an append-only log laid over the readings."""
