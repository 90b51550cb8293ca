"""Two versions of a policy and one ledger: what is different, who is affected, what it would have done."""
