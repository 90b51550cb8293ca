"""How long the reports take on a large ledger, as multiples of the bare facts query."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from benchmarks.clock import seconds
from benchmarks.ledgers import AS_OF, build
from collectrules.engine.gather import TABLES, Moment, gather_books, roomy
from collectrules.engine.scratch import drop
from collectrules.ledger.book import Ledger
from collectrules.reports.ageing import ageing
from collectrules.reports.judged import judged_on
from collectrules.reports.kpi import Ask, kpis
from collectrules.reports.loss_rates import loss_rates
from collectrules.reports.money_in import money_in
from collectrules.reports.period import Period, period_of
from collectrules.reports.provision import provisions
from collectrules.reports.stages import on_stages
from collectrules.reports.standing import Books
from collectrules.reports.trend import trends
from collectrules.reports.year import end_of_day

SIZE: Final = 100_000


def main() -> None:
    """Print the median CPU seconds of each report, and its ratio to reading the books for the facts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.db"
        build(path, SIZE)
        print(f"reports, {SIZE:,} invoices: seconds of CPU and ratios of them")
        with Ledger.open(path) as ledger:
            facts = seconds(lambda: _facts(ledger))
            for what, work in (
                ("the books for the facts", lambda: _facts(ledger)),
                *_works(ledger),
            ):
                taken = seconds(work)
                print(f"{what:32} {taken:8.2f} {taken / facts:8.1f}", flush=True)


def _works(ledger: Ledger) -> tuple[tuple[str, Callable[[], object]], ...]:
    books, asked = Books.of(ledger, AS_OF), period_of(None, None, AS_OF)
    year = Period(date(AS_OF.year - 1, 1, 1), date(AS_OF.year - 1, 12, 31))
    judged = judged_on(ledger, AS_OF)
    return (
        ("ageing", lambda: ageing(books)),
        ("ageing by account", lambda: ageing(books, "account")),
        ("ageing by policy", lambda: ageing(books, "policy", judged)),
        ("figures of three months", lambda: kpis(books, Ask(asked))),
        ("twelve months for a chart", lambda: trends(books, asked)),
        ("a month's end for the dashboard", lambda: end_of_day(books)),
        ("money of two weeks", lambda: money_in(books, Period(AS_OF - timedelta(days=13), AS_OF))),
        ("accounts by stage", lambda: on_stages(books, ())),
        ("provision", lambda: provisions(books, judged, {})),
        ("loss rates of a year", lambda: loss_rates(books, year)),
    )


def _facts(ledger: Ledger) -> None:
    with roomy(ledger.connection), ledger.reading():
        gather_books(ledger.connection, Moment(AS_OF))
        drop(ledger.connection, TABLES)


if __name__ == "__main__":
    main()
