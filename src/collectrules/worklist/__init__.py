"""What next: the day's run, the list it leaves, and what a logged contact does to the ledger."""
