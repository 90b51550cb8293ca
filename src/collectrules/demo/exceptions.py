"""The exceptions that the owner makes: who is left out for a time, and who has days of grace of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.demo.days import Sitting
from collectrules.demo.debtor import Debtor
from collectrules.demo.people import OWNER
from collectrules.ledger.book import Ledger
from collectrules.ledger.overrides import Override, OverrideKind
from collectrules.worklist.overrides import OverrideWanted, end_override, set_override


@dataclass(frozen=True, slots=True)
class _Exception:
    """What is to count for a customer from a day on, and how it ends where it does."""

    name: str
    kind: OverrideKind
    from_on: date
    reason: str
    days: int | None = None
    """Of grace."""
    ends_on: date | None = None
    """The first day on which it counts no more."""
    ends_because: str = ""


_MADE: Final = (
    _Exception(
        "Lamplight Larder",
        "grace",
        date(2025, 9, 19),
        "they are paid by the county on the 20th, and pay us then",
        days=15,
    ),
    _Exception(
        "Collapsed Soufflé",
        "leave_out",
        date(2025, 12, 5),
        "the river came into their kitchen",
        ends_on=date(2026, 1, 23),
        ends_because="they have opened again",
    ),
    _Exception(
        "Proof & Reproof",
        "leave_out",
        date(2026, 5, 15),
        "in administration: our claim is with the administrator",
    ),
)


class Exceptions:
    """Makes them when their day has come, and ends them."""

    def __init__(self, ledger: Ledger, debtors: Sequence[Debtor]) -> None:
        self._ledger = ledger
        self._by_name = {debtor.customer.name: debtor for debtor in debtors}
        self._made: dict[str, Override] = {}

    def make(self, sitting: Sitting) -> None:
        """Make and end what begins and ends today."""
        for each in _MADE:
            if each.from_on == sitting.day:
                self._make(each, sitting.moment())
            elif each.ends_on == sitting.day:
                end_override(
                    self._ledger,
                    self._made[each.name],
                    reason=each.ends_because,
                    on=sitting.day,
                    at=sitting.moment(),
                    by=OWNER,
                )

    def _make(self, each: _Exception, at: datetime) -> None:
        wanted = OverrideWanted(
            account_id=self._by_name[each.name].account_id,
            kind=each.kind,
            days=each.days,
            reason=each.reason,
            from_on=each.from_on,
        )
        self._made[each.name] = set_override(self._ledger, wanted, at=at, by=OWNER)
