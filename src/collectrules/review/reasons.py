"""Why an account is treated differently: what each version decides of its invoices, and both explanations.

It is the small specification that is asked, one invoice at a time, about the very books that the run judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from collectrules.engine.explain import Explanation, explain
from collectrules.engine.gather import Moment
from collectrules.engine.known import KnownInvoice, known_invoices
from collectrules.policy.meaning import Judgement, judge
from collectrules.policy.model import Policy
from collectrules.review.ground import Ground
from collectrules.review.model import Impact, Key, Version
from collectrules.review.standing import in_place
from collectrules.worklist.in_flight import settle_in_flight
from collectrules.worklist.under import judgings, named_if_few


@dataclass(frozen=True, slots=True)
class Deciding:
    """One thing that the versions decide differently about an invoice, and by which rules."""

    invoice: str
    section: str
    """`segment`, `grace`, `hold`, `late_fee`, `interest`, `stage`, `write_off`, `credit` or `provision`."""
    before: str
    """The rules, with what they say where both have the same; `none` where there is none."""
    after: str


Reasons = Mapping[Key, tuple[Deciding, ...]]

SECTIONS: Final = (
    "segment", "grace", "hold", "late_fee", "interest", "stage", "write_off", "credit", "provision",
)  # fmt: skip


def reasons(ground: Ground, impact: Impact) -> Reasons:
    """For every account that moved, what is decided differently about its invoices.

    An account may move without: the gate decides about contacts, and an amount of a fee is no rule.
    """
    versions = impact.before.version, impact.after.version
    return reasons_of(ground, versions, [each.before.key for each in impact.moved])


def reasons_of(ground: Ground, versions: tuple[Version, Version], keys: Collection[Key]) -> Reasons:
    """For some accounts, what two versions decide differently about their invoices."""
    accounts = {account_id for account_id, _ in keys}
    if not accounts:
        return {}
    before, after = (_decided(ground, version, accounts) for version in versions)
    found: dict[Key, list[Deciding]] = {key: [] for key in keys}
    for invoice in dict.fromkeys((*before, *after)):
        was, now = before.get(invoice), after.get(invoice)
        one = was or now
        assert one is not None
        if one.key in found:
            found[one.key] += _differences(one.number, was, now)
    return {key: tuple(each) for key, each in found.items()}


@dataclass(frozen=True, slots=True)
class _Decided:
    key: Key
    number: str
    says: Mapping[str, str]


def _differences(number: str, was: _Decided | None, now: _Decided | None) -> Iterator[Deciding]:
    for section in SECTIONS:
        before = was.says[section] if was else "not judged"
        after = now.says[section] if now else "not judged"
        if before != after:
            yield Deciding(number, section, before, after)


def _decided(ground: Ground, version: Version, accounts: Collection[int]) -> dict[int, _Decided]:
    """What a version decides of each open invoice of some accounts, by its id."""
    found = {}
    with _judged(ground, version, accounts) as (policies, invoices):
        for invoice in invoices:
            policy = policies[_under(ground, invoice)]
            if invoice.currency in policy.currencies:
                judgement = judge(policy, invoice.facts, invoice.overridden, ground.as_of)
                read = policy.in_currency(invoice.currency)
                found[invoice.invoice_id] = _Decided(
                    (invoice.account_id, invoice.currency), invoice.number, _says(read, judgement)
                )
    return found


def explanations(
    ground: Ground, version: Version, account_id: int, currency: str
) -> tuple[Explanation, ...]:
    """How a version decides about each open invoice of an account, those due first in front."""
    with _judged(ground, version, (account_id,)) as (policies, invoices):
        return tuple(
            explain(policy, each)
            for each in invoices
            if each.currency == currency
            and currency in (policy := policies[_under(ground, each)]).currencies
        )


@contextmanager
def _judged(
    ground: Ground, version: Version, accounts: Collection[int]
) -> Iterator[tuple[Mapping[str, Policy], tuple[KnownInvoice, ...]]]:
    """The open invoices of some accounts as a version meets them, and who judges: policies by their id.

    The main policy's id is empty.
    """
    few = named_if_few(accounts)
    with ground.rehearsing() as book:
        seq, policy, _ = in_place(ground, book, version, ground.as_of)
        judging, _ = judgings(ground.ledger, policy, seq, ground.as_of)
        settle_in_flight(book, judging, ground.as_of)
        known = known_invoices(book.connection, Moment(ground.as_of, accounts=few))
        chosen = tuple(each for each in known if each.account_id in accounts)
        yield {each.moment.under or "": each.policy for each in judging}, chosen


def _under(ground: Ground, invoice: KnownInvoice) -> str:
    judged = ground.judged
    return judged.invoices.get(invoice.invoice_id, judged.accounts.get(invoice.account_id, ""))


def _says(policy: Policy, judgement: Judgement) -> Mapping[str, str]:
    """What is decided in each section, in a few words that are the same only where it is the same."""
    grace, own = judgement.grace, judgement.overridden.grace
    return {
        "segment": judgement.segment,
        "grace": f"{own} days by an override"
        if own is not None
        else f"{grace.days} days ({grace.id})"
        if grace
        else "none",
        "hold": _ids(each.id for each in judgement.holds),
        "late_fee": _ids(each.id for each in judgement.late_fees),
        "interest": judgement.interest.id if judgement.interest else "none",
        "stage": _stage(policy, judgement),
        "write_off": judgement.write_off.id if judgement.write_off else "none",
        "credit": _ids(each.id for each in judgement.credits),
        "provision": f"{judgement.provision.percent} %" if judgement.provision else "none",
    }


def _stage(policy: Policy, judgement: Judgement) -> str:
    due, step = judgement.stage_due, judgement.step
    if due is not None:
        return f"{policy.stage[due].id} is due"
    if step is None:
        return "none"
    if judgement.stopped("stage"):
        return f"{policy.stage[step.stage].id} is held"
    return f"{policy.stage[step.stage].id} waits"


def _ids(ids: Iterable[str]) -> str:
    return ", ".join(ids) or "none"
