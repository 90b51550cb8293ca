"""Where every account stands after a day's run by one version: run on the copy, looked at, and undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

from collectrules.engine.gather import roomy
from collectrules.ledger.book import Book
from collectrules.ledger.damage import stored_day
from collectrules.ledger.events import PolicyPublished
from collectrules.ledger.policies import is_beside
from collectrules.money import Rounding, round_exact
from collectrules.policy.meaning import provision_of
from collectrules.policy.model import (
    LANGUAGE,
    Channel,
    ContactAction,
    Enough,
    InFlight,
    Policy,
    Rule,
    Stage,
)
from collectrules.review.decided import Decided, Found
from collectrules.review.ground import Ground
from collectrules.review.model import NO_STAGE, Key, Side, Standing, Version
from collectrules.review.standing_books import Written, written_since
from collectrules.worklist.action_words import needs_approval
from collectrules.worklist.in_flight import lost_stages
from collectrules.worklist.run import run_within
from collectrules.worklist.run_result import RunResult


def stand(ground: Ground, version: Version, as_of: date) -> Side:
    """The whole ledger after a day's run by a version; the copy is left as it was.

    The version in force goes on as it is. Any other counts as published for the day, and what it says of
    accounts in flight is done; of a stage that it neither has nor moves them from, they begin anew.

    Raises `InputError` where the ledger was already run for a later day, and `LedgerError` where somebody is
    put under a policy of which no version is in force.
    """
    connection = ground.ledger.connection
    with roomy(connection), ground.rehearsing() as book:
        versions = ground.versions_of(connection)
        seq, policy, lost = in_place(ground, book, version, as_of)
        versions.know(seq, version.policy)
        decided, before = Decided(), book.seq
        result = run_within(
            ground.ledger,
            book,
            policy,
            seq,
            as_of,
            versions=versions,
            heed=decided.heed,
        )
        policies = {seq: policy} | {each.seq: each.policy for each in result.beside}
        written = written_since(connection, before, as_of)
        stood = _Stood(ground, result, policies, decided.found, written)
        standings = {each.key: each for each in stood.standings()}
    return Side(version, as_of, standings, result.evaluation.unjudged, lost, result.moved)


def in_place(
    ground: Ground, book: Book, version: Version, as_of: date
) -> tuple[int, Policy, Mapping[str, int]]:
    """The event that publishes a version, how it reads on the day, and the stages it has lost, counted."""
    current = ground.in_force
    if current is not None and _is(version, current.seq, current.sha256):
        return current.seq, version.policy.on(as_of), {}
    policy = version.policy
    # Under the id of a policy beside the main one, it would judge those who are under that one alone.
    main = is_beside(book.connection, policy.id)
    tried = PolicyPublished(
        f"{policy.id}, as the main policy" if main else policy.id,
        f"{policy.version}, tried",
        LANGUAGE,
        policy.sha256,
        version.text.decode("utf-8"),
    )
    seq = book.append(tried, on=as_of)
    read = policy.on(as_of)
    lost = lost_stages(book.connection, read, as_of)
    if lost:
        moves = {**read.in_flight.moves, **dict.fromkeys(lost, NO_STAGE)}
        read = replace(read, in_flight=InFlight(moves=moves))
    return seq, read, lost


def _is(version: Version, seq: int, sha256: str) -> bool:
    """Whether a version is the one in force: that very one, or a text that is the same to the letter."""
    return version.published == seq or (
        version.published is None and version.policy.sha256 == sha256
    )


_Asking = tuple[int, str, str, str]
"""A rule that lists accounts: the event that published its version, currency, kind, id."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What puts an account on the worklist."""

    segment: str
    to_collect: int
    overdue: int
    kind: str = ""
    rule: str = ""
    invoice: str = ""
    policy: int = 0


_NO_ROW: Final = _Row("", 0, 0)
_NOTHING_FOUND: Final = Found()


_made: Callable[..., Standing] = Standing
_FIELDS: Final = tuple(each.name for each in fields(Standing))


@dataclass(frozen=True, slots=True)
class _Stood:
    """A run that was made, ready to be read."""

    ground: Ground
    result: RunResult
    policies: Mapping[int, Policy]
    found: Mapping[Key, Found]
    written: Mapping[int, Written]

    def standings(self) -> Iterator[Standing]:
        """Of every account with something open, owed or written by the run, in currencies that are served."""
        rows, blocks, names = self._rows(), self._blocks(), self.ground.books.accounts
        sums, provisions, asks = self._sums(), self._provisions(), self._asks()
        served = {code for policy in self.policies.values() for code in policy.currencies}
        outstanding = self.ground.books.outstanding
        for key in sorted({*self.found, *outstanding, *sums, *rows}):
            if key[1] not in served and key not in self.found:
                continue
            found, row = self.found.get(key, _NOTHING_FOUND), rows.get(key, _NO_ROW)
            moved, fees, interest, let_go = sums.get(key, (0, 0, 0, 0))
            channels, enough, approval = asks.get(
                (row.policy, key[1], row.kind, row.rule), ((), "all", False)
            )
            rule, free_from = _barred(channels, blocks.get(key[0], {}))
            yield self._standing(
                key,
                key[0],
                names[key[0]][0],
                names[key[0]][1],
                key[1],
                row.segment,
                found.stage,
                row.rule,
                row.kind,
                row.invoice,
                channels,
                enough,
                approval,
                rule,
                free_from,
                found.held_by,
                found.credit_hold,
                outstanding.get(key, 0) + moved,
                row.overdue,
                row.to_collect,
                fees,
                interest,
                let_go,
                provisions.get(key, 0),
            )

    def _standing(self, key: Key, *values: object) -> Standing:
        """An account as it stands, its values in the order of `_FIELDS`; the same as before is kept."""
        kept = self.ground.kept.get(key)
        if kept is not None and kept[0] == values:
            return kept[1]
        made: Standing = _made(**dict(zip(_FIELDS, values, strict=True)))
        self.ground.kept[key] = values, made
        return made

    def _rows(self) -> Mapping[Key, _Row]:
        """The worklist and those who are not on it."""
        execute = self.ground.ledger.connection.execute
        rest = {
            (account, currency): _Row(*more)
            for account, currency, *more in execute(
                "SELECT account_id, currency, segment, to_collect, overdue_total FROM worklist_rest"
            )
        }
        # An account may be on the list by several policies; the first of its rows is to be done first.
        listed: dict[Key, _Row] = {}
        for account, currency, *more in execute(
            "SELECT w.account_id, w.currency, w.segment, w.to_collect, w.overdue_total, w.kind, w.rule,"
            " n.number, w.policy FROM worklist AS w JOIN invoice AS n ON n.seq = w.invoice_id ORDER BY w.rank"
        ):
            listed.setdefault((account, currency), _Row(*more))
        return rest | listed

    def _blocks(self) -> Mapping[int, Mapping[Channel, tuple[str, date | None]]]:
        """Whom the gate lets nobody contact on the day, over which channel, by which rule and until when."""
        blocks: defaultdict[int, dict[Channel, tuple[str, date | None]]] = defaultdict(dict)
        for account, channel, rule, day in self.ground.ledger.connection.execute(
            "SELECT account_id, channel, rule, allowed_from FROM worklist_block"
        ):
            blocks[account][channel] = rule, stored_day(day) if day else None
        return blocks

    def _asks(self) -> Mapping[_Asking, tuple[tuple[Channel, ...], Enough, bool]]:
        """Over which channels each rule that lists accounts reaches them, and whether the owner approves."""
        return {
            (seq, currency, kind, rule.id): (*_ways(rule), needs_approval(rule))
            for seq, policy in self.policies.items()
            for currencies, read in policy.groups
            for currency in currencies
            for kind, rules in (("stage", read.stage), ("write_off", read.write_off))
            for rule in rules
        }

    def _sums(self) -> Mapping[Key, tuple[int, int, int, int]]:
        """What the run moved of each account: what is owed, late fees, interest, what was let go."""
        sums: defaultdict[Key, tuple[int, int, int, int]] = defaultdict(lambda: (0, 0, 0, 0))
        for each in self.written.values():
            moved, fees, interest, let_go = sums[each.key]
            sums[each.key] = (
                moved + each.moved,
                fees + each.fees,
                interest + each.interest,
                let_go + each.written_off,
            )
        return sums

    def _provisions(self) -> Mapping[Key, int]:
        """What is expected to be lost of each account, by the policy that each invoice is under."""
        main = next(iter(self.policies.values()))
        by_id = {"": main} | {each.policy.id: each.policy for each in self.result.beside}
        judged, items = self.ground.judged, self.ground.books.items
        shares = {
            (id, code): _Shares(policy.in_currency(code))
            for id, policy in by_id.items()
            for code in policy.currencies
            if policy.in_currency(code).provision
        }
        if not shares:
            return {}
        sums: defaultdict[Key, int] = defaultdict(int)
        for invoice, key, past, amount in self._left(items):
            own = judged.invoices.get(invoice, judged.accounts.get(key[0], ""))
            share = shares.get((own, key[1]))
            if amount > 0 and share is not None:
                sums[key] += share.of(past, amount)
        return sums

    def _left(
        self, items: Mapping[int, tuple[Key, int, int]]
    ) -> Iterable[tuple[int, Key, int, int]]:
        """Every invoice with its age and what is left of it after the run."""
        for invoice, (key, past, amount) in items.items():
            written = self.written.get(invoice)
            yield invoice, key, past, amount + (written.moved if written else 0)
        for invoice, written in self.written.items():
            if invoice not in items:
                yield invoice, written.key, written.past, written.moved


class _Shares:
    """What is expected to be lost of an invoice by one policy, each age looked up once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._percents: dict[int, Fraction] = {}

    def of(self, past: int, amount: int) -> int:
        """What is lost of an amount that has been due for some days, rounded once."""
        if past not in self._percents:
            found = provision_of(self._policy, past)
            self._percents[past] = found.percent if found else Fraction(0)
        percent = self._percents[past]
        return _lost_of(amount, percent, self._policy.rounding) if percent else 0


@lru_cache(maxsize=200_000)
def _lost_of(amount: int, percent: Fraction, rounding: Rounding) -> int:
    return round_exact(amount * percent / 100, rounding)


def _ways(rule: Rule) -> tuple[tuple[Channel, ...], Enough]:
    """Over which channels a rule reaches a customer, and whether one of them is enough."""
    action = rule.action if isinstance(rule, Stage) else None
    return (action.channels, action.enough) if isinstance(action, ContactAction) else ((), "all")


def _barred(
    channels: tuple[Channel, ...], blocks: Mapping[Channel, tuple[str, date | None]]
) -> tuple[str, date | None]:
    """The rule by which none of the channels is open that day, and from when one is; the soonest decides."""
    if not blocks or not channels or any(channel not in blocks for channel in channels):
        return "", None
    return min((blocks[channel] for channel in channels), key=lambda each: each[1] or date.max)
