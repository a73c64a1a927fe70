"""Find records and bring the bytes home; interpret nothing."""
