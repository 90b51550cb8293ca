"""Collection policy as data: judged by rules, against a ledger, into the day's worklist."""

__version__ = "0.1.0"
