"""What happened: an append-only journal in SQLite, and the tables that are read from it."""
