"""Who buys from the demo's firm, and how each of them orders, pays and answers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Final

from collectrules.demo.dice import Dice


@dataclass(frozen=True, slots=True)
class Size:
    """How much and how often a customer of this size orders. Amounts in minor units, ends included."""

    every_days: tuple[int, int]
    amount: tuple[int, int]
    terms: tuple[int, ...]
    """Days to pay, one of them for each customer."""
    kind: str = "business"


SIZES: Final = {
    "key": Size((5, 16), (62_000, 380_000), (30, 30, 45)),
    "regular": Size((10, 34), (16_500, 98_000), (30,)),
    "small": Size((26, 88), (4_800, 34_000), (14, 30)),
    "home": Size((45, 150), (1_900, 14_500), (14,), kind="consumer"),
}


@dataclass(frozen=True, slots=True)
class Habit:
    """How a customer pays and answers; the decimals are probabilities."""

    days_late: tuple[int, int]
    """Days from the due date to the payment when nobody reminds them, ends included."""
    heeds: float
    """That a reminder or a letter makes them pay within days."""
    answers: float
    """That a call reaches someone who can say something."""
    promises: float
    """That who is reached gives a day of payment."""
    keeps: float
    """That a promise is kept."""
    disputes: float = 0.025
    """That an invoice is disputed."""
    in_parts: float = 0.02
    """That an invoice is paid in two parts."""
    weekly: bool = False
    """Whether they pay on Fridays only."""
    machine: bool = True
    """Whether someone or something takes a message when nobody answers."""


HABITS: Final = {
    "prompt": Habit((-9, 2), 0.7, 0.8, 0.7, 0.95),
    "runs": Habit((-4, 6), 0.3, 0.8, 0.7, 0.9, weekly=True),
    "slow": Habit((0, 22), 0.3, 0.65, 0.6, 0.75, in_parts=0.05),
    "tardy": Habit((12, 75), 0.15, 0.5, 0.55, 0.5, in_parts=0.12),
    "shaky": Habit((40, 220), 0.04, 0.45, 0.65, 0.2, in_parts=0.3),
    "elusive": Habit((20, 120), 0.06, 0.03, 0.6, 0.5, machine=False),
    "disputes": Habit((0, 22), 0.3, 0.75, 0.4, 0.8, disputes=0.3),
}


@dataclass(frozen=True, slots=True)
class Customer:
    """One line of the roster, with what follows from it."""

    number: str
    name: str
    size: Size
    habit: Habit
    currencies: tuple[str, ...]
    joined: date
    terms: int
    email: str
    phone: str
    gone: date | None
    """From this day on they pay nothing and answer nothing."""

    def silent(self, day: date) -> bool:
        """Whether nothing more is heard of them."""
        return self.gone is not None and day >= self.gone


def roster() -> tuple[Customer, ...]:
    """Every customer, in the order of the roster."""
    text = files("collectrules.demo").joinpath("roster.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(_customer(number, line) for number, line in enumerate(lines, start=1))


def _customer(number: int, line: str) -> Customer:
    size_name, habit_name, currencies, since, name = line.split(maxsplit=4)
    dice = Dice(f"customer {number}")
    size = SIZES[size_name]
    habit_name, _, gone = habit_name.partition("-")
    return Customer(
        number=f"C{1000 + number}",
        name=name,
        size=size,
        habit=HABITS["tardy" if gone else habit_name],
        currencies=tuple(currencies.split("/")),
        joined=_joined(since, dice),
        terms=dice.pick(size.terms),
        email=_email(name, number, size.kind),
        phone=_phone(currencies, number, size.kind),
        gone=date.fromisoformat(f"{gone}-01") + timedelta(days=dice.whole(0, 27)) if gone else None,
    )


def _joined(since: str, dice: Dice) -> date:
    """A day in the month given, or in any month of the year given up to May."""
    year, _, month = since.partition("-")
    return date(int(year), int(month) if month else dice.whole(1, 5), dice.whole(1, 27))


def _email(name: str, number: int, kind: str) -> str:
    """An address under `.example`, which RFC 2606 keeps free of real ones."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z]+", letters.replace("'", ""))[:3]
    at = "-".join(words) or f"customer-{number}"
    return (
        f"{at.replace('-', '.')}@post.example" if kind == "consumer" else f"accounts@{at}.example"
    )


def _phone(currencies: str, number: int, kind: str) -> str:
    """A number from those that Ofcom and ARCEP keep for fiction."""
    if currencies.startswith("EUR"):
        return f"+33 1 99 00 {number // 100:02} {number % 100:02}"
    return f"+44 7700 900{number:03}" if kind == "consumer" else f"+44 1632 960{number:03}"
