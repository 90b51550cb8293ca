"""The owner's hour, on Fridays: what is agreed, what is let go, and what the agency has to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from collectrules.demo.agency import Agency
from collectrules.demo.agreements import Agreements
from collectrules.demo.cheques import Cheques
from collectrules.demo.days import Sitting
from collectrules.demo.debtor import Debtor
from collectrules.demo.exceptions import Exceptions
from collectrules.demo.lost import Lost
from collectrules.ledger.book import Ledger

_FRIDAY: Final = 4


class MoneyDesk:
    """Where Edwin and Mara sit together at the end of the week."""

    def __init__(
        self,
        ledger: Ledger,
        debtors: Sequence[Debtor],
        cheques: Cheques,
        agreements: Agreements,
        agency: Agency,
    ) -> None:
        self._cheques = cheques
        self._agreements = agreements
        self._agency = agency
        self._lost = Lost(ledger, debtors)
        self._exceptions = Exceptions(ledger, debtors)

    def day(self, day: date, *, mara_is_in: bool) -> None:
        """What is decided on a Friday; on other days nothing is."""
        if day.weekday() != _FRIDAY:
            return
        sitting = Sitting(day, 17, 16)
        if mara_is_in:
            self._cheques.ask(sitting)
        self._agency.reports(sitting)
        self._agreements.look_over(day)
        self._exceptions.make(sitting)
        self._agreements.agree(sitting)
        self._lost.come_back(sitting)
        self._lost.let_go(sitting)
