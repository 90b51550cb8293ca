"""All that somebody at work on an account has to know at once, besides its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.charges.agreements import PlanMade, SettlementMade
from collectrules.compliance.gate import Verdict, may
from collectrules.compliance.local import local_day
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_with_sums
from collectrules.errors import InputError, LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.stops import Stop, stops
from collectrules.policy.model import Channel, Policy
from collectrules.worklist.account_money import AccountMoney, read_money
from collectrules.worklist.account_next import NextStep, read_next
from collectrules.worklist.account_offers import Offered, offers_now, standing_agreements
from collectrules.worklist.account_people import PersonNow, read_people
from collectrules.worklist.claims import claims
from collectrules.worklist.listing import CHANNELS
from collectrules.worklist.own_number import not_theirs_since
from collectrules.worklist.timeline import Entry, read_entries
from collectrules.worklist.trial_side import TrialSide, trial_side
from collectrules.worklist.under import beside_on
from collectrules.worklist.versions import policy_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Which account it is."""

    id: int
    number: str
    name: str
    debtor_kind: str
    phone: str
    email: str
    not_theirs_since: date | None
    """The day of the call by which the telephone number is not theirs; None where nothing says so."""
    open_by: str
    """Who else has it open; empty where nobody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account in one currency as it is at a moment."""

    head: Head
    at: datetime
    on: date
    """The day of that moment where the policy counts it."""
    currency: str
    other_currencies: tuple[str, ...]
    """In which something is owed too."""
    policy: Policy
    """As it reads on the day."""
    zone: ZoneInfo
    """By whose clock the business works."""
    money: AccountMoney
    next: NextStep | None
    """None where nothing is open in the currency."""
    gate: Mapping[Channel, Verdict]
    """Whether anybody of the account may be reached now, over each channel."""
    people: tuple[PersonNow, ...]
    stops: tuple[Stop, ...]
    """Those that stand, or will."""
    offers: tuple[Offered, ...]
    to_do: tuple[Entry, ...]
    """Call-backs that are asked for, and what is queued for sending, the latest recorded first."""
    agreements: tuple[PlanMade | SettlementMade, ...]
    """Plans and settlements that stand."""
    trial: TrialSide | None
    """None where it is in no trial."""


def business_clock(ledger: Ledger, on: date) -> ZoneInfo:
    """The time zone of the policy in force on a day; UTC where none is."""
    try:
        policy, _ = policy_in_force(ledger, on)
    except LedgerError:
        return ZoneInfo("UTC")
    return ZoneInfo(policy.time_zone)


def read_account(
    ledger: Ledger, account_id: int, currency: str, at: datetime, *, by: str = ""
) -> Account:
    """An account at a moment, for the person `by`.

    Raises `InputError` where there is no such account, and `LedgerError` where no policy is in force.
    """
    with ledger.reading():
        head = read_head(ledger, account_id, at, by=by)
        policy, _ = policy_in_force(ledger, at.date())
        on = local_day(policy, at)
        policy, policy_seq = policy_in_force(ledger, on)
        beside = beside_on(ledger, on, accounts=(account_id,))
        known, sums = known_with_sums(ledger.connection, Moment(on, accounts=(account_id,)))
        ours = [each for each in known if each.currency == currency]
        step = read_next(ledger, (policy, policy_seq), beside, ours)
        others, owner = beside.of_account(account_id), (account_id, currency)
        return Account(
            head=head,
            at=at,
            on=on,
            currency=currency,
            other_currencies=tuple(
                sorted({each.currency for each in known if each.currency != currency})
            ),
            policy=policy,
            zone=ZoneInfo(policy.time_zone),
            money=read_money(ledger.connection, owner, on, ours, sums.get(owner)),
            next=step,
            gate={
                channel: may(ledger.connection, policy, account_id, channel, at, beside=others)
                for channel in CHANNELS
            },
            people=read_people(ledger.connection, policy, account_id, at, beside=others),
            stops=tuple(
                each
                for each in stops(ledger.connection, account_id)
                if each.last_on is None or each.last_on >= on
            ),
            offers=offers_now(ledger.connection, account_id, step, on) if step else (),
            to_do=_to_do(ledger, account_id, on, ZoneInfo(policy.time_zone)),
            agreements=standing_agreements(ledger.connection, account_id, currency, on),
            trial=trial_side(ledger.connection, account_id, on),
        )


_TO_DO: Final = """
    SELECT seq FROM call_back AS x
    WHERE account_id = :account AND NOT EXISTS (
        SELECT 1 FROM call_back_end AS e
        WHERE e.call_back_id = x.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
    ) AND seq NOT IN (SELECT reversed_seq FROM reversal)
    UNION ALL
    SELECT seq FROM queued AS x
    WHERE account_id = :account AND NOT EXISTS (
        SELECT 1 FROM queued_end AS e
        WHERE e.queued_id = x.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
    ) AND seq NOT IN (SELECT reversed_seq FROM reversal)
    ORDER BY seq DESC
"""


def _to_do(ledger: Ledger, account_id: int, on: date, zone: ZoneInfo) -> tuple[Entry, ...]:
    rows = ledger.connection.execute(_TO_DO, {"account": account_id})
    seqs = [seq for (seq,) in rows]
    return tuple(read_entries(ledger, account_id, seqs, as_of=on, zone=zone))


_HEAD: Final = """
    SELECT a.number, coalesce(k.name, a.name) AS name, coalesce(k.debtor_kind, a.debtor_kind) AS debtor_kind,
           coalesce(k.email, a.email) AS email, coalesce(k.phone, a.phone) AS phone
    FROM account AS a
    LEFT JOIN account_change AS k ON k.account_id = a.seq
    WHERE a.seq = :account
    ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
"""


def read_head(ledger: Ledger, account_id: int, at: datetime, *, by: str = "") -> Head:
    """Which account it is; raises `InputError` where there is none."""
    rows = ledger.query(_HEAD, {"account": account_id})
    if not rows:
        raise InputError(
            f"the ledger has no account of event {account_id}",
            help="go back to the list: R reads it again",
        )
    who = claims(ledger, at=at).get(account_id, by)
    open_by = "" if who == by else who
    wrong = not_theirs_since(ledger.connection, account_id)
    return Head(id=account_id, open_by=open_by, not_theirs_since=wrong, **dict(rows[0]))
