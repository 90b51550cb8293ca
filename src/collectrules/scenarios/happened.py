"""Reading what happens in a timeline, to invoices that were issued before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Final, get_args

from collectrules.charges.allocation import PARTS
from collectrules.compliance.results import result_named
from collectrules.errors import InputError
from collectrules.policy.facts import closest
from collectrules.policy.model import Channel, Part
from collectrules.policy.positions import KeyPath
from collectrules.policy.shape.base import shortened
from collectrules.scenarios.happened_overrides import OverrideReader
from collectrules.scenarios.happened_people import PeopleReader
from collectrules.scenarios.happenings import (
    Agreed,
    AgreedWhat,
    Contact,
    CreditNote,
    Dispute,
    DisputeOver,
    DueChange,
    Happening,
    Invoice,
    Payment,
    Promise,
)
from collectrules.scenarios.known_persons import MEANT
from collectrules.scenarios.leaves import Leaves

_TWO_DAYS: Final = "check the two days"


class HappeningReader:
    """Reads what happens, keeping its faults; knows which invoices there are so far."""

    def __init__(self, currency: str, leaves: Leaves, people: PeopleReader) -> None:
        self._currency = currency
        self._leaves = leaves
        self.persons = people.known
        self.invoices: list[str] = []
        overrides = OverrideReader(leaves, self.invoice_of)
        self.kinds: dict[str, Callable[[object, KeyPath, date], Happening | None]] = {
            "invoice": self._invoice,
            "payment": self._payment,
            "credit_note": self._credit_note,
            "promise": self._promise,
            "dispute": self._dispute,
            "dispute_ended": self._dispute_ended,
            "due_changed": self._due_changed,
            "plan": partial(self._agreed, "plan"),
            "settlement": partial(self._agreed, "settlement"),
            "override": overrides.override,
            "override_ended": overrides.ended,
            **people.kinds,
        }

    def invoice_of(self, table: Mapping[str, object], path: KeyPath) -> str | None:
        """Which invoice a table is about: the one it names with `of`, else the only one."""
        if "of" in table:
            return self._known(table["of"], (*path, "of"))
        return self._only(path)

    def contact(self, value: object, path: KeyPath, on: date) -> Contact | None:
        """A contact with its result, and what came of it."""
        keys = ("channel", "result", "promise", "dispute", *MEANT)
        table = self._leaves.table(value, path, keys, needed=keys[:2])
        if table is None or not ("channel" in table and "result" in table):
            return None
        channels: tuple[Channel, ...] = get_args(Channel)
        word = self._leaves.word(table["channel"], (*path, "channel"), channels)
        channel = next((each for each in channels if each == word), None)
        result = self._leaves.line(table["result"], (*path, "result"))
        whom = self.persons.meant(table, path, [channel] if channel else [])
        if channel is None or result is None or whom is None:
            return None
        promise = self._inside(table, "promise", path, on)
        dispute = self._inside(table, "dispute", path, on)
        try:
            code = result_named(channel, result).code
        except InputError as error:
            where = (*path, "result")
            self._leaves.report.add("unknown-word", error.message, where, help=error.help)
            return None
        return Contact(
            path=path,
            channel=channel,
            result=code,
            whom=whom,
            promise=promise if isinstance(promise, Promise) else None,
            dispute=dispute if isinstance(dispute, Dispute) else None,
        )

    def _inside(
        self, table: Mapping[str, object], key: str, path: KeyPath, on: date
    ) -> Happening | None:
        return self.kinds[key](table[key], (*path, key), on) if key in table else None

    def _invoice(self, value: object, path: KeyPath, on: date) -> Invoice | None:
        keys = ("number", "amount", "due")
        table = self._leaves.table(value, path, (*keys, "issued"), needed=keys)
        if table is None or not all(key in table for key in keys):
            return None
        number = self._leaves.line(table["number"], (*path, "number"))
        amount = self._leaves.amount(table["amount"], (*path, "amount"), self._currency)
        due = self._leaves.day(table["due"], (*path, "due"))
        issued = self._leaves.day(table["issued"], (*path, "issued")) if "issued" in table else on
        if number is not None:
            self._new_number(number, (*path, "number"))
        if number is None or amount is None or due is None or issued is None:
            return None
        if issued > on:
            self._order(f"an invoice of {issued} cannot be known on {on}", (*path, "issued"))
        if due < issued:
            self._order(f"an invoice of {issued} cannot be due on {due}", (*path, "due"))
        return Invoice(path=path, number=number, amount=amount, due=due, issued=issued)

    def _order(self, said: str, path: KeyPath) -> None:
        self._leaves.report.add("out-of-order", said, path, help=_TWO_DAYS)

    def _new_number(self, number: str, path: KeyPath) -> None:
        if number in self.invoices:
            self._leaves.report.add(
                "duplicate-name",
                f"the timeline has an invoice `{shortened(number)}` already",
                path,
                help="give each invoice of the timeline a number of its own",
            )
        self.invoices.append(number)

    def _known(self, value: object, path: KeyPath) -> str | None:
        number = self._leaves.line(value, path)
        if number is None or number in self.invoices:
            return number
        near = closest(number, self.invoices)
        others = f"there is {', '.join(self.invoices)}" if self.invoices else "there is none yet"
        self._leaves.report.add(
            "unknown-invoice",
            f"no invoice `{shortened(number)}` has been issued by then",
            path,
            help=f"did you mean `{near}`?" if near else others,
        )
        return None

    def _only(self, path: KeyPath) -> str | None:
        if len(self.invoices) == 1:
            return self.invoices[0]
        if self.invoices:
            self._leaves.report.add(
                "which-invoice",
                f"there are {len(self.invoices)} invoices by then, and it does not say which",
                path,
                help=f'add `of = "{self.invoices[0]}"`, or the number of another',
                part="key",
            )
            return None
        self._leaves.report.add(
            "unknown-invoice",
            "no invoice has been issued by then",
            path,
            help="a timeline begins with `invoice = { number = ..., amount = ..., due = ... }`",
            part="key",
        )
        return None

    def _of_amount(self, value: object, path: KeyPath, *more: str) -> tuple[str, int] | None:
        table = self._leaves.table(value, path, ("of", "amount", *more), needed=("amount",))
        if table is None:
            return None
        of = self.invoice_of(table, path)
        if of is None or "amount" not in table:
            return None
        amount = self._leaves.amount(table["amount"], (*path, "amount"), self._currency)
        return None if amount is None else (of, amount)

    def _payment(self, value: object, path: KeyPath, on: date) -> Payment | None:
        read = self._of_amount(value, path, "part")
        if read is None or not isinstance(value, dict):
            return None
        parts = self._parts(value["part"], (*path, "part")) if "part" in value else ()
        return Payment(path=path, of=read[0], amount=read[1], parts=parts)

    def _parts(self, value: object, path: KeyPath) -> tuple[Part, ...]:
        """The part or parts of what is owed that money is for, in order."""
        named = value if isinstance(value, list) else [value]
        words = [self._leaves.word(each, path, PARTS) for each in named]
        return tuple(part for word in words for part in PARTS if part == word)

    def _credit_note(self, value: object, path: KeyPath, on: date) -> CreditNote | None:
        read = self._of_amount(value, path)
        return CreditNote(path=path, of=read[0], amount=read[1]) if read else None

    def _promise(self, value: object, path: KeyPath, on: date) -> Promise | None:
        table = self._leaves.table(value, path, ("amount", "by"), needed=("amount", "by"))
        if table is None or not ("amount" in table and "by" in table):
            return None
        amount = self._leaves.amount(table["amount"], (*path, "amount"), self._currency)
        by = self._leaves.day(table["by"], (*path, "by"))
        if amount is None or by is None:
            return None
        if by < on:
            self._order(f"a promise made on {on} cannot be for {by}", (*path, "by"))
        return Promise(path=path, amount=amount, by=by)

    def _named(self, value: object, path: KeyPath) -> str | None:
        """An invoice, written as its number or as a table with `of`."""
        if isinstance(value, str):
            return self._known(value, path)
        table = self._leaves.table(value, path, ("of",))
        return None if table is None else self.invoice_of(table, path)

    def _dispute(self, value: object, path: KeyPath, on: date) -> Dispute | None:
        of = self._named(value, path)
        return None if of is None else Dispute(path=path, of=of)

    def _dispute_ended(self, value: object, path: KeyPath, on: date) -> DisputeOver | None:
        of = self._named(value, path)
        return None if of is None else DisputeOver(path=path, of=of)

    def _agreed(self, what: AgreedWhat, value: object, path: KeyPath, on: date) -> Agreed | None:
        table = self._leaves.table(value, path, ("offer", "of"))
        if table is None:
            return None
        offer = self._leaves.line(table["offer"], (*path, "offer")) if "offer" in table else None
        of = self._known(table["of"], (*path, "of")) if "of" in table else ""
        return None if of is None else Agreed(path=path, what=what, offer=offer, of=of)

    def _due_changed(self, value: object, path: KeyPath, on: date) -> DueChange | None:
        table = self._leaves.table(value, path, ("of", "to"), needed=("to",))
        if table is None or "to" not in table:
            return None
        of, to = self.invoice_of(table, path), self._leaves.day(table["to"], (*path, "to"))
        return None if of is None or to is None else DueChange(path=path, of=of, to=to)
