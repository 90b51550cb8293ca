"""Who works at the demo's firm. Everybody in it is made up."""

from __future__ import annotations

from typing import Final

CLERK: Final = "mara"
"""Mara keeps the ledger and works the list."""
OWNER: Final = "edwin"
"""Edwin owns the firm, and decides what is let go and what is agreed on."""
