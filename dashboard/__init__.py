"""Show what the questions answer; compute nothing."""
