"""Small policy files to test with."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from collectrules.errors import Diagnostic, Faults
from collectrules.policy.load import parse
from collectrules.policy.model import Policy

READY: Final = Path(__file__).parents[2] / "policies" / "ready.toml"

HEAD: Final = """\
language = 1

[policy]
id = "corner-shop"
title = "Corner Shop: collection policy"
version = "2026.1"
effective_from = 2026-01-01
currency = "GBP"
"""


def policy(rules: str, *, currency: str = '"GBP"', more: str = "") -> Policy:
    """A policy with these rules; `more` goes into its head."""
    head = HEAD.replace('"GBP"', currency)
    return parse(f"{head}{more}\n{rules}".encode(), "policy.toml")


def faults(text: str | bytes, file: str = "policy.toml") -> tuple[Diagnostic, ...]:
    """The faults of a whole file; none if it can be read."""
    try:
        parse(text if isinstance(text, bytes) else text.encode(), file)
    except Faults as found:
        return found.diagnostics
    return ()


def codes(text: str | bytes) -> list[str]:
    """The codes of the faults of a whole file, in the order of the text."""
    return [fault.code for fault in faults(text)]
