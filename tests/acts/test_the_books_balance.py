"""The books balance after every event, whatever happens to them: a second, plain reading of the journal.

In each currency and as of every day: all that was ever owed (invoices, late fees, interest, corrections),
less all that was let go (credit, discounts, waivers, write-offs), less what their own books showed as paid,
less all money received, is what is outstanding: what is left of each invoice in principal, fees and interest,
less the money that nothing was paid with.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from collectrules.charges.allocation import PARTS, Named
from collectrules.errors import CollectrulesError
from collectrules.ledger.events import DisputeEnded, Posted
from collectrules.ledger.owed import owed
from collectrules.ledger.receipts import receipts
from collectrules.ledger.verify import verify
from collectrules.worklist.reversals import reverse
from tests.acts.money import AT, FEES, HEAD, TERMS, Firm, day

CONTRACT = """
[[interest]]
id = "contract"
when.days_past_due = { at_least = 1 }
rate = { percent = 18, per = "year" }
day_count = "actual/365"
"""
FIRST = day("2026-01-01")
AMOUNTS = st.one_of(
    st.integers(1, 500),
    st.integers(1, 20_000),
    st.integers(1, 120_000),
    st.sampled_from([93_000, 10**15]),
)
CURRENCIES = st.sampled_from(["GBP", "GBP", "EUR"])
PART_LISTS = st.one_of(st.just(()), st.lists(st.sampled_from(PARTS), unique=True).map(tuple))


def journal(firm: Firm) -> list[tuple[int, str, str, dict[str, Any]]]:
    rows = firm.rows("SELECT seq, kind, effective_on, payload FROM journal ORDER BY seq")
    return [(seq, kind, on, json.loads(said)) for seq, kind, on, said in rows]


def outstanding(firm: Firm, on: str) -> dict[str, int]:
    """What is outstanding by currency, from the payloads of the journal alone."""
    events = journal(firm)
    undone = {e["reversed_seq"] for _, kind, at, e in events if kind == "reversal" and at <= on}
    standing = [(seq, kind, e) for seq, kind, at, e in events if at <= on and seq not in undone]
    currency = {seq: e["currency"] for seq, kind, e in standing if kind == "invoice"}
    sums: dict[str, int] = defaultdict(int)
    for _, kind, e in standing:
        match kind:
            case "invoice":
                sums[e["currency"]] += e["amount"]
            case "charge" | "accrual":
                sums[currency[e["invoice_id"]]] += e["amount"]
            case "posting" | "part_posting":
                paid_with_money = e["kind"] == "payment" and e.get("receipt_id")
                if not paid_with_money and e["invoice_id"] in currency:
                    sums[currency[e["invoice_id"]]] += e["amount"]
            case "receipt":
                sums[e["currency"]] -= e["amount"]
    return {code: amount for code, amount in sums.items() if amount}


class Histories(RuleBasedStateMachine):
    """Random histories of one account: everything that moves money, in any order and on any day."""

    @initialize()
    def begin(self) -> None:
        self.firm = Firm(Path(":memory:"), HEAD + TERMS + FEES + CONTRACT)
        self.today = FIRST
        self.invoices: list[int] = []
        self.notes: list[int] = []
        self.disputes: list[int] = []
        for amount, currency, terms in (
            (100_000, "GBP", 10),
            (4_321, "EUR", 0),
            (50_000, "GBP", 31),
        ):
            self.bill(amount, currency, terms, 0)
        self.credit_note(7_000, "GBP", 0)

    def teardown(self) -> None:
        if hasattr(self, "firm"):
            self.firm.ledger.close()

    def _tried(self, act: Callable[[], object]) -> None:
        """Do something that may be refused; what is refused writes nothing."""
        before = self.firm.events()
        try:
            act()
        except CollectrulesError:
            assert self.firm.events() == before

    def _on(self, ago: int) -> str:
        return max(FIRST, self.today - timedelta(days=ago)).isoformat()

    def _pick(self, data: st.DataObject, ids: list[int]) -> int:
        return data.draw(st.sampled_from(ids))

    @rule(amount=AMOUNTS, currency=CURRENCIES, terms=st.integers(0, 40), ago=st.integers(0, 40))
    def bill(self, amount: int, currency: str, terms: int, ago: int) -> None:
        on = self._on(ago)
        due = (day(on) + timedelta(days=terms)).isoformat()
        number = f"I{len(self.invoices)}"
        self.invoices.append(self.firm.bill(number, amount, on=on, due=due, currency=currency))

    @rule(amount=st.integers(1, 50_000), currency=CURRENCIES, ago=st.integers(0, 10))
    def credit_note(self, amount: int, currency: str, ago: int) -> None:
        on = self._on(ago)
        number = f"C{len(self.notes)}"
        self.notes.append(self.firm.bill(number, -amount, on=on, due=on, currency=currency))

    @rule(days=st.integers(1, 45))
    def time_goes_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def the_policy_is_run(self) -> None:
        self._tried(lambda: self.firm.run(self.today.isoformat()))

    @rule(
        amount=AMOUNTS,
        currency=CURRENCIES,
        ago=st.sampled_from([0, 0, 0, 3, 20, 60]),
        parts=PART_LISTS,
        hold=st.sampled_from([False, False, False, True]),
        discounts=st.booleans(),
    )
    def money_arrives(self, amount: int, currency: str, ago: int, **more: Any) -> None:
        self._tried(
            lambda: self.firm.pay(amount, self._on(ago), currency=currency, again=True, **more)
        )

    @precondition(lambda self: self.invoices)
    @rule(
        data=st.data(),
        amount=AMOUNTS,
        exactly=st.one_of(st.none(), AMOUNTS),
        ago=st.sampled_from([0, 0, 5, 40]),
        parts=PART_LISTS,
    )
    def money_arrives_for_an_invoice(
        self, data: st.DataObject, amount: int, exactly: int | None, ago: int, parts: Any
    ) -> None:
        invoice = self._pick(data, self.invoices)
        ((currency,),) = self.firm.rows("SELECT currency FROM invoice WHERE seq = ?", invoice)
        named = Named(invoice, exactly)
        self._tried(
            lambda: self.firm.pay(
                amount, self._on(ago), named, currency=currency, parts=parts, again=True
            )
        )

    @rule(currency=CURRENCIES, ago=st.sampled_from([0, 0, 10]), parts=PART_LISTS)
    def unapplied_cash_is_applied(self, currency: str, ago: int, parts: Any) -> None:
        self._tried(lambda: self.firm.apply(self._on(ago), currency=currency, parts=parts))

    @precondition(lambda self: self.notes or self.invoices)
    @rule(data=st.data(), ago=st.sampled_from([0, 0, 10]), parts=PART_LISTS)
    def credit_is_applied(self, data: st.DataObject, ago: int, parts: Any) -> None:
        source = self._pick(data, self.notes + self.invoices)
        self._tried(lambda: self.firm.credit(source, self._on(ago), parts=parts))

    @precondition(lambda self: self.invoices)
    @rule(
        data=st.data(),
        amount=st.one_of(st.none(), st.integers(1, 6_000)),
        part=st.sampled_from([None, "costs", "interest"]),
        ago=st.sampled_from([0, 0, 30]),
    )
    def something_is_waived(
        self, data: st.DataObject, amount: int | None, part: Any, ago: int
    ) -> None:
        invoice = self._pick(data, self.invoices)
        self._tried(lambda: self.firm.waive(invoice, self._on(ago), amount=amount, part=part))

    @rule(data=st.data(), fee=st.sampled_from([0, 0, 750]), ago=st.sampled_from([0, 0, 5]))
    def a_payment_bounces(self, data: st.DataObject, fee: int, ago: int) -> None:
        money = [seq for (seq,) in self.firm.rows("SELECT seq FROM receipt")]
        if money:
            receipt = self._pick(data, money)
            self._tried(lambda: self.firm.bounce(receipt, self._on(ago), fee))

    @rule(data=st.data())
    def something_is_taken_back(self, data: st.DataObject) -> None:
        kinds = "'receipt', 'posting', 'part_posting', 'charge', 'dispute'"
        seqs = [
            seq for (seq,) in self.firm.rows(f"SELECT seq FROM journal WHERE kind IN ({kinds})")
        ]
        if seqs:
            seq = self._pick(data, seqs)
            self._tried(
                lambda: reverse(
                    self.firm.ledger, seq=seq, reason="wrong", on=self.today, at=AT, by="ana"
                )
            )

    @precondition(lambda self: self.invoices)
    @rule(data=st.data(), kind=st.sampled_from(["payment", "write_off"]), share=st.integers(1, 100))
    def their_books_show_less(self, data: st.DataObject, kind: Any, share: int) -> None:
        """An import infers a payment, or what is left is written off."""
        invoice = self._pick(data, self.invoices)
        (one,) = owed(self.firm.ledger.connection, self.today, invoices=[invoice])
        off = one.principal if kind == "write_off" else one.principal * share // 100
        if off > 0:
            event = Posted(invoice, kind, -off, int(kind == "payment"))
            self.firm.write(event, self.today.isoformat())

    @precondition(lambda self: self.invoices)
    @rule(data=st.data(), ago=st.sampled_from([0, 10]))
    def an_invoice_is_disputed(self, data: st.DataObject, ago: int) -> None:
        invoice = self._pick(data, self.invoices)
        self.disputes.append(self.firm.dispute(invoice, self._on(ago)))

    @precondition(lambda self: self.disputes)
    @rule()
    def a_dispute_ends(self) -> None:
        dispute = self.disputes.pop()
        self.firm.write(DisputeEnded(dispute, "settled"), self.today.isoformat())

    def _days(self) -> Iterator[str]:
        """Today, and the days on which the last few events took effect."""
        rows = self.firm.rows("SELECT effective_on FROM journal ORDER BY seq DESC LIMIT 4")
        yield from {self.today.isoformat(), *(str(on) for (on,) in rows)}

    @invariant()
    def the_books_balance(self) -> None:
        connection = self.firm.ledger.connection
        for on in self._days():
            said = {code: line.outstanding for code, line in self.firm.ageing(on).items()}
            sums: dict[str, int] = defaultdict(int)
            for one in owed(connection, day(on)):
                sums[one.currency] += one.total
            for money in receipts(connection, day(on)):
                sums[money.currency] -= money.unapplied
            plain = outstanding(self.firm, on)
            assert {code: amount for code, amount in said.items() if amount} == plain
            assert {code: amount for code, amount in sums.items() if amount} == plain

    @invariant()
    def nothing_is_less_than_nothing(self) -> None:
        """But credit notes, and interest that was paid and then turned out to be less."""
        connection = self.firm.ledger.connection
        for on in self._days():
            for one in owed(connection, day(on)):
                assert one.costs >= 0
                assert one.principal >= 0 if one.amount > 0 else one.amount <= one.principal <= 0
                if one.interest < 0:
                    lowered = "SELECT 1 FROM accrual WHERE invoice_id = ? AND kind = 'correction'"
                    assert self.firm.rows(lowered, one.invoice_id)
            assert all(
                0 <= money.unapplied <= money.amount for money in receipts(connection, day(on))
            )

    @invariant()
    def the_journal_is_whole(self) -> None:
        assert verify(self.firm.ledger) == []


TestTheBooksBalance = Histories.TestCase
TestTheBooksBalance.settings = settings(max_examples=30, stateful_step_count=25)
