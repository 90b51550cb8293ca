"""The facts a second time: a slow reading of the journal in plain Python, to disagree with the SQL."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from collectrules.compliance.results import results
from collectrules.ledger.events import (
    AccountChanged,
    AccountOpened,
    Charged,
    Contacted,
    Disputed,
    DisputeEnded,
    DueDateChanged,
    Event,
    InterestBooked,
    InvoiceIssued,
    OverrideEnded,
    OverrideSet,
    PartPosted,
    Posted,
    Promised,
    Received,
    Reversed,
    SnapshotTaken,
    StageMoved,
    StageStepped,
    TrialEnded,
    TrialStarted,
)
from collectrules.policy.meaning import Overridden
from tests.engine import slow_agreements as agreed

History = Sequence[tuple[Event, str]]


class SlowBooks:
    """A history as it stands at the end of a day, known in full."""

    def __init__(self, history: History, as_of: date) -> None:
        self.as_of = as_of
        numbered = [
            (seq, event, date.fromisoformat(day)) for seq, (event, day) in enumerate(history, 1)
        ]
        undone = {e.reversed_seq for _, e, d in numbered if isinstance(e, Reversed) and d <= as_of}
        self.events = [one for one in numbered if one[2] <= as_of and one[0] not in undone]

    def of(self, kind: type[Event]) -> list[tuple[int, Event, date]]:
        return [one for one in self.events if isinstance(one[1], kind)]

    def balance(self, invoice: int) -> int:
        issued = next(e.amount for seq, e, _ in self.of(InvoiceIssued) if seq == invoice)
        return issued + sum(e.amount for _, e, _ in self.of(Posted) if e.invoice_id == invoice)

    def due(self, invoice: int) -> date:
        """When it is due: of what is owed on it while a plan stands, by the plan."""
        by_plan = agreed.due_by_plan(self.events, invoice) if self.balance(invoice) > 0 else None
        return by_plan or self.due_as_issued(invoice)

    def due_as_issued(self, invoice: int) -> date:
        changes = sorted(
            (day, seq, e.due_on)
            for seq, e, day in self.of(DueDateChanged)
            if e.invoice_id == invoice
        )
        first = next(e.due_on for seq, e, _ in self.of(InvoiceIssued) if seq == invoice)
        return date.fromisoformat(changes[-1][2] if changes else first)

    def late(self, invoice: int) -> bool:
        """Whether an invoice was not paid in full by its due date."""
        issued = next(e.amount for seq, e, _ in self.of(InvoiceIssued) if seq == invoice)
        if self.balance(invoice) > 0:
            return self.due(invoice) < self.as_of
        moved = [day for _, e, day in self.of(Posted) if e.invoice_id == invoice]
        return issued > 0 and max(moved) > self.due(invoice)

    def payments(self, account: int, currency: str) -> list[tuple[date, int]]:
        return [(day, amount) for day, amount, _ in self.told(account, currency)]

    def told(self, account: int, currency: str) -> list[tuple[date, int, bool]]:
        """Money that arrived and payments that no receipt tells, and whether each was inferred."""
        owner = (account, currency)
        invoices = {
            seq for seq, e, _ in self.of(InvoiceIssued) if (e.account_id, e.currency) == owner
        }
        arrived = [
            (day, e.amount, False)
            for _, e, day in self.of(Received)
            if (e.account_id, e.currency) == owner
        ]
        return arrived + [
            (day, -e.amount, bool(e.inferred))
            for _, e, day in self.of(Posted)
            if e.kind == "payment" and e.receipt_id is None and e.invoice_id in invoices
        ]

    def costs(self, invoice: int) -> int:
        """What is left to pay of an invoice's late fees."""
        charged = sum(e.amount for _, e, _ in self.of(Charged) if e.invoice_id == invoice)
        return charged + self.taken_off(invoice, "costs")

    def interest(self, invoice: int) -> int:
        """What is left to pay of the interest in the books."""
        booked = sum(e.amount for _, e, _ in self.of(InterestBooked) if e.invoice_id == invoice)
        return booked + self.taken_off(invoice, "interest")

    def taken_off(self, invoice: int, part: str) -> int:
        """What moved the fees or the interest of an invoice."""
        return sum(
            e.amount
            for _, e, _ in self.of(PartPosted)
            if e.invoice_id == invoice and e.part == part
        )

    def unapplied(self, currency: str) -> int:
        """What of all money in a currency was used for nothing."""
        found = {seq: e.amount for seq, e, _ in self.of(Received) if e.currency == currency}
        for kind in (Posted, PartPosted):
            for _, e, _ in self.of(kind):
                if e.kind == "payment" and e.receipt_id in found:
                    found[e.receipt_id] += e.amount
        return sum(found.values())

    def disputed_days(self, invoice: int) -> tuple[bool, int]:
        """Whether it is in dispute, and on how many days after the due date it was."""
        ends = {e.dispute_id: day for _, e, day in self.of(DisputeEnded)}
        is_open, count, due = False, 0, self.due(invoice)
        for seq, e, start in self.of(Disputed):
            if e.invoice_id != invoice:
                continue
            is_open = is_open or seq not in ends
            end = ends.get(seq, self.as_of + timedelta(days=1))
            day = start
            while day < end:
                count += day > due
                day += timedelta(days=1)
        return is_open, count

    def standing(self, invoice: int, kind: str, on: date) -> list[OverrideSet]:
        """The overrides of a kind that count for an invoice on a day, the one that decides last."""
        account = next(e.account_id for seq, e, _ in self.of(InvoiceIssued) if seq == invoice)
        ends = {e.override_id: day for _, e, day in self.of(OverrideEnded)}
        found = [
            (e.invoice_id is not None, seq, e)
            for seq, e, start in self.of(OverrideSet)
            if e.kind == kind
            and e.account_id == account
            and e.invoice_id in (None, invoice)
            and start <= on < ends.get(seq, date.max)
            and (e.until_on is None or on.isoformat() <= e.until_on)
        ]
        return [e for *_, e in sorted(found, key=lambda each: each[:2])]

    def left_out_on(self, invoice: int) -> list[date]:
        """The days up to now on which an invoice was left out, walked to day by day."""
        first = min((day for _, _, day in self.of(OverrideSet)), default=self.as_of)
        days = [first + timedelta(days=n) for n in range((self.as_of - first).days + 1)]
        return [day for day in days if self.standing(invoice, "leave_out", day)]

    def disputed_part(self, invoice: int, left: int) -> int:
        """How much of what is left of an invoice is in dispute: of several disputes, all they are about."""
        ends = {e.dispute_id for _, e, _ in self.of(DisputeEnded)}
        open_ones = [
            e for seq, e, _ in self.of(Disputed) if e.invoice_id == invoice and seq not in ends
        ]
        parts = [left if e.amount is None else e.amount for e in open_ones]
        return min(left, sum(parts))

    def disputed_on(self, invoice: int, day: date) -> bool:
        """Whether an invoice was in dispute on a day."""
        ends = {e.dispute_id: end for _, e, end in self.of(DisputeEnded)}
        return any(
            e.invoice_id == invoice and start <= day < ends.get(seq, date.max)
            for seq, e, start in self.of(Disputed)
        )

    def overridden(self, invoice: int) -> Overridden:
        """What overrides say of an invoice."""
        left_out, due = self.left_out_on(invoice), self.due(invoice)
        late = [day for day in left_out if day > due]
        graces = self.standing(invoice, "grace", self.as_of)
        return Overridden(
            left_out=self.as_of in left_out,
            days_left_out=len(late),
            days_left_out_disputed=sum(self.disputed_on(invoice, day) for day in late),
            grace=graces[-1].days if graces else None,
        )

    def under(self, invoice: int) -> str:
        """The id of the policy an invoice is put under, empty where it is under the main one."""
        found = self.standing(invoice, "policy", self.as_of)
        return found[-1].policy_id if found else self.on_trial(invoice)

    def on_trial(self, invoice: int) -> str:
        """The id of the policy on trial that an invoice's account was drawn for, empty where it was not."""
        account = next(e.account_id for seq, e, _ in self.of(InvoiceIssued) if seq == invoice)
        number = next(e.number for seq, e, _ in self.of(AccountOpened) if seq == account)
        over = {e.trial_id for _, e, _ in self.of(TrialEnded)}
        drawn = [
            (start, seq, e.policy_id)
            for seq, e, start in self.of(TrialStarted)
            if seq not in over
            and int(hashlib.sha256(f"{e.name}\n{number}".encode()).hexdigest()[:8], 16)
            < e.share * 2**32 / 10_000
        ]
        return max(drawn, key=lambda each: each[1])[2] if drawn else ""

    def promises(self, account: int, currency: str) -> list[str]:
        """The state of each promise, in the order they were recorded."""
        states = []
        for _, e, made in self.of(Promised):
            if (e.account_id, e.currency) != (account, currency):
                continue
            due = date.fromisoformat(e.due_on)
            shown = min((day for _, _, day in self.of(SnapshotTaken) if day >= due), default=due)
            paid = sum(
                amount
                for day, amount, inferred in self.told(account, currency)
                if made <= day <= (shown if inferred else due)
            )
            states.append("kept" if paid >= e.amount else "broken" if due < self.as_of else "open")
        return states

    def whole_months(self, due: date) -> int:
        """How often the day of the month of a due date has come round since, walked to month by month."""
        months, year, month = 0, due.year, due.month
        while True:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            if date(year, month, min(due.day, monthrange(year, month)[1])) > self.as_of:
                return months
            months += 1

    def open_invoices(self) -> dict[int, dict[str, object]]:
        """Every fact of every open invoice whose account owes something in its currency."""
        return {
            seq: {**self.account_facts(e.account_id, e.currency), **self.invoice_facts(seq, e, day)}
            for seq, e, day in self.of(InvoiceIssued)
            if self.balance(seq) > 0
        }

    def account_facts(self, account: int, currency: str) -> dict[str, object]:
        items = [
            (seq, e, day)
            for seq, e, day in self.of(InvoiceIssued)
            if e.account_id == account and e.currency == currency
        ]
        opened, kind = next(
            (day, e.debtor_kind) for seq, e, day in self.of(AccountOpened) if seq == account
        )
        changes = sorted(
            (day, seq, e.debtor_kind)
            for seq, e, day in self.of(AccountChanged)
            if e.account_id == account
        )
        owed = {seq: self.balance(seq) for seq, _, _ in items if self.balance(seq) > 0}
        overdue = {seq: left for seq, left in owed.items() if self.due(seq) < self.as_of}
        settled = [seq for seq, e, _ in items if e.amount > 0 and self.balance(seq) <= 0]
        paid = self.payments(account, currency)
        contacts = [
            d for _, e, d in self.of(Contacted) if e.account_id == account and e.direction == "out"
        ]
        answers = [
            d
            for _, e, d in self.of(Contacted)
            if e.account_id == account and (e.direction == "in" or results()[e.result].conversation)
        ]
        promises = self.promises(account, currency)
        last_paid = max((day for day, _ in paid), default=min(day for _, _, day in items))
        return {
            "debtor_kind": changes[-1][2] if changes else kind,
            "currency": currency,
            "customer_age_days": (self.as_of - opened).days,
            "outstanding_total": sum(owed.values()),
            "overdue_total": sum(overdue.values()),
            "overdue_invoices": len(overdue),
            "open_invoices": len(owed),
            "oldest_days_past_due": max((self.as_of - self.due(seq)).days for seq in owed),
            "disputed_total": sum(self.disputed_part(seq, left) for seq, left in owed.items()),
            "paid_last_12_months": sum(
                amount for day, amount in paid if day > self.as_of.replace(year=2025)
            ),
            "invoices_paid": len(settled),
            "late_last_12_months": sum(
                self.late(seq)
                for seq, _, _ in items
                if self.due(seq) > self.as_of.replace(year=2025)
            ),
            "average_days_late": self.average_days_late(settled),
            "days_since_last_payment": (self.as_of - last_paid).days,
            "days_since_last_contact": (self.as_of - max(contacts, default=opened)).days,
            "days_since_last_answer": (self.as_of - max(answers, default=opened)).days,
            "month": self.as_of.strftime("%b").lower(),
            "day_of_month": self.as_of.day,
            "weekday": self.as_of.strftime("%a").lower(),
            "promise": promises[-1] if promises else "none",
            "broken_promises": promises.count("broken"),
            "plans_broken": agreed.count(agreed.plans(self.events), account, currency, "broken"),
            "plans_open": agreed.count(agreed.plans(self.events), account, currency, "open"),
            "settlements_lapsed": agreed.count(
                agreed.settlements(self.events), account, currency, "lapsed"
            ),
        }

    def oldest_overdue(self, account: int, currency: str) -> int | None:
        """The invoice of an account that has been past due longest, None where none is."""
        late = sorted(
            (self.due(seq), seq)
            for seq, e, _ in self.of(InvoiceIssued)
            if (e.account_id, e.currency) == (account, currency)
            and self.balance(seq) > 0
            and self.due(seq) < self.as_of
        )
        return late[0][1] if late else None

    def average_days_late(self, settled: list[int]) -> int:
        late = [
            (max(d for _, e, d in self.of(Posted) if e.invoice_id == seq) - self.due(seq)).days
            for seq in settled
        ]
        if not late:
            return 0
        return int((Decimal(sum(late)) / len(late)).quantize(Decimal(1), ROUND_HALF_UP))

    def invoice_facts(self, seq: int, e: InvoiceIssued, issued: date) -> dict[str, object]:
        steps = [
            (n, s, day)
            for n, s, day in self.of(StageStepped)
            if s.invoice_id == seq and s.step == "done"
        ]
        moves = [(n, m.stage_to) for n, m, _ in self.of(StageMoved) if m.invoice_id == seq]
        moved, moved_to = moves[-1] if moves else (0, "")
        last = (steps[-1][1].stage, steps[-1][2]) if steps else None
        if last is not None and moved > steps[-1][0]:
            last = None if moved_to == "none" else (moved_to, last[1])
        passed = [
            s.stage
            for n, s, day in self.of(StageStepped)
            if s.invoice_id == seq
            and s.step == "passed"
            and day < self.as_of
            and not (moved_to == "none" and moved > n)
        ]
        disputed, disputed_days = self.disputed_days(seq)
        done = [s.stage for _, s, _ in steps]
        return {
            "invoice_amount": e.amount,
            "balance": self.balance(seq),
            "charges_total": sum(
                c.amount
                for _, c, day in self.of(Charged)
                if c.invoice_id == seq and day < self.as_of and c.rule != "bank-fee"
            ),
            "interest_total": sum(
                b.amount
                for _, b, day in self.of(InterestBooked)
                if b.invoice_id == seq
                and day < self.as_of
                and (b.booked_on is None or b.booked_on < self.as_of.isoformat())
            ),
            "days_past_due": (self.as_of - self.due(seq)).days,
            "whole_months_past_due": self.whole_months(self.due(seq)),
            "invoice_age_days": (self.as_of - issued).days,
            "disputed": disputed,
            "days_disputed": disputed_days,
            "plan": agreed.plan_of(self.events, seq),
            "settlement": agreed.settlement_of(self.events, seq),
            "placed": agreed.is_placed(self.events, seq),
            "oldest_overdue": self.oldest_overdue(e.account_id, e.currency) == seq,
            "late_when_first_seen": self.due_as_issued(seq) < date.fromisoformat(e.seen_on),
            "stage": last[0] if last else "none",
            "stages_done": " ".join(
                stage for n, stage in enumerate(done) if stage not in done[n + 1 :]
            ),
            "days_since_stage": (self.as_of - last[1]).days if last else 0,
            "passed_over": passed[-1] if passed else "none",
        }
