"""The figures a second time: from the journal's events, one after the other, in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from collectrules.ledger.events import (
    Charged,
    InterestBooked,
    InvoiceIssued,
    PartPosted,
    Posted,
    Promised,
    Received,
    SnapshotTaken,
)
from tests.engine.slow_facts import SlowBooks

ENDS = [("current", -(10**6), 0), ("1-30", 1, 30), ("31-60", 31, 60), ("61-90", 61, 90),
        ("over 90", 91, 10**6)]  # fmt: skip


class SlowReports(SlowBooks):
    """A history at the end of a day, and what a report says of one currency of it."""

    def currencies(self) -> set[str]:
        return {e.currency for kind in (InvoiceIssued, Received) for _, e, _ in self.of(kind)}

    def items(self, currency: str) -> Iterator[tuple[int, InvoiceIssued, int]]:
        """Invoices and credit notes with their days past due, whatever plan they are part of."""
        for seq, e, _ in self.of(InvoiceIssued):
            if e.currency == currency:
                yield seq, e, (self.as_of - self.due_as_issued(seq)).days

    def costs(self, invoice: int) -> int:
        charged = sum(e.amount for _, e, _ in self.of(Charged) if e.invoice_id == invoice)
        return charged + self._parts(invoice, "costs")

    def interest(self, invoice: int) -> int:
        booked = sum(e.amount for _, e, _ in self.of(InterestBooked) if e.invoice_id == invoice)
        return booked + self._parts(invoice, "interest")

    def _parts(self, invoice: int, part: str) -> int:
        return sum(
            e.amount
            for _, e, _ in self.of(PartPosted)
            if e.invoice_id == invoice and e.part == part
        )

    def unapplied(self, currency: str, account: int | None = None) -> int:
        total = 0
        for seq, e, _ in self.of(Received):
            if e.currency != currency or account not in (None, e.account_id):
                continue
            used = sum(
                -p.amount
                for kind in (Posted, PartPosted)
                for _, p, _ in self.of(kind)
                if p.receipt_id == seq and p.kind == "payment"
            )
            total -= e.amount - used
        return total

    def buckets(self, currency: str) -> tuple[int, ...]:
        sums = {name: 0 for name, _, _ in ENDS}
        for seq, _, past in self.items(currency):
            for name, first, last in ENDS:
                if first <= past <= last:
                    sums[name] += max(0, self.balance(seq))
        return tuple(sums.values())

    def credit(self, currency: str) -> int:
        return sum(min(0, self.balance(seq)) for seq, _, _ in self.items(currency))

    def receivables(self, currency: str) -> int:
        return sum(self.buckets(currency)) + self.credit(currency) + self.unapplied(currency)

    def overdue(self, currency: str) -> int:
        return sum(self.buckets(currency)[1:])

    def sold(self, currency: str, first: date, last: date) -> int:
        issued = {seq: e for seq, e, _ in self.of(InvoiceIssued) if e.currency == currency}
        total = sum(
            e.amount
            for _, e, day in self.of(InvoiceIssued)
            if e.currency == currency and first <= day <= last
        )
        return total + sum(
            e.amount
            for _, e, day in self.of(Posted)
            if e.kind == "credit" and e.invoice_id in issued and first <= day <= last
        )

    def count_back(self, currency: str) -> Fraction | None:
        """Counted back month by month, each month's sales added up anew."""
        left = Fraction(self.receivables(currency))
        mine = {seq for seq, e, _ in self.of(InvoiceIssued) if e.currency == currency}
        sales = [day for seq, _, day in self.of(InvoiceIssued) if seq in mine]
        sales += [
            day for _, e, day in self.of(Posted) if e.kind == "credit" and e.invoice_id in mine
        ]
        first_sale = min(sales, default=None)
        if left < 0:
            return None
        day, days = self.as_of, Fraction(0)
        while left > 0:
            if first_sale is None or day < first_sale.replace(day=1):
                return None
            begin = day.replace(day=1)
            length = (day - begin).days + 1
            sold = max(0, self.sold(currency, begin, day))
            if sold > left:
                return days + left * length / sold
            left -= sold
            days += length
            day = begin - timedelta(days=1)
        return days

    def promised(self, currency: str, first: date, last: date, grace: int) -> list[tuple[int, int]]:
        """Of each promise that was due and is decided: what was promised, and what of it was paid."""
        found = []
        mine = {seq: e.account_id for seq, e, _ in self.of(InvoiceIssued) if e.currency == currency}
        for _, e, made in self.of(Promised):
            due = date.fromisoformat(e.due_on)
            end = due + timedelta(days=grace)
            if e.currency != currency or not first <= due <= last or end >= self.as_of:
                continue
            shown = min((d for _, _, d in self.of(SnapshotTaken) if d >= end), default=end)
            paid = sum(
                r.amount
                for _, r, day in self.of(Received)
                if (r.account_id, r.currency) == (e.account_id, currency) and made <= day <= end
            )
            paid += sum(
                -p.amount
                for _, p, day in self.of(Posted)
                if p.kind == "payment"
                and p.receipt_id is None
                and mine.get(p.invoice_id) == e.account_id
                and made <= day <= (shown if p.inferred else end)
            )
            found.append((e.amount, max(0, min(e.amount, paid))))
        return found
