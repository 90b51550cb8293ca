"""The ledger of one timeline: what happens is written into it as an import, a run or staff would."""

from __future__ import annotations

from datetime import date, datetime, time
from types import TracebackType
from typing import Final, Self
from zoneinfo import ZoneInfo

from collectrules.acts.payments import Payment as Money
from collectrules.acts.payments import record_payment
from collectrules.acts.plans import PlanWanted, agree_plan
from collectrules.acts.settling import SettlementWanted, agree_settlement
from collectrules.acts.terms import TermsOf
from collectrules.charges.allocation import Named
from collectrules.charges.conditions import Versions
from collectrules.charges.rates import lasting_rates
from collectrules.compliance.local import day_begins
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.errors import Refused
from collectrules.ledger.book import IN_MEMORY, Ledger
from collectrules.ledger.events import (
    AccountOpened,
    DueDateChanged,
    InvoiceIssued,
    PolicyPublished,
    Posted,
    StageStepped,
)
from collectrules.money import format_minor
from collectrules.policy.meaning import AS_WRITTEN, judge
from collectrules.policy.model import (
    LANGUAGE,
    ContactAction,
    Policy,
)
from collectrules.scenarios.gate import Gate
from collectrules.scenarios.happenings import (
    NOON,
    Agreed,
    CarriedOut,
    Contact,
    CreditNote,
    Dispute,
    DisputeOver,
    DueChange,
    Entry,
    Happening,
    Invoice,
    Overriding,
    OverridingOver,
    Payment,
    Promise,
)
from collectrules.scenarios.happenings_people import PeopleHappening
from collectrules.scenarios.model import TimelineScenario
from collectrules.scenarios.office import BY, SAID, Office
from collectrules.scenarios.persons import Persons
from collectrules.scenarios.seen import Seen, as_read
from collectrules.scenarios.traces import charges, story, waived
from collectrules.worklist.disputes import end_dispute, open_dispute
from collectrules.worklist.find import find_account
from collectrules.worklist.outcomes import Blocked
from collectrules.worklist.overrides import OverrideWanted, end_override, set_override, standing
from collectrules.worklist.promises import record_promise
from collectrules.worklist.run import run_day
from collectrules.worklist.state import invoice_state

_NUMBER: Final = "customer"
"""The number of the one account."""


class Books:
    """A ledger in memory with one account; the policy is in force on all its days."""

    def __init__(self, policy: Policy, scenario: TimelineScenario, ledger: Ledger) -> None:
        self._policy = policy
        self._currency = scenario.currency
        self._ledger = ledger
        self._zone = ZoneInfo(policy.time_zone)
        self._invoices: dict[str, int] = {}
        first, customer = scenario.entries[0].on, scenario.customer
        self._acted = day_begins(first, self._zone)
        with ledger.writing(at=self._moment(first), by=BY) as book:
            version = PolicyPublished(policy.id, policy.version, LANGUAGE, policy.sha256, "")
            self._version = book.append(version, on=min(first, customer.since))
            opened = AccountOpened(_NUMBER, "the customer", customer.debtor_kind)
            self._account = book.append(opened, on=customer.since)
        self._persons = Persons(
            ledger=ledger,
            policy=policy,
            account=find_account(ledger, _NUMBER),
            when=self._told,
        )
        for person in customer.persons:
            self._persons.add(person, customer.since)
        self._versions = Versions(ledger.connection, told=lasting_rates())
        self._versions.know(self._version, policy)
        self._office = Office(
            ledger=ledger,
            policy=policy,
            version=self._version,
            account=self._account,
            currency=self._currency,
            versions=self._versions,
        )

    @classmethod
    def of(cls, policy: Policy, scenario: TimelineScenario) -> Self:
        """Empty books for a timeline."""
        return cls(policy, scenario, Ledger.create(IN_MEMORY))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ledger.close()

    def _moment(self, day: date, entry: Entry | None = None) -> datetime:
        return datetime.combine(day, entry.at if entry else NOON, tzinfo=self._zone)

    def _told(self, day: date, at: time | None) -> datetime:
        """When on a day something is told: at a time, or as early as nothing that was done comes after it."""
        if at is not None:
            return datetime.combine(day, at, tzinfo=self._zone)
        return max(day_begins(day, self._zone), self._acted)

    def enter(self, happening: Happening, entry: Entry) -> None:
        """Write what the day's run finds in the books; raises `Refused` where it cannot be."""
        ledger, day, at = self._ledger, entry.on, self._moment(entry.on)
        match happening:
            case Invoice():
                self._issue(happening, day)
            case Payment():
                self._pay(happening, day)
            case CreditNote():
                self._credit(happening, day)
            case Promise(amount=amount, by=due):
                record_promise(
                    ledger,
                    account_id=self._account,
                    amount=amount,
                    currency=self._currency,
                    due_on=due,
                    on=day,
                    at=at,
                    by=BY,
                )
            case Dispute(of=of):
                open_dispute(
                    ledger, invoice_id=self._invoices[of], reason=SAID, on=day, at=at, by=BY
                )
            case DisputeOver(of=of):
                end_dispute(
                    ledger, invoice_id=self._invoices[of], outcome=SAID, on=day, at=at, by=BY
                )
            case DueChange(of=of, to=to):
                self._append(DueDateChanged(self._invoices[of], to.isoformat()), day)
            case Agreed():
                self._agree(happening, day)
            case Overriding():
                self._override(happening, day)
            case OverridingOver():
                self._end_override(happening, day)
            case _ if isinstance(happening, PeopleHappening):
                self._persons.enter(happening, day)
            case _:
                raise TypeError(f"nothing is known of a {type(happening).__name__}")

    def do(self, act: Contact | CarriedOut, entry: Entry) -> None:
        """Do what staff do; raises `Refused` where the gate or the ledger forbids it."""
        at = self._acted = self._moment(entry.on, entry)
        if isinstance(act, CarriedOut):
            self._office.carry_out(act.stage, at)
        else:
            self._office.contact(act, self._invoices, self._persons.ids, at)

    def run(self, day: date) -> None:
        """Run the policy for a day."""
        policy, at = self._policy.on(day), self._moment(day)
        run_day(
            self._ledger,
            policy,
            self._version,
            as_of=day,
            at=at,
            by=BY,
            versions=self._versions,
        )

    def look(self, day: date, at: time = NOON) -> dict[str, Seen]:
        """What there is to be seen of each invoice on a day, by its number; the gate is asked at a time."""
        connection = self._ledger.connection
        policy = as_read(self._policy, day, self._currency)
        known = {one.number: one for one in known_invoices(connection, Moment.on(day))}
        moment = datetime.combine(day, at, tzinfo=self._zone)
        gate = Gate.of(connection, self._policy, self._account, moment, self._persons.ids)

        def seen(number: str, invoice: int) -> Seen:
            one, charged = known.get(number), charges(connection, invoice)
            facts, overridden = (one.facts, one.overridden) if one else (None, AS_WRITTEN)
            return Seen(
                policy=policy,
                currency=self._currency,
                known=facts,
                judgement=judge(policy, facts, overridden, day) if facts else None,
                on=day,
                overridden=overridden,
                charges=charged,
                waived=waived(connection, invoice),
                gate=gate,
            )

        return {number: seen(number, invoice) for number, invoice in self._invoices.items()}

    def carry_out_all(self, day: date) -> None:
        """Carry out every stage that is due on a day and that the gate allows, as if the owner approved.

        At noon, or where the gate is closed then as soon on that day as it is open; after all else.
        """
        if not self._office.waiting():
            return
        seen = self.look(day)
        due = {id for one in seen.values() for id in one.decided("stage")}
        for stage in reversed(self._policy.stage_ids):
            if stage in due and self._office.waiting(stage):
                try:
                    self._office.carry_out(stage, self._open_moment(stage, day))
                except Blocked:
                    continue

    def _open_moment(self, id: str, day: date) -> datetime:
        """When on a day a stage can be carried out: noon, where no other time is found."""
        action = self._policy.stage[self._policy.stage_ids.index(id)].action
        earliest = max(day_begins(day, self._zone), self._acted)
        usual = max(self._moment(day), earliest)
        if isinstance(action, ContactAction):
            for moment in (usual, earliest):
                verdict = self._office.first_verdict(action, moment)
                free = moment if verdict.allowed else verdict.allowed_from_time
                if free is not None and free.astimezone(self._zone).date() == day:
                    return free
        return usual

    def story(self) -> list[str]:
        """What runs and staff wrote, in order, one line each."""
        return story(self._ledger.connection, self._currency)

    def _append(
        self, event: InvoiceIssued | Posted | DueDateChanged | StageStepped, day: date
    ) -> int:
        with self._ledger.writing(at=self._moment(day), by=BY) as book:
            return book.append(event, on=day)

    def _agree(self, agreed: Agreed, day: date) -> None:
        held = {id for one in self.look(day).values() for id in one.decided("offer")}
        if agreed.offer is not None and agreed.offer not in held:
            raise Refused(f"the offer `{agreed.offer}` does not hold that day")
        account = find_account(self._ledger, _NUMBER)
        invoices = (self._invoices[agreed.of],) if agreed.of else ()
        policy, at = (self._policy.on(day), self._version), self._moment(day)
        if agreed.what == "plan":
            plan = PlanWanted(
                account=account,
                invoices=invoices,
                offer=agreed.offer,
                approved_by=BY,
                policy=policy,
                versions=self._versions,
                on=day,
            )
            agree_plan(self._ledger, plan, at=at, by=BY)
        else:
            settlement = SettlementWanted(
                account=account,
                invoices=invoices,
                offer=agreed.offer,
                approved_by=BY,
                policy=policy,
                versions=self._versions,
                on=day,
            )
            agree_settlement(self._ledger, settlement, at=at, by=BY)

    def _override(self, wanted: Overriding, day: date) -> None:
        override = OverrideWanted(
            account_id=self._account,
            invoice_id=self._invoices[wanted.of] if wanted.of else None,
            kind=wanted.what,
            days=wanted.days,
            reason=SAID,
            from_on=day,
            until_on=wanted.until,
        )
        set_override(self._ledger, override, at=self._moment(day), by=BY)

    def _end_override(self, over: OverridingOver, day: date) -> None:
        invoice = self._invoices[over.of] if over.of else None
        meant = standing(self._ledger.connection, self._account, invoice, over.what, day)
        if len(meant) != 1:
            raise Refused(
                f"{len(meant)} overrides could be ended" if meant else "no override counts that day"
            )
        end_override(self._ledger, meant[0], reason=SAID, on=day, at=self._moment(day), by=BY)

    def _pay(self, payment: Payment, day: date) -> None:
        """Record money; more than is owed on the invoice that is named is a slip in a scenario."""
        named = (Named(self._invoices[payment.of], payment.amount),)
        money = Money(
            account_id=self._account,
            currency=self._currency,
            amount=payment.amount,
            on=day,
            named=named,
            parts=payment.parts,
            again=True,
        )
        terms = TermsOf.always(self._policy.on(day), self._version, self._versions)
        record_payment(self._ledger, money, terms, at=self._moment(day), by=BY)

    def _issue(self, invoice: Invoice, seen_on: date) -> None:
        event = InvoiceIssued(
            self._account,
            invoice.number,
            self._currency,
            invoice.amount,
            invoice.due.isoformat(),
            seen_on.isoformat(),
            BY,
        )
        self._invoices[invoice.number] = self._append(event, invoice.issued)

    def _credit(self, note: CreditNote, day: date) -> None:
        state = invoice_state(self._ledger.connection, self._invoices[note.of])
        if note.amount > state.balance:
            left = format_minor(max(0, state.balance), self._currency)
            raise Refused(f"a credit note for more than the {left} left to pay on `{note.of}`")
        self._append(Posted(state.id, "credit", -note.amount), day)
