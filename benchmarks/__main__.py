"""`make bench`, or `python -m benchmarks [INVOICES ...]`."""

from __future__ import annotations

import sys

from benchmarks import (
    account,
    backtest,
    check,
    gate,
    payoff,
    reports,
    review,
    run,
    screen,
    start,
    trial,
)

if __name__ == "__main__":
    start.main()
    print()
    check.main()
    print()
    reports.main()
    print()
    payoff.main()
    print()
    account.main()
    print()
    gate.main()
    print()
    screen.main()
    print()
    backtest.main()
    print()
    review.main()
    print()
    trial.main()
    print()
    run.main(tuple(int(size) for size in sys.argv[1:]) or run.SIZES)
