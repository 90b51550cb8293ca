"""The gate asked about a whole list: which of its accounts may not be contacted on a day.

A list is about a day and not about a moment of it. An account is blocked on a day when no minute of
it is open, a day on which a rest began among those that are closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from collectrules.compliance.closings import Closing, first_free, gap_of, in_the_way
from collectrules.compliance.gate import OPEN_ATTEMPT, days_before
from collectrules.compliance.limits import reaches_back, spans_of
from collectrules.compliance.local import day_begins
from collectrules.compliance.reach import rules_by_account, rules_on, tells_accounts_apart
from collectrules.compliance.results import RESERVED, codes_counted, codes_that_are
from collectrules.compliance.windows import EVERY_DAY, Span
from collectrules.ledger.damage import no_day
from collectrules.policy.model import Channel, ContactLimit, ContactPause, ContactRule, Policy


class Block(NamedTuple):
    """Why an account may not be contacted on a day, and from which day it may; None is never."""

    rule: str
    allowed_from: date | None


Spans = tuple[Span, ...]
"""Whole days that a rule closes for an account."""


def blocked_accounts(
    connection: sqlite3.Connection,
    policy: Policy,
    channels: Collection[Channel],
    on: date,
    *,
    among: str = "worklist",
    beside: Sequence[Policy] = (),
) -> dict[Channel, dict[int, Block]]:
    """By channel, the accounts of a table that may not be contacted on `on`, each with the reason.

    The rules of policies `beside` count as well; days are those of `policy`. Hard rules decide before soft
    ones; one statement a limit. Where rules have conditions, the facts
    of the accounts in question are read, in the temporary tables that a run fills as well.
    """
    policies = [each.on(on) for each in (policy, *beside)]
    asked = {
        channel: list(dict.fromkeys(r for each in policies for r in _enforced(each, channel)))
        for channel in channels
    }
    # Read once and held in Python: SQLite would build an index of them for every statement.
    accounts = dict.fromkeys(
        row[0] for row in connection.execute(f"SELECT account_id FROM {among}")
    )
    closed = {
        rule: _closed_in_bulk(connection, rule, on, accounts)
        for rule in dict.fromkeys(rule for rules in asked.values() for rule in rules)
    }
    zone = ZoneInfo(policy.time_zone)
    days = {
        channel: _Day(on, zone, rules, [closed[rule] for rule in rules])
        for channel, rules in asked.items()
    }
    blocked = {channel: day.blocked(accounts) for channel, day in days.items()}
    apart = {
        channel
        for channel in days
        if any(tells_accounts_apart(each, _enforced(each, channel)) for each in policies)
    }
    in_question = {account for channel in apart for account in blocked[channel]}
    if in_question:
        by_policy = [rules_by_account(connection, each, in_question, on) for each in policies]
        applying = {
            account: frozenset[ContactRule]().union(*(each[account] for each in by_policy))
            for account in in_question
        }
        for channel in apart:
            blocked[channel] = days[channel].blocked_by_their_own(blocked[channel], applying)
    return blocked


def _enforced(policy: Policy, channel: Channel) -> list[ContactRule]:
    return [rule for rule in rules_on(policy, channel) if rule.level != "advisory"]


@dataclass(slots=True)
class _Day:
    """A day on which a channel is asked for; accounts for which the same is closed are worked out once."""

    on: date
    zone: ZoneInfo
    rules: Sequence[ContactRule]
    closed: Sequence[Mapping[int, Spans]]
    """For each of the rules, the days it closes for accounts that it closes any for."""
    known: dict[tuple[tuple[int, Spans], ...], Block | None] = field(default_factory=dict)

    def blocked(self, accounts: Iterable[int]) -> dict[int, Block]:
        """Those of the accounts that are blocked if every rule applies to them."""
        every = range(len(self.rules))
        if self._block_of(every, None) is None:
            touched = {account for closed in self.closed for account in closed}
            accounts = [account for account in accounts if account in touched]
        found = ((account, self._block_of(every, account)) for account in accounts)
        return {account: block for account, block in found if block}

    def blocked_by_their_own(
        self, accounts: Iterable[int], applying: Mapping[int, Collection[ContactRule]]
    ) -> dict[int, Block]:
        """Those of the accounts that are blocked by the rules that apply to each."""
        blocks = {}
        for account in accounts:
            own = [n for n, rule in enumerate(self.rules) if rule in applying[account]]
            if block := self._block_of(own, account):
                blocks[account] = block
        return blocks

    def _block_of(self, rules: Iterable[int], account: int | None) -> Block | None:
        """What blocks an account by some of the rules; None is one that nothing was recorded for."""
        key = tuple((n, self._spans(n, account)) for n in rules)
        if key not in self.known:
            self.known[key] = self._block([(self.rules[n], spans) for n, spans in key])
        return self.known[key]

    def _spans(self, rule: int, account: int | None) -> Spans:
        limit = self.rules[rule]
        if isinstance(limit, ContactLimit) and limit.at_most == 0:
            return (EVERY_DAY,)
        return () if account is None else self.closed[rule].get(account, ())

    def _block(self, closed: Sequence[tuple[ContactRule, Spans]]) -> Block | None:
        hard, soft = (
            [
                Closing(rule, tuple(gap_of(span, self.zone) for span in spans))
                for rule, spans in closed
                if rule.level == level
            ]
            for level in ("hard", "soft")
        )
        begins = day_begins(self.on, self.zone)
        open_by_hard = first_free(hard, begins, self.zone)
        if not self._on_the_day(open_by_hard):
            return self._reason(hard, begins, open_by_hard)
        assert open_by_hard is not None
        open_by_all = first_free([*hard, *soft], begins, self.zone)
        if not self._on_the_day(open_by_all):
            return self._reason(soft, open_by_hard, open_by_all)
        return None

    def _on_the_day(self, moment: datetime | None) -> bool:
        return moment is not None and moment.astimezone(self.zone).date() <= self.on

    def _reason(
        self, closings: Sequence[Closing], moment: datetime, free: datetime | None
    ) -> Block:
        rule = in_the_way(closings, moment, self.zone)[0].rule
        return Block(rule.id, free.astimezone(self.zone).date() if free else None)


_COUNTED: Final = """
    SELECT account_id, day, effective_on
    FROM (
        SELECT account_id, effective_on,
               CAST(julianday(effective_on) - 1721424.5 AS INTEGER) AS day,
               count(*) OVER (PARTITION BY account_id) AS counted
        FROM (
            SELECT account_id, effective_on
            FROM contact
            WHERE effective_on > :after AND {direction}
              AND channel IN ({channels}) AND result IN ({results})
              AND seq NOT IN (SELECT reversed_seq FROM reversal)
            UNION ALL
            SELECT a.account_id, a.effective_on
            FROM attempt AS a
            WHERE a.effective_on > :after AND a.channel IN ({channels})
              AND '{reserved}' IN ({results}) AND {open_attempt}
        )
    )
    WHERE counted >= :enough
    ORDER BY account_id, day
"""
"""The days of the contacts that a limit may count, of accounts with enough of them to close a day.
Day 0 began on Julian day 1721424.5."""


def _closed_in_bulk(
    connection: sqlite3.Connection, rule: ContactRule, on: date, accounts: Collection[int]
) -> dict[int, Spans]:
    """The days that a limit closes for some accounts, from what was recorded."""
    match rule:
        case ContactLimit(at_most=enough, counts=counts) if enough:
            results, ours = codes_counted(counts), True
        case ContactPause(after=after):
            results, ours, enough = codes_that_are(after), after == "attempt", 1
        case _:
            return {}
    # These names are channels and codes of our own tables, never a user's text.
    statement = _COUNTED.format(
        channels=_quoted(rule.channels),
        results=_quoted(results),
        direction="direction = 'out'" if ours else "true",
        reserved=RESERVED.code,
        open_attempt=OPEN_ATTEMPT,
    )
    given = {"after": days_before(on, reaches_back([rule])), "enough": enough}
    days: dict[int, list[int]] = {}
    for account_id, day, stored in connection.execute(statement, given):
        if account_id not in accounts:
            continue
        if day is None:
            raise no_day(stored)
        days.setdefault(account_id, []).append(day)
    return {account: tuple(spans_of(rule, own)) for account, own in days.items()}


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
