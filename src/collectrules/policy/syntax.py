"""What breaks the rules of TOML, in an owner's words: from the parser's remark to a fault."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from typing import Final

from collectrules.errors import Diagnostic, Place

_WHERE: Final = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_TWICE: Final = ("Cannot overwrite", "Cannot declare", "Cannot redefine", "Cannot mutate")
_SENTENCES: Final = {
    "Invalid value": "no value can be read here",
    "Invalid statement": "this is neither a key with a value nor a section",
    "Invalid date or datetime": "there is no such day in the calendar",
    "Invalid initial character for a key part": "no key can begin with this",
    "Expected newline or end of document after a statement": "the line should end here",
    "Expected '=' after a key in a key/value pair": "an `=` is missing after a key",
    "Unescaped '\\' in a string": "a backslash in quotes needs a second one",
    "Illegal character '\\n'": "the quotes are not closed on this line",
    "Unterminated string": "the quotes are not closed",
    "Unclosed array": "the list is not closed",
    "Unclosed inline table": "the braces are not closed",
}
_HELPS: Final = {
    "Unclosed inline": "write everything between `{` and `}` on one line",
    "Unclosed array": "close it with `]`",
    "Unescaped": "write it twice, or use single quotes around the text",
    "Illegal character '\\n'": "close them before the line ends; three quotes span several lines",
    "Unterminated": "close them",
}
_ENOUGH: Final = 500
"""Characters of a line that are looked at for a hint; patterns are slow on endless lines."""

_USUAL_CAUSES: Final = (
    'words need quotes (`"email"`), true and false are lower case, '
    "a day is written 2026-07-01, an amount 1_250.00"
)


def syntax_fault(error: tomllib.TOMLDecodeError, text: str, file: str) -> Diagnostic:
    """The fault at which the parser stopped reading `text`."""
    match = _WHERE.fullmatch(str(error))
    said, line, column = match.groups() if match else (str(error), "1", "1")
    if line is None:
        line, column = line_and_column(text, len(text.rstrip()))
    place = Place(file, int(line), int(column))
    written = text.split("\n")[place.line - 1]
    beginning = written[:_ENOUGH]
    if said.startswith(_TWICE):
        return _given_twice(beginning, place)
    strange = _strange(written[place.column - 1 : place.column])
    if strange:
        return Diagnostic("not-toml", strange[0], place, strange[1])
    word = re.compile(r"[^\s,\]}#]*").match(written, place.column - 1)
    length = len(word.group()) if word and said == "Invalid value" else 1
    return Diagnostic(
        "not-toml",
        _SENTENCES.get(said, said[:1].lower() + said[1:].replace("'", "`")),
        Place(file, place.line, place.column, max(1, length)),
        _help(said, beginning),
    )


def _strange(character: str) -> tuple[str, str] | None:
    """What to say and to do of a character that looks like nothing or like another one, if it is one."""
    if character in _QUOTES:
        return f"the curly quote {character} is no quote of TOML", 'write straight ones: "..."'
    if not character or character in " \t\n" or unicodedata.category(character) not in _UNSEEN:
        return None
    said = f"the character U+{ord(character):04X}, which no screen shows, cannot stand here"
    return said, _CAUSES.get(character, "remove it, or write a space in its place")


_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs"})
_QUOTES: Final = frozenset("“”„‘’‚«»")
_CAUSES: Final = {
    "\r": "save the file with the line ends of Windows (CRLF) or of everyone else (LF)",
    "\0": "save the file as UTF-8: most editors offer it under Save as, Encoding",
    "\ufeff": "save the file as UTF-8 without a byte order mark",
}


def _given_twice(written: str, place: Place) -> Diagnostic:
    match = re.match(r"\s*(\[\[?[^\]]+\]\]?|[^=\[\]{}]+?)\s*(=|#|$)", written)
    what = f"`{match.group(1)}`" if match else "something that ends here"
    return Diagnostic(
        "duplicate-key",
        f"{what} is given twice",
        Place(
            place.file,
            place.line,
            column=len(written) - len(written.lstrip()) + 1,
            length=max(1, len(written.strip())),
        ),
        "keep one of the two and remove the other",
    )


def _help(said: str, written: str) -> str:
    if re.search(r"=\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", written) or "date" in said:
        return "write a day as year-month-day with two digits each, such as 2026-07-01"
    if re.search(r"=\s*\d{1,2}:\d{2}", written):
        return "write a time of day with two digits each and its seconds, such as 08:00:00"
    if re.search(r"\d,\d{3}\b", written):
        return "write a thousand as 1_000 or 1000: a comma separates values"
    if re.search(r"=\s*[$€£¥]|\d\s*[%€£¥]", written):
        return "write the number alone: the currency and the unit are known from the key"
    return next((help for start, help in _HELPS.items() if said.startswith(start)), _USUAL_CAUSES)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The line and column, both from 1, of the character at `offset`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
