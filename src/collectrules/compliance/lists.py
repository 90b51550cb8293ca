"""The gate asked about a whole list: which of its accounts may not be contacted on a day.

A list is about a day and not about a moment of it. An account is blocked on a day when no minute of
it is open, a day on which a rest began among those that are closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from collectrules.compliance.closings import ALWAYS, Closing, first_free, in_the_way
from collectrules.compliance.everything import closings_of_people, closings_of_rule
from collectrules.compliance.gate import days_before
from collectrules.compliance.limits import Attempt, reaches_back
from collectrules.compliance.local import day_begins
from collectrules.compliance.open_attempts import COUNTS_AS, OPEN_ATTEMPT
from collectrules.compliance.people import NOBODY, People, everybody
from collectrules.compliance.reach import rules_by_account, rules_on, tells_accounts_apart
from collectrules.compliance.recorded import Recorded
from collectrules.compliance.results import codes_counted, codes_that_are
from collectrules.ledger.damage import stored_day, stored_moment
from collectrules.policy.model import (
    Channel,
    ContactLimit,
    ContactNotice,
    ContactPause,
    ContactRule,
    Policy,
)


class Block(NamedTuple):
    """Why an account may not be contacted on a day, and from which day it may; None is never."""

    rule: str
    allowed_from: date | None


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
    every = list(dict.fromkeys(rule for rules in asked.values() for rule in rules))
    contacts = {rule: _contacts_in_bulk(connection, rule, on, accounts) for rule in every}
    few = accounts if len(accounts) <= _NAMED_ONE_BY_ONE else None
    people = {
        account: each
        for account, each in everybody(connection, on, accounts=few).items()
        if account in accounts
    }
    zone = ZoneInfo(policy.time_zone)
    days = {
        channel: _Day(on, zone, channel, rules, [contacts[rule] for rule in rules], people)
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
    channel: Channel
    rules: Sequence[ContactRule]
    contacts: Sequence[Mapping[int, Sequence[Recorded]]]
    """For each of the rules, what it may count, of accounts with enough of it to close anything."""
    people: Mapping[int, People]
    known: dict[tuple[Closing, ...], Block | None] = field(default_factory=dict)

    def blocked(self, accounts: Iterable[int]) -> dict[int, Block]:
        """Those of the accounts that are blocked if every rule applies to them."""
        every = range(len(self.rules))
        if self._block_of(every, None) is None:
            touched = {account for own in (*self.contacts, self.people) for account in own}
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
        """What blocks an account by some of the rules; None is one that nothing is recorded of."""
        closings = tuple(self._closings(rules, account))
        if closings not in self.known:
            self.known[closings] = self._block(closings)
        return self.known[closings]

    def _closings(self, rules: Iterable[int], account: int | None) -> Iterator[Closing]:
        people = NOBODY if account is None else self.people.get(account, NOBODY)
        attempt = Attempt(self.channel, self.zone, people)
        for n in rules:
            contacts = () if account is None else self.contacts[n].get(account, ())
            for each in closings_of_rule(self.rules[n], contacts, attempt):
                yield self._of_whole_days(each)
        for each in closings_of_people(attempt):
            yield self._of_whole_days(each)

    def _of_whole_days(self, closing: Closing) -> Closing:
        """The same, with all of each day closed on which a gap begins."""
        gaps = tuple((self._day_of(begins), ends) for begins, ends in closing.gaps)
        return replace(closing, gaps=gaps, contacts=())

    def _day_of(self, moment: datetime) -> datetime:
        return (
            moment
            if moment == ALWAYS[0]
            else day_begins(moment.astimezone(self.zone).date(), self.zone)
        )

    def _block(self, closings: Sequence[Closing]) -> Block | None:
        hard, soft = ([each for each in closings if each.rule.level == one] for one in _LEVELS)
        begins = day_begins(self.on, self.zone)
        open_by_hard = first_free(hard, begins)
        if not self._on_the_day(open_by_hard):
            return self._reason(hard, begins, open_by_hard)
        assert open_by_hard is not None
        open_by_all = first_free([*hard, *soft], begins)
        if not self._on_the_day(open_by_all):
            return self._reason(soft, open_by_hard, open_by_all)
        return None

    def _on_the_day(self, moment: datetime | None) -> bool:
        return moment is not None and moment.astimezone(self.zone).date() <= self.on

    def _reason(
        self, closings: Sequence[Closing], moment: datetime, free: datetime | None
    ) -> Block:
        rule = in_the_way(closings, moment)[0].rule
        return Block(rule.id, free.astimezone(self.zone).date() if free else None)


_LEVELS: Final = ("hard", "soft")
_NAMED_ONE_BY_ONE: Final = 1_000
"""What is recorded of so few accounts is read for them alone."""
_COUNTED: Final = """
    SELECT t.account_id, t.seq, t.effective_on, t.channel, t.result, t.direction, t.at,
           coalesce(t.person_id, r.person_id), t.reach_id, r.place, t.about
    FROM (
        SELECT *, count(*) OVER (PARTITION BY account_id) AS counted
        FROM (
            SELECT account_id, seq, effective_on, channel, result, direction, at, person_id, reach_id, about
            FROM contact
            WHERE {of_accounts} AND effective_on > :after AND {direction}
              AND channel IN ({channels}) AND result IN ({results})
              AND seq NOT IN (SELECT reversed_seq FROM reversal)
            UNION ALL
            SELECT a.account_id, a.seq, a.effective_on, a.channel, {counts_as}, 'out', a.at,
                   a.person_id, a.reach_id, a.about
            FROM attempt AS a
            WHERE {of_accounts} AND a.effective_on > :after AND a.channel IN ({channels})
              AND {open_attempt} AND {counts_as} IN ({results})
        )
    ) AS t
    LEFT JOIN reach AS r ON r.seq = t.reach_id
    WHERE t.counted >= :enough
    ORDER BY t.account_id, t.effective_on, t.seq
"""
"""The contacts that a rule may count, of accounts with enough of them to close a day."""


def _contacts_in_bulk(
    connection: sqlite3.Connection, rule: ContactRule, on: date, accounts: Collection[int]
) -> dict[int, list[Recorded]]:
    """What a rule may count of some accounts, in the order of the days."""
    enough, changes = 1, rule.recounted
    match rule:
        case ContactLimit(at_most=enough) if enough:
            results, channels, ours = codes_counted(rule.counts, changes), rule.channels, True
        case ContactPause(after=after):
            results, channels, ours = (
                codes_that_are(after, changes),
                rule.channels,
                after == "attempt",
            )
        case ContactNotice():
            results, channels, ours = codes_counted("contacts", changes), rule.begun_by, True
        case _:
            return {}
    # These names are channels and codes of our own tables, never a user's text.
    statement = _COUNTED.format(
        channels=_quoted(channels),
        results=_quoted(results),
        of_accounts=_among(accounts),
        direction="direction = 'out'" if ours else "true",
        counts_as=COUNTS_AS,
        # What was taken back closes, and opens nothing.
        open_attempt="false" if isinstance(rule, ContactNotice) else OPEN_ATTEMPT,
    )
    given = {"after": days_before(on, reaches_back([rule])), "enough": enough}
    found: dict[int, list[Recorded]] = {}
    for (
        account_id,
        seq,
        day,
        over,
        result,
        way,
        at,
        person,
        reach,
        place,
        about,
    ) in connection.execute(statement, given):
        if account_id in accounts:
            found.setdefault(account_id, []).append(
                Recorded(
                    *(seq, stored_day(day), over, result, way, stored_moment(at)),
                    *(person, reach, place or "", tuple(map(int, (about or "").split()))),
                )
            )
    return found


def _among(accounts: Collection[int]) -> str:
    """SQL that narrows what is read to some accounts, where they are few enough to be named."""
    if len(accounts) > _NAMED_ONE_BY_ONE:
        return "true"
    return f"account_id IN ({', '.join(map(str, accounts))})"


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
