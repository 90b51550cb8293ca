"""Figures from the ledger: what is outstanding and how old it is, how well collecting goes, what it may lose."""
