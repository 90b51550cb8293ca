"""A made-up firm's ledger with a year of history, the same on every machine and every day."""
