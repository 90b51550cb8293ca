"""Everything that was tried, put to the gate once more: as things were known when it was recorded.

Each contact and each reserved attempt is judged by the version of the policy that was in force then, with the
packs frozen with it, and by what the ledger knew then. Nothing is taken from what the gate answered at the
time: a ledger that something else wrote to is judged like any other. An attempt that keeps the place of a
contact which was taken back is the place that was judged with the contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, Literal

from collectrules.compliance.came_to import CameTo, came_to
from collectrules.compliance.gate import Asked, Verdict, may, recorded, verdict
from collectrules.compliance.history import OVERRIDE, Entry, histories, stand_ins
from collectrules.compliance.past import Past, past
from collectrules.compliance.people import people_of
from collectrules.compliance.reach import rules_of_account
from collectrules.compliance.sieve import Sieve, counts_for, known_of
from collectrules.compliance.versions import Versions
from collectrules.ledger.book import Ledger
from collectrules.ledger.policies import NoneInForce, StoredPolicy
from collectrules.ledger.published import beside_in_force
from collectrules.ledger.trials import EVER_UNDER, counting
from collectrules.policy.model import ContactLimit, Policy

Judged = Literal["breach", "overridden", "came to light", "no policy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A contact or attempt that a limit was in the way of, and what to make of that."""

    judged: Judged
    entry: Entry
    account: str
    verdict: Verdict | None
    """What the gate says; None where no policy was in force."""
    policy: StoredPolicy | None
    local: datetime
    """When it took place, by the policy's clock; in UTC where there was none."""
    reason: str = ""
    """Why a soft rule was stepped over."""
    recorded_at: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of it."""

    judged: int
    """How many contacts and attempts there were to judge."""
    findings: tuple[Finding, ...]
    """In the order of the journal."""

    def of(self, judged: Judged) -> tuple[Finding, ...]:
        """The findings of a kind."""
        return tuple(each for each in self.findings if each.judged == judged)


def replay(ledger: Ledger) -> Replay:
    """Judge the whole contact history of a ledger, inside a reading transaction."""
    replaying = _Replaying.of(ledger)
    with past(ledger.connection) as books:
        replaying.judge(books)
    findings = sorted(replaying.findings, key=lambda found: found.entry.seq)
    return Replay(
        judged=replaying.judged, findings=tuple(replaying.told(found) for found in findings)
    )


@dataclass(frozen=True, slots=True)
class _Found:
    judged: Judged
    entry: Entry
    verdict: Verdict | None
    policy: StoredPolicy | None
    reason: str = ""


@dataclass(slots=True)
class _Replaying:
    """A ledger whose history is gone through."""

    ledger: Ledger
    published: Versions
    under: frozenset[int]
    """Accounts that were ever put under a policy beside the main one."""
    judged: int = 0
    findings: list[_Found] = field(default_factory=list)
    attempts: dict[int, Entry] = field(default_factory=dict)
    """Those of the account that is gone through, by their events."""

    @classmethod
    def of(cls, ledger: Ledger) -> _Replaying:
        under = ledger.connection.execute(f"SELECT account_id FROM {EVER_UNDER}")
        return cls(ledger, Versions.of(ledger), frozenset(account for (account,) in under))

    def judge(self, books: Past) -> None:
        known = known_of(self.ledger.connection)
        for account_id, entries in histories(self.ledger.connection):
            sieve = Sieve(known, account_id)
            self.attempts = {each.seq: each for each in entries if each.kind == "attempt"}
            kept = stand_ins(entries)
            overtaken = _overtaken(entries, known.told.get(account_id, ()))
            for entry in entries:
                sieve.forget_until(entry.seq)
                if entry.seq in kept:
                    if kept[entry.seq].seq in overtaken:
                        self._judge_in_hindsight(books, entry, kept[entry.seq])
                elif entry.passes_gate:
                    self.judged += 1
                    self._judge(books, entry, sieve, late=entry.seq in overtaken)
                sieve.add(entry)

    def _judge(self, books: Past, entry: Entry, sieve: Sieve, *, late: bool) -> None:
        stored = self.published.in_force(entry)
        if stored is None:
            self.findings.append(_Found("no policy", entry, None, None))
            return
        policy = self.published.policies[stored.seq]
        rules, zone = self.published.rules_for(entry, stored), self.published.zone(stored)
        if entry.account_id in self.under or not sieve.passes(entry, rules, zone):
            then = self._asked_then(books, entry, policy)
            if not then.verdict.allowed:
                self.findings.append(self._not_allowed(entry, then, stored))
                return
        if late:
            self._judge_in_hindsight(books, entry, entry)

    def _judge_in_hindsight(self, books: Past, entry: Entry, since: Entry) -> None:
        """Hold an entry that stands against what came to light of before it; `since` took its place."""
        stored = self.published.in_force(since)
        if stored is None or entry.is_undone:
            return
        books.come_to_light(since.at, since.seq, but=entry.attempt_id)
        now = self._in_hindsight(entry, self.published.policies[stored.seq])
        if not now.allowed:
            self.findings.append(_Found("came to light", entry, now, stored))

    def _asked_then(self, books: Past, entry: Entry, policy: Policy) -> CameTo:
        """What the gate said when an entry was recorded.

        An attempt that was reserved has its place: of its result is asked only what that adds.
        """
        about = (self.ledger.connection, policy, entry.account_id, entry.channel, entry.moment)
        result, attempt = entry.result, entry.attempt_id
        if result and attempt and entry.comes_of(self.attempts.get(attempt)):
            books.known_to(entry.seq - 1)
            return came_to(
                *about,
                attempt_id=attempt,
                result=result,
                whom=entry.whom,
                beside=self._beside(entry),
            )
        books.known_to(entry.seq - 1, but=attempt)
        said = may(*about, whom=entry.whom, result=result, beside=self._beside(entry))
        return CameTo(said, known=True)

    def _in_hindsight(self, entry: Entry, policy: Policy) -> Verdict:
        """What the gate says of an entry with all known that went before it.

        Of limits only those are asked that count it: an unanswered call takes no room from contacts, though
        the gate lets nobody try where there is none.
        """
        connection, account_id = self.ledger.connection, entry.account_id
        asked = Asked.at(policy, entry.moment)
        policies = (asked.policy, *(each.on(asked.on) for each in self._beside(entry)))
        rules = [
            rule
            for each in policies
            for rule in rules_of_account(connection, each, account_id, entry.channel, asked.on)
            if not isinstance(rule, ContactLimit) or counts_for(rule, entry)
        ]
        contacts = recorded(connection, account_id, rules, asked.on)
        people = people_of(connection, account_id, asked.on)
        return verdict(asked, entry.channel, rules, contacts, people=people, whom=entry.whom)

    def _beside(self, entry: Entry) -> tuple[Policy, ...]:
        """The policies beside the main one that the account was under; those with no version left out."""
        if entry.account_id not in self.under:
            return ()
        day, found = date.fromordinal(entry.day), []
        acts = counting(self.ledger.connection, as_of=day, accounts=(entry.account_id,))
        named = [each.policy_id for each in acts if each.kind == "policy" and each.counts_on(day)]
        for id in dict.fromkeys(named):
            with suppress(NoneInForce):
                found.append(beside_in_force(self.ledger, id or "", day)[0])
        return tuple(found)

    def _not_allowed(self, entry: Entry, then: CameTo, stored: StoredPolicy) -> _Found:
        """What to make of an entry that the gate would not have let through.

        What an attempt came to is no breach where nobody could know: the attempt is judged by itself.
        """
        said = then.verdict
        reason = self._reason(entry, said) if said.level == "soft" else ""
        if reason:
            return _Found("overridden", entry, said, stored, reason)
        return _Found("breach" if then.known else "came to light", entry, said, stored)

    def _reason(self, entry: Entry, verdict: Verdict) -> str:
        """The reason with which the soft rules in the way were stepped over; empty where none was given."""
        said = OVERRIDE.search(entry.note)
        if said and set(verdict.blocking) <= set(said[1].split(", ")):
            return said[2].strip()
        row = self.ledger.connection.execute(_ASKED, entry.__dict__).fetchone()
        return str(row[0]) if row else ""

    def told(self, found: _Found) -> Finding:
        """A finding with what is told of it."""
        entry = found.entry
        number, recorded_at, recorded_by = self.ledger.connection.execute(
            _ABOUT, (entry.seq, entry.account_id)
        ).fetchone()
        zone = self.published.zone(found.policy) if found.policy else UTC
        return Finding(
            judged=found.judged,
            entry=entry,
            account=number,
            verdict=found.verdict,
            policy=found.policy,
            local=entry.moment.astimezone(zone),
            reason=found.reason,
            recorded_at=recorded_at,
            recorded_by=recorded_by,
        )


def _overtaken(entries: Sequence[Entry], told: Sequence[tuple[int, str]]) -> frozenset[int]:
    """The events of the entries of which something of before was recorded after them."""
    found, earliest = [], ("~", 0)
    for entry in reversed(entries):
        own = (entry.at, entry.seq)
        stopped = any(seq > entry.seq and at < entry.at for seq, at in told)
        if earliest < own or stopped:
            found.append(entry.seq)
        if entry.kind == "contact" and not entry.is_undone:
            earliest = min(earliest, own)
    return frozenset(found)


_ASKED: Final = """
    SELECT override FROM main.gate_check
    WHERE account_id = :account_id AND channel = :channel AND at = :at AND allowed = 1 AND override <> ''
      AND seq BETWEEN :seq - 2 AND :seq + 2
    ORDER BY abs(seq - :seq) LIMIT 1
"""
"""The reason given when the gate was asked about an entry, in the act that recorded it."""

_ABOUT: Final = """
    SELECT a.number, j.recorded_at, j.recorded_by
    FROM journal AS j, account AS a WHERE j.seq = ? AND a.seq = ?
"""
