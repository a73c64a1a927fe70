"""The store: schema, migrations, and what is written to and read from it."""
