"""The text of a policy file: from bytes to a TOML document, and what keeps a file from being one.

Numbers with a decimal point are read exactly as written, never through a binary fraction.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from collectrules.errors import Diagnostic, Faults, Place
from collectrules.policy.report import Report
from collectrules.policy.syntax import line_and_column, syntax_fault

LARGEST_FILE: Final = 1_048_576
"""No policy is longer than this many bytes; what is longer is some other file."""

DEEPEST: Final = 20
"""No policy nests tables and lists deeper than this."""

MOST_RULES: Final = 2_000
"""No policy has more rules than this, all its sections together."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is TOML: its name, its text with plain line ends, and what the text says."""

    file: str
    text: str
    document: dict[str, object]
    sha256: str
    """Of the bytes of the file, in hexadecimal."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a policy file; raises `Faults` where there is none or it cannot be read."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except IsADirectoryError:
        raise _fault(
            str(path),
            "unreadable",
            "this is a folder, not a file",
            help="name a policy file in it, such as policy.toml",
        ) from None
    except FileNotFoundError:
        raise _fault(
            str(path), "unreadable", "there is no such file", help="check the name and the folder"
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _fault(
            str(path),
            "unreadable",
            f"the file cannot be read: {reason.lower()}",
            help="check who may read the file",
        ) from None
    return data


def read_document(data: bytes, file: str) -> Source:
    """The TOML document in `data`; raises `Faults` with what keeps it from being one."""
    if len(data) > LARGEST_FILE:
        raise _fault(
            file,
            "too-long",
            f"the file is longer than {LARGEST_FILE:,} bytes",
            help="a policy is a few pages of text; is this the right file?",
        )
    text = _decoded(data, file)
    if not text.strip():
        raise _fault(
            file,
            "empty-file",
            "the file is empty",
            help="a policy begins with `language = 1` and a `[policy]` section",
        )
    return Source(file, text, _document(text, file), hashlib.sha256(data).hexdigest())


def _decoded(data: bytes, file: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        line, column = line_and_column(before, len(before))
        raise _fault(
            file,
            "not-utf8",
            f"byte {data[error.start]:#04x} is not UTF-8 text",
            help="save the file as UTF-8: most editors offer it under Save as, Encoding",
            text=data.decode("utf-8", "replace"),
            line=line,
            column=column,
        ) from None
    return text.replace("\r\n", "\n")


def _document(text: str, file: str) -> dict[str, object]:
    try:
        document: dict[str, object] = tomllib.loads(text, parse_float=_exact)
    except tomllib.TOMLDecodeError as error:
        raise Faults([syntax_fault(error, text, file)], text) from None
    except RecursionError:
        raise _too_deep(text, file) from None
    except ValueError:
        raise _endless_number(text, file) from None
    if _depth(document) > DEEPEST:
        raise _too_deep(text, file)
    _refuse_too_many_rules(document, text, file)
    return document


def _refuse_too_many_rules(document: dict[str, object], text: str, file: str) -> None:
    lists = {name: value for name, value in document.items() if isinstance(value, list)}
    rules = [(name, number) for name, value in lists.items() for number in range(len(value))]
    if len(rules) <= MOST_RULES:
        return
    report = Report(file, text)
    rules.sort(key=lambda rule: report.line(rule, "key"))
    report.add(
        "too-many-rules",
        f"the policy has {len(rules):,} rules, and no more than {MOST_RULES:,} are read",
        rules[MOST_RULES],
        help="a segment, a band or a condition on an amount often says what many rules do",
        part="key",
    )
    report.close()


def _exact(written: str) -> Decimal:
    """A number exactly as written; one whose exponent no number has counts as not a number."""
    try:
        return Decimal(written)
    except InvalidOperation:
        return Decimal("NaN")


def _depth(document: dict[str, object]) -> int:
    depth, level = 0, [*document.values()]
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return depth


def _endless_number(text: str, file: str) -> Faults:
    """Python refuses to read a whole number of thousands of digits."""
    longest = max(re.finditer(r"[0-9_]+", text), key=lambda match: len(match.group()))
    line, column = line_and_column(text, longest.start())
    return _fault(
        file,
        "out-of-range",
        "the number is too large to be read",
        help="no amount or count of a policy has more than 15 digits",
        text=text,
        line=line,
        column=column,
        length=len(longest.group()),
    )


def _too_deep(text: str, file: str) -> Faults:
    return _fault(
        file,
        "not-toml",
        "tables and lists are nested too deeply",
        help=f"a policy needs no more than {DEEPEST} levels",
        text=text,
    )


def _fault(
    file: str,
    code: str,
    message: str,
    *,
    help: str,
    text: str = "",
    line: int = 1,
    column: int = 1,
    length: int = 1,
) -> Faults:
    return Faults([Diagnostic(code, message, Place(file, line, column, length), help)], text)
