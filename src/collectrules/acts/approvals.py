"""The owner approves what rules ask for: a stage, an offer, or a write-off, which is carried out with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

from collectrules.acts.agreeing import refuse_name
from collectrules.acts.write_offs import WrittenOff, enter_write_off, write_off_rule
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import Approved
from collectrules.ledger.owed import Owed, owed
from collectrules.policy.facts import closest
from collectrules.policy.meaning import judge
from collectrules.policy.model import Policy
from collectrules.worklist.approved import approved_stages, offer_approved
from collectrules.worklist.carried import waiting_at
from collectrules.worklist.find import AccountNamed
from collectrules.worklist.under import Beside, beside_on
from collectrules.worklist.versions import policy_in_force

Section = Literal["stage", "write_off", "offer"]
SECTIONS: Final[tuple[Section, ...]] = get_args(Section)
NAMES: Final[dict[Section, str]] = {"stage": "stage", "write_off": "write-off", "offer": "offer"}


@dataclass(frozen=True, slots=True)
class ApprovalGiven:
    """An approval as it was written, with what was carried out by it."""

    seq: int
    section: Section
    rule: str
    invoices: tuple[str, ...]
    """The invoices it is about, by number; empty for the account."""
    written_off: tuple[WrittenOff, ...]


def approve(
    ledger: Ledger,
    account: AccountNamed,
    rule: str,
    *,
    section: Section | None = None,
    invoice_id: int | None = None,
    reason: str,
    on: date,
    at: datetime,
    by: str,
    dry_run: bool = False,
) -> ApprovalGiven:
    """Record that the owner, who is `by`, approves what a rule asks for; a write-off is carried out.

    Raises `InputError` where the policy has no such rule that asks for approval, or several, and `Refused`
    where nothing waits for it, it was approved before, or no reason is given.
    """
    if not reason.strip():
        raise Refused("the reason is missing", help="say in a few words why, with `--reason`")
    owner = refuse_name(by)
    writing = ledger.rehearsing if dry_run else ledger.writing
    with writing(at=at, by=owner) as book:
        act = _Approving.of(ledger, book, account, rule, on)
        match section or act.section():
            case "stage":
                return act.stage(invoice_id, reason.strip())
            case "offer":
                return act.offer(reason.strip())
            case "write_off":
                return act.write_off(invoice_id, reason.strip(), owner)


def _asking(policy: Policy) -> Iterator[tuple[Section, str]]:
    """The rules of a policy that ask for the owner's approval, in each currency."""
    for section in SECTIONS:
        for _, read in policy.groups:
            for rule in read.section(section):
                if getattr(rule, "approval", "none") == "owner":
                    yield section, rule.id


@dataclass(frozen=True, slots=True)
class _Approving:
    """One act of approving, in an open transaction."""

    ledger: Ledger
    book: Book
    account: AccountNamed
    rule: str
    on: date
    beside: Beside
    policies: Mapping[str, tuple[Policy, int]]
    """Those that the account, or any invoice of it, is under, by id; empty for the main one."""

    @classmethod
    def of(
        cls, ledger: Ledger, book: Book, account: AccountNamed, rule: str, on: date
    ) -> _Approving:
        """The act, with the policies it is about."""
        beside = beside_on(ledger, on, accounts=(account.id,))
        policies = {"": policy_in_force(ledger, on), **beside.versions}
        return cls(ledger, book, account, rule, on, beside, policies)

    def section(self) -> Section:
        """The section of the rule; raises `InputError` where it is in none, or in several."""
        asking = {each for policy, _ in self.policies.values() for each in _asking(policy)}
        found = [each for each in SECTIONS if (each, self.rule) in asking]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(
                f"`{self.rule}` is a {' and a '.join(NAMES[each] for each in found)}",
                help="say which with `--section`",
            )
        ids = sorted({id for _, id in asking})
        near = closest(self.rule, ids)
        these = f"these do: {', '.join(ids)}" if ids else "no rule of it does"
        raise InputError(
            f"the policy has no rule `{self.rule}` that asks for the owner's approval",
            help=f"did you mean `{near}`?" if near else these,
        )

    def stage(self, invoice_id: int | None, reason: str) -> ApprovalGiven:
        """Approve the stage for the invoices that wait at it."""
        whom = self.book.connection, self.account.id, self.on
        waiting = [
            each.invoice_id
            for each in waiting_at(*whom)
            if each.stage == self.rule and invoice_id in (None, each.invoice_id)
        ]
        approved = approved_stages(*whom)
        left = [each for each in waiting if (each, self.rule) not in approved]
        if not left:
            said = f"no invoice of account `{self.account.number}` waits at the stage `{self.rule}`"
            raise self._nothing_waits(said, before=bool(waiting))
        seq = self._write("stage", invoice_id, self._policy_of(left[0])[1], reason)
        return self._given(seq, "stage", owed(self.book.connection, self.on, invoices=left))

    def offer(self, reason: str) -> ApprovalGiven:
        """Approve that the offer is made to the account, once."""
        said = f"the offer `{self.rule}` does not hold for account `{self.account.number}`"
        if offer_approved(self.book.connection, self.account.id, self.rule):
            raise self._nothing_waits(said, before=True)
        version = next(self._offering(), None)
        if version is None:
            raise self._nothing_waits(said, before=False)
        return self._given(self._write("offer", None, version, reason), "offer", ())

    def write_off(self, invoice_id: int | None, reason: str, owner: str) -> ApprovalGiven:
        """Approve that what the rule says is let go, and let it go."""
        connection, account = self.book.connection, self.account
        meant = [
            each
            for each in owed(connection, self.on, accounts=(account.id,))
            if invoice_id in (None, each.invoice_id) and self._may_go(each)
        ]
        if not meant:
            said = f"nothing of account `{account.number}` may be written off by `{self.rule}`"
            raise self._nothing_waits(said, before=False)
        _, version = self._policy_of(meant[0].invoice_id)
        seq = self._write("write_off", invoice_id, version, reason)
        written = tuple(
            enter_write_off(
                self.ledger,
                self.book,
                account,
                each.invoice_id,
                reason,
                approved_by=owner,
                on=self.on,
            )
            for each in meant
        )
        return self._given(seq, "write_off", meant, written)

    def _may_go(self, invoice: Owed) -> bool:
        found = write_off_rule(self.ledger, self.account.id, invoice.invoice_id, self.on)
        return found is not None and found.id == self.rule

    def _offering(self) -> Iterator[int]:
        """The versions of a policy by which the offer holds for what the account owes."""
        moment = Moment.on(self.on, accounts=(self.account.id,))
        for each in known_invoices(self.book.connection, moment):
            policy, seq = self._policy_of(each.invoice_id)
            if any(offer.id == self.rule for offer in judge(policy, each.facts).offers):
                yield seq

    def _policy_of(self, invoice_id: int) -> tuple[Policy, int]:
        return self.policies[self.beside.of_invoice(self.account.id, invoice_id)]

    def _write(self, section: Section, invoice_id: int | None, version: int, reason: str) -> int:
        event = Approved(self.account.id, invoice_id, section, self.rule, version, reason)
        return self.book.append(event, on=self.on)

    def _given(
        self,
        seq: int,
        section: Section,
        about: Sequence[Owed],
        written: tuple[WrittenOff, ...] = (),
    ) -> ApprovalGiven:
        numbers = tuple(each.number for each in about)
        return ApprovalGiven(seq, section, self.rule, numbers, written)

    def _nothing_waits(self, said: str, *, before: bool) -> Refused:
        if before:
            return Refused(
                f"`{self.rule}` of account `{self.account.number}` was approved before, and is not "
                "carried out yet",
                help="nothing was written",
            )
        return Refused(
            said,
            help="`collectrules approvals` shows what waits, `collectrules explain` why it does not",
        )
