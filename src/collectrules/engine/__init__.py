"""Rules times facts: a whole ledger judged by one policy version, each distinct class of rows once."""
