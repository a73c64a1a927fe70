"""One spider per portal software."""
