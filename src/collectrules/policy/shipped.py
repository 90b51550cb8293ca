"""The policies that come with the program, and one of them made one's own."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Final

import tomlkit
from tomlkit.items import Table

from collectrules.errors import InputError
from collectrules.money import decimals
from collectrules.policy.folder import shipped_folder
from collectrules.policy.source import read_bytes

SCHEMA: Final = "policy.schema.json"
"""The name of the schema's file: the first line of a policy points to it."""


def shipped_names() -> tuple[str, ...]:
    """The names of the policies that come with the program, in alphabetical order."""
    return tuple(
        sorted(path.stem for path in shipped_folder().glob("*.toml") if "." not in path.stem)
    )


def shipped_policy(name: str) -> bytes:
    """The file of a policy that comes with the program; raises `InputError` where there is none."""
    names = shipped_names()
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        listed = ", ".join(f"`{each}`" for each in names)
        raise InputError(
            f"no policy called `{name}` comes with collectrules",
            help=f"did you mean `{near[0]}`?" if near else f"there is {listed}",
        )
    return read_bytes(shipped_folder() / f"{name}.toml")


def shipped_scenarios(name: str, currency: str) -> bytes | None:
    """The scenarios that come with a policy; None where there are none, or the currency has no cents."""
    path = shipped_folder() / f"{name}.scenarios.toml"
    return read_bytes(path) if path.is_file() and decimals(currency) >= 2 else None


def shipped_schema() -> bytes:
    """The JSON Schema of policies, for editors."""
    return (shipped_folder() / SCHEMA).read_bytes()


def in_currencies(data: bytes, currencies: Sequence[str]) -> bytes:
    """The same policy file for other currencies, every remark and amount as it was.

    Raises `InputError` for what is no currency, and where they differ in their decimals.
    """
    if len({decimals(code) for code in currencies}) > 1:
        raise InputError(
            f"{', '.join(currencies)} do not all have the same number of decimals",
            help="a policy's amounts are meant in each of its currencies: make a ledger for each kind",
        )
    document = tomlkit.parse(data.decode("utf-8"))
    head = document["policy"]
    assert isinstance(head, Table)
    head["currency"] = list(currencies) if len(currencies) > 1 else currencies[0]
    return tomlkit.dumps(document).encode()
