"""Where every account stands after a day's run by one version: run on the copy, looked at, and undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

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
from collectrules.review.standing_books import Item, Written, written_since
from collectrules.review.unswept import unswept
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
    with unswept(), roomy(connection), _shared(ground, version) as book:
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


@contextmanager
def _shared(ground: Ground, version: Version) -> Iterator[Book]:
    """A rehearsal for which the books have been gathered; other versions find them as they are."""
    ground.share(version.policy)
    with ground.rehearsing() as book:
        yield book


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


class _Row(NamedTuple):
    """What puts an account on the worklist, or leaves it off."""

    account_id: int
    currency: str
    policy: int
    segment: str
    to_collect: int
    overdue: int
    kind: str
    rule: str
    invoice_id: int


_NO_ROW: Final = _Row(0, "", 0, "", 0, 0, "", "", 0)
_NOTHING_FOUND: Final = Found()
_Asked = tuple[tuple[Channel, ...], Enough, bool]
"""Over which channels, whether one of them is enough, and whether the owner approves it first."""
_NOTHING_ASKED: Final[_Asked] = ((), "all", False)
_OfRow = tuple[str, int, int, str, str, int]
"""A row from the segment on."""
_Blocks = Mapping[Channel, tuple[str, date | None]]
"""The channels that are closed, by which rule and until when."""
_NOT_BLOCKED: Final[_Blocks] = {}
_Sums = tuple[int, int, int, int]
"""What is owed, late fees, interest, what was let go."""
_NOTHING_WRITTEN: Final[_Sums] = (0, 0, 0, 0)
_Made = tuple[Found, _OfRow, _Asked, _Blocks, _Sums, int]
"""All that a version makes of an account; last what is expected to be lost."""


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
        rows, blocks, kept = self._rows(), self._blocks(), self.ground.kept
        sums, provisions, asks = self._sums(), self._provisions(), self._asks()
        served = {code for policy in self.policies.values() for code in policy.currencies}
        outstanding = self.ground.books.outstanding
        for key in sorted({*self.found, *outstanding, *sums, *rows}):
            if key[1] not in served and key not in self.found:
                continue
            row = rows.get(key, _NO_ROW)
            # All that the version makes of it: what is the same under another is made but once.
            made = (
                self.found.get(key, _NOTHING_FOUND),
                row[3:],
                asks.get((row[2], key[1], row[6], row[7]), _NOTHING_ASKED),
                blocks.get(key[0], _NOT_BLOCKED),
                sums.get(key, _NOTHING_WRITTEN),
                provisions.get(key, 0),
            )
            before = kept.get(key)
            if before is None or before[0] != made:
                before = kept[key] = made, self._standing(key, made)
            yield before[1]

    def _standing(self, key: Key, made: _Made) -> Standing:
        """An account as it stands."""
        found, row, asked, blocks, sums, provision = made
        segment, to_collect, overdue, kind, listed, invoice = row
        channels, enough, approval = asked
        moved, fees, interest, let_go = sums
        blocked_by, free_from = _barred(channels, blocks)
        account, name = self.ground.books.accounts[key[0]]
        return Standing(
            account_id=key[0],
            account=account,
            name=name,
            currency=key[1],
            segment=segment,
            stage=found.stage,
            listed=listed,
            kind=kind,
            invoice=self._number(invoice) if listed else "",
            channels=channels,
            enough=enough,
            approval=approval,
            blocked_by=blocked_by,
            free_from=free_from,
            held_by=found.held_by,
            credit_hold=found.credit_hold,
            outstanding=self.ground.books.outstanding.get(key, 0) + moved,
            overdue=overdue,
            to_collect=to_collect,
            fees=fees,
            interest=interest,
            written_off=let_go,
            provision=provision,
        )

    def _number(self, invoice: int) -> str:
        """The number of an invoice."""
        if item := self.ground.books.items.get(invoice):
            return item.number
        found = self.ground.ledger.connection.execute(
            "SELECT number FROM invoice WHERE seq = ?", (invoice,)
        )
        return str(found.fetchone()[0])

    def _rows(self) -> Mapping[Key, _Row]:
        """The worklist and those who are not on it."""
        execute = self.ground.ledger.connection.execute
        rows = {
            (row[0], row[1]): _Row._make(row)
            for row in execute(
                "SELECT account_id, currency, 0, segment, to_collect, overdue_total, '', '', 0"
                " FROM worklist_rest"
            )
        }
        # An account may be on the list by several policies; the first of its rows is to be done first.
        for row in execute(
            "SELECT account_id, currency, policy, segment, to_collect, overdue_total, kind, rule, invoice_id"
            " FROM worklist ORDER BY rank DESC"
        ):
            rows[row[0], row[1]] = _Row._make(row)
        return rows

    def _blocks(self) -> Mapping[int, _Blocks]:
        """Whom the gate lets nobody contact on the day, over which channel, by which rule and until when."""
        blocks: defaultdict[int, dict[Channel, tuple[str, date | None]]] = defaultdict(dict)
        for account, channel, rule, day in self.ground.ledger.connection.execute(
            "SELECT account_id, channel, rule, allowed_from FROM worklist_block"
        ):
            blocks[account][channel] = rule, stored_day(day) if day else None
        return blocks

    def _asks(self) -> Mapping[_Asking, _Asked]:
        """Over which channels each rule that lists accounts reaches them, and whether the owner approves."""
        return {
            (seq, currency, kind, rule.id): (*_ways(rule), needs_approval(rule))
            for seq, policy in self.policies.items()
            for currencies, read in policy.groups
            for currency in currencies
            for kind, rules in (("stage", read.stage), ("write_off", read.write_off))
            for rule in rules
        }

    def _sums(self) -> Mapping[Key, _Sums]:
        """What the run moved of each account: what is owed, late fees, interest, what was let go."""
        sums: defaultdict[Key, _Sums] = defaultdict(lambda: _NOTHING_WRITTEN)
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
        shares = {
            (id, code): _Shares(policy.in_currency(code))
            for id, policy in by_id.items()
            for code in policy.currencies
            if policy.in_currency(code).provision
        }
        if not shares:
            return {}
        same = tuple((of, each.terms) for of, each in shares.items())
        if same not in self.ground.expected:
            self.ground.expected[same] = self._expected(shares)
        return self._moved(self.ground.expected[same], shares)

    def _expected(self, shares: Mapping[tuple[str, str], _Shares]) -> Mapping[Key, int]:
        """What was expected to be lost of each account before the run."""
        sums: defaultdict[Key, int] = defaultdict(int)
        for item in self.ground.books.items.values():
            share = shares.get((self._under(item.invoice_id, item.key), item.currency))
            if share is not None:
                sums[item.key] += share.of(item.past, item.amount)
        return dict(sums)

    def _moved(
        self, expected: Mapping[Key, int], shares: Mapping[tuple[str, str], _Shares]
    ) -> Mapping[Key, int]:
        """The same after the run: of each invoice of which it wrote something, what is left is looked at."""
        sums = dict(expected)
        for invoice, written in self.written.items():
            new = Item(invoice, *written.key, written.past, 0, "")
            item = self.ground.books.items.get(invoice, new)
            share = shares.get((self._under(invoice, item.key), item.currency))
            if share is not None:
                more = share.of(item.past, item.amount + written.moved) - share.of(
                    item.past, item.amount
                )
                sums[item.key] = sums.get(item.key, 0) + more
        return sums

    def _under(self, invoice: int, key: Key) -> str:
        """The id of the policy that an invoice is under; the main one's is empty."""
        judged = self.ground.judged
        return judged.invoices.get(invoice, judged.accounts.get(key[0], ""))


class _Shares:
    """What is expected to be lost of an invoice by one policy, each age looked up once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._percents: dict[int, Fraction] = {}

    @property
    def terms(self) -> object:
        """All that it depends on."""
        return self._policy.provision, self._policy.rounding

    def of(self, past: int, amount: int) -> int:
        """What is lost of an amount that has been due for some days, rounded once; nothing of a credit."""
        if amount <= 0:
            return 0
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


def _barred(channels: tuple[Channel, ...], blocks: _Blocks) -> tuple[str, date | None]:
    """The rule by which none of the channels is open that day, and from when one is; the soonest decides."""
    if not blocks or not channels or any(channel not in blocks for channel in channels):
        return "", None
    return min((blocks[channel] for channel in channels), key=lambda each: each[1] or date.max)
