"""From their accounting system: a file is read, compared with the ledger, shown, then written."""
