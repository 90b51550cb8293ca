"""What came of a trial, counted again in plain Python, and what its numbers let one say."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Charged,
    Contacted,
    Disputed,
    InvoiceIssued,
    OverrideSet,
    PartPosted,
    PolicyBeside,
    PolicyPublished,
    Posted,
    Promised,
    Received,
    Reversed,
    TrialEnded,
    TrialStarted,
)
from collectrules.ledger.trials import Trial, trials
from collectrules.reports.intervals import Mean, Share
from collectrules.reports.tell_trial import trial_page
from collectrules.reports.trial import Compared, Measure, compare

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = date(2026, 3, 2)
NAME = "call-earlier"


def day(late: int) -> str:
    """A day so many days after the first of the trial."""
    return (FIRST + timedelta(days=late)).isoformat()


@dataclass
class Past:
    """A ledger with a trial, and what was done to it, in plain lists."""

    ledger: Ledger
    events: list[tuple[int, object, str]] = field(default_factory=list)

    def add(self, event: object, on: str) -> int:
        with self.ledger.writing(at=AT, by="ana") as book:
            seq = book.append(event, on=on)
        self.events.append((seq, event, on))
        return seq

    def account(self, number: str) -> int:
        return self.add(AccountOpened(number, number, "business"), "2026-01-01")

    def sold(
        self, account: int, amount: int, due: str, *, on: str = "2026-01-05", currency: str = "EUR"
    ) -> int:
        number = f"I{len(self.events)}"
        return self.add(InvoiceIssued(account, number, currency, amount, due, on, "x"), on)

    def paid(self, invoice: int, amount: int, on: str, kind: str = "payment") -> int:
        return self.add(Posted(invoice, kind, -amount), on)

    @property
    def trial(self) -> Trial:
        (found,) = trials(self.ledger.connection)
        return found

    def compared(self, late: int = 30, known: int | None = None) -> Compared:
        return compare(self.ledger, self.trial, FIRST + timedelta(days=late), known)

    def measure(self, key: str, currency: str = "", late: int = 30) -> Measure:
        found = self.compared(late).measures
        return next(each for each in found if (each.key, each.currency) == (key, currency))


def publish(past: Past, id: str, version: str, on: str) -> int:
    text = f"{id} {version}"
    return past.add(PolicyPublished(id, version, 1, sha256(text.encode()).hexdigest(), text), on)


@pytest.fixture
def past() -> Iterator[Past]:
    with Ledger.create(Path(":memory:")) as ledger:
        made = Past(ledger)
        publish(made, "main", "1", "2026-01-01")
        made.add(PolicyBeside("sooner"), "2026-01-01")
        publish(made, "sooner", "1", "2026-01-01")
        made.add(TrialStarted(NAME, "sooner", 5_000, "do calls pay"), day(0))
        yield made


def numbers(drawn: bool, count: int) -> list[str]:
    """Account numbers that the trial drew, or did not."""
    found = [str(n) for n in range(20 * count) if _drawn(str(n)) is drawn]
    return found[:count]


def _drawn(number: str) -> bool:
    return int(sha256(f"{NAME}\n{number}".encode()).hexdigest()[:8], 16) < 2**31


def test_an_account_is_in_it_with_what_was_due_and_open(past: Past) -> None:
    (one,), (other,) = (
        [past.account(each) for each in numbers(drawn, 1)] for drawn in (True, False)
    )
    settled = past.sold(one, 100, day(-20))
    past.paid(settled, 100, day(-1))
    past.sold(one, 500, day(31))
    assert past.compared().on_trial.compared == 0
    open_before = past.sold(one, 100, day(-10))
    past.paid(open_before, 40, day(-5))
    past.paid(open_before, 60, day(4))
    past.sold(one, 200, day(10), on=day(2))
    past.sold(other, 300, day(30))
    found = past.compared()
    mine, theirs = found.on_trial, found.in_force
    assert (mine.accounts, mine.compared, mine.invoices) == (1, 1, 2)
    assert (theirs.accounts, theirs.compared, theirs.invoices) == (1, 1, 1)
    assert past.measure("paid").on_trial == Share(0, 1)
    # Paid on the fifth day of it, and open for twenty after it was due: 4 and 20.
    assert past.measure("days_to_pay").on_trial.values == [12.0]
    assert past.measure("days_to_pay").in_force.values == [0.0]
    assert past.measure("collected", "EUR").on_trial.values == [60]


def test_what_was_written_off_is_not_paid(past: Past) -> None:
    (account,) = [past.account(each) for each in numbers(True, 1)]
    invoice = past.sold(account, 100, day(0))
    past.paid(invoice, 70, day(3))
    past.paid(invoice, 30, day(5), kind="write_off")
    assert past.measure("paid").on_trial == Share(0, 1)
    assert past.measure("days_to_pay").on_trial.values == [30.0]
    assert past.measure("days_to_pay", late=12).on_trial.values == [12.0]


def test_those_put_under_a_policy_by_hand_are_in_neither_group(past: Past) -> None:
    one, two = (past.account(each) for each in numbers(True, 2))
    (three,) = (past.account(each) for each in numbers(False, 1))
    for each in (one, two, three):
        past.sold(each, 100, day(0))

    def by_hand(account: int, first: str, until: str | None, kind: str = "policy") -> None:
        policy = "sooner" if kind == "policy" else None
        past.add(OverrideSet(account, None, kind, None, policy, until, "contract"), first)

    by_hand(one, day(-9), day(-1))
    by_hand(one, day(31), None)
    by_hand(one, day(0), None, "leave_out")
    assert past.compared().on_trial.by_hand == 0
    by_hand(two, day(-9), day(0))
    by_hand(three, day(30), None)
    found = past.compared()
    assert (found.on_trial.by_hand, found.in_force.by_hand) == (1, 1)
    assert (found.on_trial.compared, found.in_force.compared) == (1, 0)


def test_it_is_told_through_its_last_day_and_as_it_was_known(past: Past) -> None:
    (account,) = [past.account(each) for each in numbers(True, 1)]
    invoice = past.sold(account, 100, day(0))
    known = past.paid(invoice, 10, day(3))
    past.paid(invoice, 90, day(9))
    assert past.compared(20, known).measures[0].on_trial == Share(0, 1)
    past.add(TrialEnded(past.trial.seq, "seen enough"), day(9))
    found = past.compared(20)
    assert (found.period.first, found.period.last) == (FIRST, FIRST + timedelta(days=8))
    assert found.measures[0].on_trial == Share(0, 1)
    assert past.compared(20, known).period.last == FIRST + timedelta(days=20)
    with pytest.raises(Refused, match="begins on 2026-03-02: nothing is known of it on 2026-03-01"):
        past.compared(-1)


def test_one_that_never_counted_is_said(past: Past) -> None:
    past.add(TrialEnded(past.trial.seq, "a slip"), day(0))
    with pytest.raises(Refused, match="ended on the day it began"):
        past.compared()


def test_versions_that_changed_in_between_are_said(past: Past) -> None:
    past.account(numbers(True, 1)[0])
    publish(past, "main", "2", day(5))
    publish(past, "sooner", "2", day(-3))
    publish(past, "sooner", "3", day(7))
    publish(past, "sooner", "4", day(31))
    found = past.compared()
    assert found.on_trial.policies == ("sooner 2", "sooner 3")
    assert found.in_force.policies == ("main 1", "main 2")
    (section, _) = trial_page(found, "").sections
    assert (
        "The policy in force was another one in between: main 1, main 2. The figures are of all of them "
        "together." in section.parts
    )


def test_what_was_taken_back_does_not_count(past: Past) -> None:
    (account,) = [past.account(each) for each in numbers(True, 1)]
    invoice = past.sold(account, 100, day(0))
    past.add(Reversed(past.paid(invoice, 100, day(2)), "bounced"), day(5))
    assert past.measure("paid").on_trial == Share(0, 1)
    assert past.measure("paid", late=4).on_trial == Share(1, 1)
    assert past.measure("collected", "EUR").on_trial.values == [0]


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_against_a_plain_count(past: Past, seed: int) -> None:
    dice = random.Random(seed)
    accounts = {past.account(str(n)): str(n) for n in range(14)}
    invoices = {}
    for _ in range(30):
        account = dice.choice(list(accounts))
        due, issued = sorted(dice.sample(range(-60, 45), 2), reverse=True)
        seq = past.sold(
            account, dice.randrange(1, 4) * 100, day(due), on=day(issued),
            currency=dice.choice(["EUR", "EUR", "USD"]),
        )  # fmt: skip
        invoices[seq] = account
    for n in range(120):
        happens(past, dice, invoices, n)
    late = dice.randrange(3, 40)
    found = past.compared(late)
    slow = Slow(past, FIRST + timedelta(days=late))
    for measure in found.measures:
        for estimate, drawn in ((measure.on_trial, True), (measure.in_force, False)):
            want = slow.figures(measure.key, measure.currency, drawn)
            if isinstance(estimate, Share):
                assert (estimate.hits, estimate.of) == (sum(want), len(want)), measure.key
            else:
                assert sorted(estimate.values) == pytest.approx(sorted(want)), measure.key
    assert any(each.of for each in (found.measures[0].on_trial, found.measures[0].in_force))


def happens(past: Past, dice: random.Random, invoices: dict[int, int], n: int) -> None:
    """Something happens to an invoice or its account, and sometimes it is taken back."""
    invoice, on, amount = (
        dice.choice(list(invoices)),
        day(dice.randrange(-30, 45)),
        dice.randrange(1, 250),
    )
    account = invoices[invoice]
    currency = dice.choice(["EUR", "USD"])
    promised = Promised(account, currency, amount, day(dice.randrange(-10, 45)))
    event = dice.choice(
        [
            Posted(invoice, "payment", -amount),
            Posted(invoice, "payment", -amount),
            Posted(invoice, dice.choice(["credit", "write_off"]), -amount),
            Posted(invoice, "correction", amount),
            PartPosted(invoice, "costs", dice.choice(["payment", "waiver"]), -amount, note="x"),
            Charged(invoice, f"fee-{n}", 0, amount, 1),
            Contacted(account, f"{on}T10:00:00.000000Z", "call", dice.choice(["in", "out"]), "NA"),
            promised,
            Disputed(invoice, "short"),
            Received(account, currency, amount),
        ]
    )
    seq = past.add(event, on)
    if dice.random() < 0.15:
        past.add(Reversed(seq, "mistake"), on)


class Slow:
    """The figures again: by walking through the events as often as it takes."""

    def __init__(self, past: Past, last: date) -> None:
        self.last = last.isoformat()
        gone = {
            e.reversed_seq
            for _, e, on in past.events
            if isinstance(e, Reversed) and on <= self.last
        }
        self.events = [one for one in past.events if one[2] <= self.last and one[0] not in gone]
        self.all = {s: e for s, e, _ in past.events if isinstance(e, InvoiceIssued)}
        self.issued = {s: (e, on) for s, e, on in self.events if isinstance(e, InvoiceIssued)}

    def of(self, kind: type) -> list[tuple[object, str]]:
        return [(e, on) for _, e, on in self.events if isinstance(e, kind)]

    def within(self, kind: type) -> list[object]:
        return [e for e, on in self.of(kind) if on >= day(0)]

    def owner(self, event: object) -> int:
        return self.all[event.invoice_id].account_id

    def left(self, invoice: int, through: str, *, lost: bool) -> int:
        return self.issued[invoice][0].amount + sum(
            e.amount
            for e, on in self.of(Posted)
            if e.invoice_id == invoice and on <= through and (lost or e.kind != "write_off")
        )

    def theirs(self, account: int, currency: str = "") -> list[int]:
        """The invoices of an account that are in the trial."""
        return [
            seq
            for seq, (e, on) in self.issued.items()
            if e.account_id == account
            and currency in ("", e.currency)
            and e.due_on <= self.last
            and (on >= day(0) or self.left(seq, day(-1), lost=True) > 0)
        ]

    def waited(self, invoice: int) -> int:
        begin = max(date.fromisoformat(self.issued[invoice][0].due_on), FIRST)
        end = self.last
        if self.left(invoice, self.last, lost=False) <= 0:
            end = max(
                on for e, on in self.of(Posted) if e.invoice_id == invoice and e.kind != "write_off"
            )
        return max(0, (date.fromisoformat(end) - begin).days)

    def figures(self, key: str, currency: str, drawn: bool) -> Sequence[float]:
        accounts = [
            seq
            for seq, e, _ in self.events
            if isinstance(e, AccountOpened)
            and _drawn(e.number) is drawn
            and self.theirs(seq, currency)
        ]
        found = [getattr(self, key)(account, currency) for account in accounts]
        return [each for each in found if each is not None]

    def paid(self, account: int, _: str) -> bool:
        return all(self.left(each, self.last, lost=False) <= 0 for each in self.theirs(account))

    def days_to_pay(self, account: int, _: str) -> float:
        days = [self.waited(each) for each in self.theirs(account)]
        return sum(days) / len(days)

    def contacts(self, account: int, _: str) -> int:
        return sum(e.account_id == account and e.direction == "out" for e in self.within(Contacted))

    def disputed(self, account: int, _: str) -> bool:
        return any(self.owner(e) == account for e in self.within(Disputed))

    def promises_kept(self, account: int, _: str) -> bool | None:
        kept = [
            self.told(account, e.currency, on, e.due_on) >= e.amount
            for e, on in self.of(Promised)
            if e.account_id == account and on >= day(0) and day(0) <= e.due_on < self.last
        ]
        return all(kept) if kept else None

    def told(self, account: int, currency: str, first: str, last: str) -> int:
        """What an account paid on its invoices, or without saying on which, from a day through another."""
        paid = sum(
            -e.amount
            for e, on in self.of(Posted)
            if e.kind == "payment"
            and self.owner(e) == account
            and self.all[e.invoice_id].currency == currency
            and first <= on <= last
        )
        return paid + sum(
            e.amount
            for e, on in self.of(Received)
            if (e.account_id, e.currency) == (account, currency) and first <= on <= last
        )

    def collected(self, account: int, currency: str) -> int:
        parts = sum(
            -e.amount
            for e in self.within(PartPosted)
            if e.kind == "payment"
            and self.owner(e) == account
            and self.all[e.invoice_id].currency == currency
        )
        return parts + self.told(account, currency, day(0), self.last)

    def fees(self, account: int, currency: str) -> int:
        waived = [e for e in self.within(PartPosted) if e.kind == "waiver"]
        return sum(
            e.amount
            for e in (*self.within(Charged), *waived)
            if self.owner(e) == account and self.all[e.invoice_id].currency == currency
        )


def many(past: Past, count: int, pays: dict[bool, float]) -> None:
    """So many accounts in each group, of which a share pays on the tenth day."""
    with past.ledger.writing(at=AT, by="ana") as book:
        for drawn, share in pays.items():
            for n, number in enumerate(numbers(drawn, count)):
                account = book.append(AccountOpened(number, number, "business"), on="2026-01-01")
                issued = InvoiceIssued(account, "1", "EUR", 100, day(0), day(-30), "x")
                invoice = book.append(issued, on=day(-30))
                if n < share * count:
                    book.append(Posted(invoice, "payment", -100), on=day(10))


def test_a_difference_that_is_clear_is_told(past: Past) -> None:
    many(past, 100, {True: 0.8, False: 0.5})
    paid, days = past.measure("paid"), past.measure("days_to_pay")
    assert (paid.on_trial, paid.in_force, paid.verdict) == (Share(80, 100), Share(50, 100), "more")
    assert paid.difference is not None
    assert paid.difference[0] == pytest.approx(0.3)
    assert (days.on_trial.value, days.in_force.value, days.verdict) == (14.0, 20.0, "less")


def test_one_that_chance_may_have_made_is_not(past: Past) -> None:
    many(past, 100, {True: 0.55, False: 0.5})
    assert past.measure("paid").verdict == "no difference"
    assert past.measure("paid").missing == ""


def test_too_few_are_said_to_be_too_few_whatever_they_show(past: Past) -> None:
    many(past, 29, {True: 1.0, False: 0.0})
    paid, days = past.measure("paid"), past.measure("days_to_pay")
    assert (paid.verdict, days.verdict) == ("too few", "too few")
    assert days.missing == "29 accounts in the smaller group, of 30 that are needed"
    assert isinstance(days.on_trial, Mean)


def test_a_share_that_nearly_all_have_is_too_few_of_the_others(past: Past) -> None:
    many(past, 60, {True: 0.95, False: 0.5})
    assert past.measure("paid").missing == (
        "fewer than 5 accounts with it, or without it, in a group"
    )
    assert past.measure("days_to_pay").verdict == "less"
    assert past.measure("fees", "EUR").missing == "fewer than 10 accounts with any of it"


@pytest.mark.parametrize(("charged", "verdict"), [(9, "too few"), (10, "more")])
def test_what_only_a_few_accounts_have_is_too_few(past: Past, charged: int, verdict: str) -> None:
    many(past, 40, {True: 0.5, False: 0.5})
    drawn = set(numbers(True, 40))
    rows = past.ledger.connection.execute(
        "SELECT n.seq, a.number FROM invoice AS n JOIN account AS a ON a.seq = n.account_id"
    ).fetchall()
    for invoice in [seq for seq, number in rows if number in drawn][:charged]:
        past.add(Charged(invoice, "fee", 0, 500, 1), day(3))
    assert past.measure("fees", "EUR").verdict == verdict


def test_the_page_says_what_the_figures_say(past: Past) -> None:
    many(past, 100, {True: 0.8, False: 0.5})
    page = trial_page(past.compared(), "")
    assert page.below == (
        "2026-03-02 to 2026-04-01, 31 days. It goes on; 50 % of the accounts are drawn for `sooner`: "
        "do calls pay."
    )
    told, intervals = (
        part for part in page.sections[1].parts if hasattr(part, "header")
    ).__iter__()
    assert told.rows[0] == (
        "paid all that was due", "80.0 %", "50.0 %", "+30.0 points", "more on trial",
    )  # fmt: skip
    assert told.rows[1] == ("days until paid, so far", "14.0", "20.0", "-6.0", "less on trial")
    # Wilson by hand: 80 of 100 is 0.7112 to 0.8666, 50 of 100 is 0.4038 to 0.5962; Newcombe from these.
    assert intervals.rows[0] == (
        "paid all that was due", "71.1 to 86.7 %", "40.4 to 59.6 %", "+16.9 to +41.7 points",
    )  # fmt: skip
