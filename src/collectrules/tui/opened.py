"""A contact that is being made: with whom, by which number, what is held for it, and what else is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.actions.action import Answers, Context
from collectrules.actions.answers import Asked
from collectrules.actions.context import context_at
from collectrules.actions.payment import paid_brings
from collectrules.compliance.gate import Verdict
from collectrules.compliance.results import Result
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.ledger.book import Ledger
from collectrules.policy.model import Channel, Policy
from collectrules.tui.held import Held, hold, left_over, let_go
from collectrules.tui.numbers import Number, numbers_of
from collectrules.worklist.brought import NOTHING, Brings
from collectrules.worklist.calling_back import CallBackWanted
from collectrules.worklist.find import AccountNamed, account_by_id
from collectrules.worklist.next_step import NextStep, next_step
from collectrules.worklist.outcomes import LoggedContact, log_contact
from collectrules.worklist.under import verdict_of

_CHANNELS: Final[tuple[Channel, ...]] = ("call", "email", "letter", "sms")
_OFFICE_OPENS: Final = "09:00"
"""When a call-back is proposed on a day that is free as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the dialog over a contact shows and holds."""

    account: AccountNamed
    currency: str
    channel: Channel
    policy: Policy
    step: NextStep
    numbers: tuple[Number, ...]
    chosen: int
    """Which of the numbers is used."""
    held: Held
    who: Mapping[int, str]
    """By whom each contact was recorded that a limit counted."""
    others: tuple[Channel, ...] = ()
    """The other channels that are open now, where this one is not."""

    @property
    def number(self) -> Number:
        """The number or address that is used."""
        return self.numbers[self.chosen]

    @property
    def dialled(self) -> bool:
        """Whether there is a number to dial, the attempt being held."""
        return self.channel == "call" and self.held.attempt is not None

    @property
    def free_at(self) -> str:
        """When it is free again, as a call-back has it: `2026-07-01 09:00`; empty where it never is."""
        verdict = self.held.verdict
        if verdict is None or verdict.allowed_from is None:
            return ""
        time = verdict.allowed_from_time
        if time is not None:
            return f"{time.astimezone(ZoneInfo(self.policy.time_zone)):%Y-%m-%d %H:%M}"
        return f"{verdict.allowed_from} {_OFFICE_OPENS}"


def open_contact(
    ledger: Ledger,
    account_id: int,
    currency: str,
    channel: Channel,
    *,
    at: datetime,
    by: str,
    left: int | None = None,
) -> Opened:
    """Reserve an attempt at an account, or find the one left without a result, and read what there is to see.

    The first number that the gate lets through is used; where none is, the first. Raises as `hold` does.
    """
    context = _context(ledger, account_id, currency, at, by)
    numbers = numbers_of(ledger, account_id, channel, context.on, context.policy)
    held = left_over(context, channel, left)
    if held is not None:
        assert held.attempt is not None
        chosen = _of_attempt(numbers, held)
    else:
        chosen = 0
        held = hold(context, channel, numbers[0].whom)
    return _opened(context, channel, numbers, chosen, held)


def _context(ledger: Ledger, account_id: int, currency: str, at: datetime, by: str) -> Context:
    account = account_by_id(ledger, account_id)
    return context_at(ledger, account, currency=currency, at=at, by=by)


def _of_attempt(numbers: tuple[Number, ...], held: Held) -> int:
    """The number that an attempt was reserved for; the first where it names none that there is."""
    assert held.attempt is not None
    reach = held.attempt.whom.reach_id
    return next((place for place, each in enumerate(numbers) if each.whom.reach_id == reach), 0)


def _opened(
    context: Context, channel: Channel, numbers: tuple[Number, ...], chosen: int, held: Held
) -> Opened:
    verdict, closed = held.verdict, held.attempt is None
    return Opened(
        account=context.account,
        currency=context.currency,
        channel=channel,
        policy=context.policy,
        step=next_step(context.ledger, context.account.id, context.currency),
        numbers=numbers,
        chosen=chosen,
        held=held,
        who=_who(context.ledger, verdict),
        others=_open_now(context, channel) if closed else (),
    )


def _open_now(context: Context, channel: Channel) -> tuple[Channel, ...]:
    return tuple(
        each
        for each in _CHANNELS
        if each != channel
        and verdict_of(context.ledger, context.policy, context.account.id, each, context.at).allowed
    )


def _who(ledger: Ledger, verdict: Verdict | None) -> dict[int, str]:
    """By whom what a limit counted was recorded."""
    found = {}
    for each in verdict.counted if verdict else ():
        row = ledger.connection.execute(
            "SELECT recorded_by FROM journal WHERE seq = ?", (each.seq,)
        ).fetchone()
        found[each.seq] = row[0] if row else ""
    return found


def hold_again(
    ledger: Ledger,
    opened: Opened,
    *,
    chosen: int,
    reason: str = "",
    at: datetime,
    by: str,
) -> Opened:
    """Reserve an attempt by another number, or with a reason; what was held before is given back.

    An attempt that counts as made stays, and goes on being what is held.
    """
    if let_go(ledger, opened.held, at=at, by=by):
        return opened
    context = _context(ledger, opened.account.id, opened.currency, at, by)
    held = hold(context, opened.channel, opened.numbers[chosen].whom, reason=reason)
    return _opened(context, opened.channel, opened.numbers, chosen, held)


def log_opened(
    ledger: Ledger,
    opened: Opened,
    result: Result,
    answers: Answers,
    *,
    note: str = "",
    at: datetime,
    by: str,
) -> LoggedContact:
    """Log a contact: the result of the attempt that is held, or one at `at` where that is none of it.

    What is no attempt of ours gives back the attempt that was reserved for this dialog, within ten minutes.
    Raises as `log_contact` does, and `WrongAnswer` where an answer cannot be read; the attempt stands then.
    """
    context = replace(
        _context(ledger, opened.account.id, opened.currency, at, by), currency=opened.currency
    )
    asked, attempt = Asked(context, answers), opened.held.attempt if result.passes_gate else None
    brings = _brings(context, asked, opened, result)
    logged = log_contact(
        ledger,
        context.policy_seq,
        context.policy,
        account_id=context.account.id,
        channel=opened.channel,
        result=result.code,
        at=attempt.at if attempt else at,
        by=by,
        whom=_whom(opened, result),
        attempt_id=attempt.id if attempt else None,
        note=note,
        promise=(asked.amount("amount"), opened.currency, asked.day("day"))
        if result.needs == "promise"
        else None,
        dispute=(asked.disputed("invoices"), asked.needed("reason"))
        if result.needs == "dispute"
        else None,
        override_reason=asked.text("override"),
        brings=brings,
        recorded_at=at,
    )
    if attempt is None:
        let_go(ledger, opened.held, at=at, by=by)
    return logged


def _whom(opened: Opened, result: Result) -> Whom:
    attempt = opened.held.attempt
    if attempt is not None and result.passes_gate:
        return attempt.whom
    return opened.number.whom if result.direction == "out" else ANYBODY


def _brings(context: Context, asked: Asked, opened: Opened, result: Result) -> Brings:
    """The call-back they asked for, or the payment they say they made."""
    match result.code:
        case "RPC-CB":
            whom = opened.number.whom
            return Brings(
                call_back=CallBackWanted(
                    at=asked.moment("at"), person_id=whom.person_id, reach_id=whom.reach_id
                )
            )
        case "PAID":
            return paid_brings(context, asked)
        case _:
            return NOTHING
