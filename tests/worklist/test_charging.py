"""What a run charges, held to a slow second computation and to what must hold of every fee."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.charges.fees import fee_facts
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Charged,
    InvoiceIssued,
    PolicyPublished,
    Posted,
    StageStepped,
)
from collectrules.policy.model import (
    Charge,
    Condition,
    EveryDays,
    FeeLimit,
    Flat,
    LateFee,
    Percent,
    Policy,
)
from collectrules.worklist.run import run_day
from tests.engine.strategies import (
    AS_OF,
    STAGES,
    charges,
    days,
    histories,
    late_fees,
    policies,
    write,
)
from tests.worklist.slow_charges import slow_charges
from tests.worklist.told import told

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
DUE = date(2026, 1, 31)
INVOICE = 3


def charged(books: Ledger) -> list[tuple[int, str, int, int]]:
    return books.connection.execute(
        "SELECT invoice_id, rule, period, amount FROM charge ORDER BY seq"
    ).fetchall()


@st.composite
def charged_histories(draw: st.DrawFn) -> list[tuple[object, str]]:
    """Histories in which more stages were carried out, and more fees charged, than in others."""
    # What a run ends before it charges is not in a history.
    events = draw(histories(agreed=False))
    invoices = [n for n, (e, _) in enumerate(events, 1) if isinstance(e, InvoiceIssued)]
    one = st.sampled_from(invoices)
    fees = {e.values()[:3] for e, _ in events if isinstance(e, Charged)}
    steps = {e.values()[:3] for e, _ in events if isinstance(e, StageStepped)}
    for fee in draw(st.sets(st.tuples(one, FEES, st.integers(0, 40)), max_size=4)) - fees:
        events.append((Charged(*fee, draw(st.integers(1, 900)), 1), draw(days(-80, 0))))
    done = st.tuples(one, st.sampled_from(STAGES), st.just("done"))
    for step in draw(st.sets(done, max_size=4)) - steps:
        events.append((StageStepped(*step, 1), draw(days(-80, 0))))
    return events


FEES = st.sampled_from(["f0", "f1", "f2"])
STAGE = st.sampled_from(STAGES)
ASKED = st.one_of(
    st.builds(
        Condition,
        st.sampled_from(["days_past_due", "days_past_grace", "invoice_age_days"]),
        st.sampled_from(["at_least", "above"]),
        st.integers(-40, 60),
    ),
    st.builds(Condition, st.just("stages_done"), st.sampled_from(["equals", "not"]), STAGE),
    st.builds(
        Condition,
        st.just("stages_done"),
        st.just("one_of"),
        st.lists(STAGE, min_size=1, max_size=3, unique=True).map(tuple),
    ),
)


@st.composite
def charging_policies(draw: st.DrawFn) -> Policy:
    """Policies whose late fees hold more often than those of others, and that write nothing off."""
    policy = draw(policies())
    fees = tuple(
        draw(late_fees(n, when=tuple(draw(st.lists(ASKED, max_size=2))))) for n in range(3)
    )
    hold = policy.hold if draw(st.booleans()) else ()

    def with_fees(read: Policy, fees: tuple[LateFee, ...]) -> Policy:
        return replace(read, late_fee=fees, hold=hold, write_off=())

    by_currency = tuple(
        (code, with_fees(read, fees if code == "USD" else fees[1:]))
        for code, read in policy.by_currency
    )
    return replace(with_fees(policy, fees), by_currency=by_currency)


@given(history=charged_histories(), policy=charging_policies())
@settings(max_examples=200)
def test_a_run_charges_what_a_slow_computation_does(
    history: list[tuple[object, str]], policy: Policy
) -> None:
    with Ledger.create(Path(":memory:")) as books:
        with books.writing(at=AT, by="test") as book:
            write(book, history)
        known = known_invoices(books.connection, Moment(AS_OF))
        had = charged(books)
        run_day(
            books,
            policy,
            1,
            as_of=AS_OF,
            at=AT,
            by="ana",
            versions=told(books, policy),
        )
        new = charged(books)[len(had) :]
    assert set(new) == slow_charges(history, policy, AS_OF, known)
    assert len(new) == len(set(new))


def one_invoice(books: Ledger, seen: date = date(2026, 1, 1), amount: int = 20_000) -> None:
    with books.writing(at=AT, by="ana") as book:
        book.append(PolicyPublished("p", "1", 1, "0" * 64, ""), on="2020-01-01")
        book.append(AccountOpened("001", "A", "business"), on="2025-01-01")
        book.append(InvoiceIssued(2, "7", "USD", amount, str(DUE), str(seen), "x"), on="2026-01-01")


def of(*fees: LateFee, since: date = date(2020, 1, 1)) -> Policy:
    return Policy(
        id="fees",
        title="Fees",
        version="1",
        effective_from=since,
        currencies=("USD",),
        sha256="0" * 64,
        late_fee=fees,
    )


def test_all_late_fees_together_stay_within_each_limit_that_holds(tmp_path: Path) -> None:
    """10.00 a month on an invoice of 200.00, and 15.00 once: 20.00 is a tenth of it."""
    calendar = (Condition("days_past_due", "at_least", 1),)
    monthly = LateFee(id="monthly", charge=Flat(1_000), repeat="monthly", when=calendar)
    once = LateFee(id="once", charge=Flat(1_500), when=calendar)
    limits = (
        FeeLimit(id="a-tenth", most=Percent(Decimal(10), "invoice_amount")),
        FeeLimit(id="loose", most=Flat(10_000)),
        FeeLimit(
            id="consumers", most=Flat(0), when=(Condition("debtor_kind", "equals", "consumer"),)
        ),
    )
    policy = replace(of(once, monthly), fee_limit=limits)
    with Ledger.create(tmp_path / "books.db") as books:
        one_invoice(books)
        for days in (1, 2, 40, 90):
            run_day(
                books,
                policy,
                1,
                as_of=DUE + timedelta(days=days),
                at=AT,
                by="ana",
                versions=told(books, policy),
            )
        assert charged(books) == [(3, "once", 0, 1_500), (3, "monthly", 1, 500)]


def _stands_still(charge: Charge) -> bool:
    """Whether a charge is the same before and after the due date."""
    return not {"overdue_total", "overdue_invoices"} & set(fee_facts(charge))


@st.composite
def fees_by_the_calendar(draw: st.DrawFn) -> Policy:
    """Late fees whose sums and beginnings depend on nothing but the invoice and the calendar.

    A fee takes off only what began before it: of one that begins later, it would depend on the day.
    """
    fees: list[LateFee] = []
    for number in range(draw(st.integers(1, 3))):
        fact = draw(st.sampled_from(["days_past_due", "days_past_grace", "invoice_age_days"]))
        repeat = draw(st.sampled_from(["never", "monthly", "daily", EveryDays(2), EveryDays(30)]))
        begin = draw(st.integers(-5, 50))
        once = [
            fee.id
            for fee in fees
            if fee.repeat == "never" and fee.when[0].fact == fact and fee.when[0].value <= begin
        ]
        fees.append(
            LateFee(
                id=f"f{number}",
                when=(Condition(fact, "at_least", begin),),
                charge=draw(charges(times=False).filter(_stands_still)),
                repeat=repeat,
                limit=draw(st.sampled_from([None, Flat(4_000), LIMIT])),
                less=tuple(once) if repeat == "never" and draw(st.booleans()) else (),
            )
        )
    return of(*fees)


LIMIT = Percent(Decimal(10), "invoice_amount")
DAYS = st.sets(st.integers(-6, 68), min_size=1, max_size=8)


@given(policy=fees_by_the_calendar(), days=DAYS, seen=st.integers(-30, 60))
@settings(max_examples=40)
def test_a_missed_day_loses_nothing(policy: Policy, days: set[int], seen: int) -> None:
    """Runs on any days charge as much in all as runs on each day up to the last of them."""
    every = range(-6, max(days) + 1)
    totals = [_totals(policy, run, DUE + timedelta(days=seen)) for run in (sorted(days), every)]
    assert totals[0] == totals[1]


def _totals(policy: Policy, days: object, seen: date) -> dict[str, int]:
    with Ledger.create(Path(":memory:")) as books:
        one_invoice(books, seen)
        for number in days:
            day = DUE + timedelta(days=number)
            run_day(
                books,
                policy,
                1,
                as_of=day,
                at=AT,
                by="ana",
                versions=told(books, policy),
            )
        return dict(books.connection.execute("SELECT rule, sum(amount) FROM charge GROUP BY rule"))


@given(
    repeat=st.sampled_from(["monthly", "daily", EveryDays(3)]),
    charge=charges(times=False),
    limit=st.sampled_from([Flat(1), Flat(777), Flat(5_000), LIMIT]),
    happens=st.lists(st.tuples(st.integers(0, 25), st.integers(0, 6_000)), max_size=10),
)
@settings(max_examples=60)
def test_a_rule_never_charges_more_on_an_invoice_than_its_limit(
    repeat: object, charge: object, limit: object, happens: list[tuple[int, int]]
) -> None:
    """Whatever is paid between the runs: 10 % of 200.00 are 20.00, the other limits are sums."""
    fee = LateFee(
        id="f",
        when=(Condition("days_past_due", "at_least", 1),),
        charge=charge,
        repeat=repeat,
        limit=limit,
    )
    most = limit.amount if isinstance(limit, Flat) else 2_000
    day = DUE
    with Ledger.create(Path(":memory:")) as books:
        one_invoice(books)
        for later, paid in happens:
            day += timedelta(days=later)
            run_day(books, of(fee), 1, as_of=day, at=AT, by="ana")
            assert sum(row[3] for row in charged(books)) <= most
            if paid:
                with books.writing(at=AT, by="ana") as book:
                    book.append(Posted(INVOICE, "payment", -paid, 0), on=day)
