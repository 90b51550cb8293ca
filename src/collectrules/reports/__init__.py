"""Figures from the ledger: what is outstanding, how well collecting goes, what is likely to be lost."""
