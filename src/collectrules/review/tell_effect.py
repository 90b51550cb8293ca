"""What one change does, as people read it: every figure that is different, currency by currency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from collectrules.money import format_minor
from collectrules.reports.page import Section, Table
from collectrules.review.attribution import Effect, Figures
from collectrules.review.tell import COUNTS

_MONEY: Final = (
    ("owed by them", "owed"),
    ("to collect", "to_collect"),
    ("late fees charged", "fees"),
    ("interest booked", "interest"),
    ("written off", "written_off"),
    ("provision", "provision"),
)
NOTHING: Final = "Nothing is different by it: every figure is as it was."


def effect_sections(effect: Effect) -> tuple[Section, ...]:
    """By how much more or less; what is the same is left out."""
    if effect.nothing:
        return (Section("", (NOTHING,)),)
    return (*_by_currency(effect), *_contacts(effect))


def _by_currency(effect: Effect) -> Iterator[Section]:
    for currency, figures in effect.figures.items():
        yield Section(
            f"In {currency}", (Table(("", "difference"), tuple(_rows(figures, currency))),)
        )


def _rows(figures: Figures, currency: str) -> Iterator[tuple[str, str]]:
    yield "accounts treated differently", f"{figures.accounts:,}"
    for label, name in _MONEY:
        amount = getattr(figures, name)
        if amount:
            # What they owe is no difference: it says how much is in question.
            sign = "+" if amount > 0 and name != "owed" else ""
            yield label, f"{sign}{format_minor(amount, currency)}"
    for label, name in COUNTS:
        number = getattr(figures, name)
        if number:
            yield label, f"{number:+,d}"


def _contacts(effect: Effect) -> Iterator[Section]:
    if effect.contacts:
        rows = tuple((way, f"{number:+,d}") for way, number in effect.contacts.items())
        yield Section("Contacts of the day", (Table(("", "difference"), rows),))
