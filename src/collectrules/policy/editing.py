"""A further version of a policy file: its head is set, all else stays as its owner wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

_LAST_NUMBER = re.compile(r"(.*?)([0-9]+)", re.ASCII | re.DOTALL)
_VERSION_LINE = re.compile(
    r"^\[policy\][^\n]*\n(?:(?!\s*\[)[^\n]*\n)*?(version\s*)=[^\n]*(\n)", re.MULTILINE
)


def next_version(version: str) -> str:
    """The version after one that ends in a number, such as 2026.10 after 2026.9; else empty."""
    match = _LAST_NUMBER.fullmatch(version)
    if match is None:
        return ""
    lead, number = match.groups()
    return f"{lead}{int(number) + 1:0{len(number)}}"


def with_head(data: bytes, values: Mapping[str, str | date]) -> bytes:
    """The file with these values in `[policy]`, its remarks and the order of its lines kept.

    A file that is no TOML, or has no `[policy]`, comes back as it is: its faults are for the editor.
    """
    try:
        document = tomlkit.parse(data.decode("utf-8"))
    except (UnicodeDecodeError, TOMLKitError):
        return data
    head = document.get("policy")
    if not isinstance(head, Table):
        return data
    for key, value in values.items():
        if key in head:
            head[key] = value
    text = tomlkit.dumps(document)
    for key, value in values.items():
        if key not in head:
            text = _with_line(text, key, value)
    return text.encode()


def _with_line(text: str, key: str, value: str | date) -> str:
    """A line for a key that the head lacks, below that of its version and in line with it."""
    found = _VERSION_LINE.search(text)
    if found is None:
        return text
    ending = "\r\n" if text[: found.end()].endswith("\r\n") else "\n"
    line = f"{key:{len(found[1])}}= {tomlkit.item(value).as_string()}{ending}"
    return text[: found.end()] + line + text[found.end() :]
