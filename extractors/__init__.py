"""A document in, records with evidence out; opens no socket and no database."""
