"""The registry of codes: everything that can be said against a policy, and what each means.

Codes are part of the interface: scripts and editors read them, so neither a number nor a name is ever
changed or used again. To add one, write one entry in the module of its block; messages, `policy rule`
and the docs read it here.

CR1xx  the policy cannot be read       file, sections, values, conditions, rules, contacts
CR2xx  it can be read and is doubtful  checks, read_off
CR3xx  scenarios
CR4xx  packs
CR5xx  versions
"""

from __future__ import annotations

from typing import Final

from collectrules.errors import InputError
from collectrules.policy.codes import (
    checks,
    conditions,
    contacts,
    file,
    packs,
    read_off,
    rules,
    scenarios,
    sections,
    values,
)
from collectrules.policy.codes.code import Code
from collectrules.policy.facts import closest

__all__ = ["BLOCKS", "CODES", "Code", "find_code", "number_of"]

BLOCKS: Final[dict[str, str]] = {
    "CR1": "The policy cannot be read",
    "CR2": "The policy can be read and is doubtful",
    "CR3": "Scenarios",
    "CR4": "Packs",
    "CR5": "Versions",
}
"""What the codes whose numbers begin alike are about."""

CODES: Final[dict[str, Code]] = {
    each.name: each
    for module in (
        file,
        sections,
        values,
        conditions,
        rules,
        contacts,
        checks,
        read_off,
        scenarios,
        packs,
    )
    for each in module.CODES
}
"""Every code by its name, in the order of the numbers."""

_BY_NUMBER: Final = {each.number: each for each in CODES.values()}


def find_code(wanted: str) -> Code:
    """The code with this number or name, small or capital letters alike.

    Raises `InputError` where there is none.
    """
    found = _BY_NUMBER.get(wanted.upper()) or CODES.get(wanted.lower())
    if found is not None:
        return found
    near = closest(wanted.lower(), list(CODES))
    raise InputError(
        f"no code is called `{wanted}`",
        help=f"did you mean `{near}`?" if near else "`collectrules policy rule` lists them all",
    )


def number_of(name: str) -> str:
    """The number of the code with this name; empty where there is none."""
    return CODES[name].number if name in CODES else ""
