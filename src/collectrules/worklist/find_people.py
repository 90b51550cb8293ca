"""Finding what a person names: somebody of an account by their name, a number or an address of theirs."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Final

from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.ledger.people import Person, Reach, people_of
from collectrules.worklist.find import AccountNamed

_DIGITS: Final = 6
"""The last digits of a number that are enough to name it, where no other ends with them."""


def find_person(ledger: Ledger, account: AccountNamed, text: str) -> Person:
    """The person of an account by their name, in capitals or not, or by their event.

    Raises `InputError`, with the nearest name, where there is none, and where several have the name.
    """
    people = people_of(ledger.connection, account.id)
    wanted = " ".join(text.split()).casefold()
    found = [each for each in people if wanted in {each.name.casefold(), str(each.seq)} and wanted]
    if len(found) == 1:
        return found[0]
    if found:
        events = " or ".join(str(each.seq) for each in found)
        raise InputError(
            f"account `{account.number}` has several persons called `{text}`",
            help=f"name one by its event: {events}",
        )
    raise InputError(
        f"account `{account.number}` has no person `{text}`", help=_near_person(people, wanted)
    )


def _near_person(people: Iterable[Person], wanted: str) -> str:
    names = {each.name.casefold(): each.name for each in people}
    if not names:
        return "`collectrules person add` records who speaks for them"
    near = difflib.get_close_matches(wanted, names, n=1) or list(names)[:1]
    return f"did you mean `{names[near[0]]}`?"


def find_reach(person: Person, text: str) -> Reach:
    """A number or an address of a person that did not end, as it is kept or by its event.

    Blanks, dots, hyphens and brackets of a number do not matter, nor do capitals. Raises `InputError`
    where there is none, and where several are meant.
    """
    found = matching(person.reached_at, text)
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"`{each.value}`" for each in (found or person.reached_at))
    raise InputError(
        f"`{person.name}` has several that `{text}` may be"
        if found
        else f"`{person.name}` is not reached at `{text}`",
        help=f"name one of {known}" if known else "they have no number and no address",
    )


def matching(reaches: Sequence[Reach], text: str) -> list[Reach]:
    """Those of some numbers and addresses that a text may mean, as in `find_reach`."""
    wanted = _bare(text)
    found = [each for each in reaches if wanted in {_bare(each.value), str(each.seq)}]
    digits = wanted.lstrip("0+")
    if found or len(digits) < _DIGITS:
        return found
    phones = [each for each in reaches if each.kind == "phone"]
    return [each for each in phones if _bare(each.value).endswith(digits)]


def _bare(text: str) -> str:
    return "".join(each for each in text.casefold() if each not in " .-()/\t")
