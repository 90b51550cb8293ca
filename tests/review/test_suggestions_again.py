"""What the books suggest, worked out a second time from the tables, on random ledgers."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    Contacted,
    DueDateChanged,
    GateAsked,
    InvoiceIssued,
    PolicyPublished,
    Posted,
    Reversed,
)
from collectrules.policy.meaning import Judgement, judge
from collectrules.policy.model import Condition, Policy, Rule, Segment
from collectrules.review.limits_hit import limits_hit
from collectrules.review.sample import sample
from collectrules.review.unasked import unasked
from collectrules.review.unused import SECTIONS, unused
from tests.engine.strategies import AS_OF, histories, policies, write
from tests.engine.strategies import _by_currency as by_currency

AT = datetime(2026, 9, 10, 12, tzinfo=UTC)
FIRST = AS_OF - timedelta(days=364)
THRESHOLDS = {"at_least", "at_most", "above", "below"}
DECIDES: dict[str, Callable[[Judgement], object]] = {
    "segment": lambda said: [said.segment],
    "grace": lambda said: [said.grace.id] if said.grace else [],
    "hold": lambda said: [each.id for each in said.holds],
    "late_fee": lambda said: [each.id for each in said.late_fees],
    "fee_limit": lambda said: [each.id for each in said.fee_limits],
    "interest": lambda said: [said.interest.id] if said.interest else [],
    "offer": lambda said: [each.id for each in said.offers],
    "credit": lambda said: [each.id for each in said.credits],
    "priority": lambda said: [each.id for each in said.priorities],
    "write_off": lambda said: [said.write_off.id] if said.write_off else [],
}
WRITTEN = {
    "stage": "SELECT stage, effective_on FROM stage_step",
    "late_fee": "SELECT rule, effective_on FROM charge",
    "interest": "SELECT rule, effective_on FROM interest_term",
    "write_off": "SELECT note, effective_on FROM posting",
}


def decides(read: Policy, said: Judgement, section: str) -> list[str]:
    """The rules of a section that decide about an invoice."""
    if section == "stage":
        return [] if said.stage_due is None else [read.stage[said.stage_due].id]
    return DECIDES[section](said)


def thresholds(rule: Rule) -> Iterator[tuple[str, Callable[[Rule], Rule]]]:
    """What a rule compares a number with, and the rule as it would be without that line."""
    for key in ("when", "any", "unless"):
        groups = (rule.when,) if key == "when" else getattr(rule, key)
        for at, group in enumerate(groups):
            for number, condition in enumerate(group):
                if condition.comparison in THRESHOLDS:
                    yield condition.fact, lambda one, where=(key, at, number): _less(one, *where)
    if getattr(rule, "wait_days", 0) or getattr(rule, "wait_working_days", 0):
        yield "wait", lambda one: replace(one, wait_days=0, wait_working_days=0)


def _less(rule: Rule, key: str, at: int, number: int) -> Rule:
    groups = [rule.when] if key == "when" else list(getattr(rule, key))
    groups[at] = (*groups[at][:number], *groups[at][number + 1 :])
    changed: dict[str, Any] = {key: groups[0] if key == "when" else tuple(groups)}
    return replace(rule, **changed)


def slow_unused(
    connection: sqlite3.Connection, policy: Policy, seen: list[tuple[date, Any]]
) -> Counter[tuple[str, str, str]]:
    """The rules that fired for nobody, and the thresholds without which all would have been alike."""
    found: Counter[tuple[str, str, str]] = Counter()
    for section in SECTIONS:
        own: set[str] = set()
        read = [(policy.on(day).in_currency(one.currency), one, day) for day, one in seen]
        was = [
            decides(each, judge(each, one.facts, one.overridden, day), section)
            for each, one, day in read
        ]
        own.update(id for ids in was for id in ids)
        for name, on in connection.execute(WRITTEN.get(section, "SELECT '', ''")):
            if FIRST.isoformat() <= on <= AS_OF.isoformat():
                own.add(name)
        for place, rule in enumerate(policy.section(section)):
            if rule.id not in own:
                found["never fired", section, rule.id] += 1
                continue
            for _, without in thresholds(rule):
                others = [_with(each, section, place, without) for each, _, _ in read]
                if was == [
                    decides(other, judge(other, one.facts, one.overridden, day), section)
                    for other, (_, one, day) in zip(others, read, strict=True)
                ]:
                    found["never decided", section, rule.id] += 1
    return found


def _with(read: Policy, section: str, place: int, without: Callable[[Rule], Rule]) -> Policy:
    rules = list(read.section(section))
    rules[place] = without(rules[place])
    changed: dict[str, Any] = {section: tuple(rules)}
    return replace(read, **changed)


@st.composite
def with_values_of_a_day(draw: st.DrawFn) -> Policy:
    """A policy of which some values are others for one of its currencies, from a day on, or both."""
    policy = draw(policies())
    if policy.by_currency or draw(st.booleans()):
        return policy
    other = by_currency(policy, draw(st.sampled_from([-5000, 3, 100]))).by_currency[1][1]
    return replace(policy, later=((AS_OF - timedelta(days=100), other),))


@given(history=histories(), policy=with_values_of_a_day())
@settings(max_examples=25)
def test_what_was_of_no_use_is_what_leaving_it_out_shows(
    history: list[tuple[object, str]], policy: Policy
) -> None:
    """In every currency, and on every day by the values of that day."""
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            write(book, history)
        looked = sample(ledger, policy, FIRST, AS_OF)
        told = list(unused(ledger, policy, looked, FIRST))
        ends = [FIRST + timedelta(days=n) for n in range(365)]
        assert list(looked.days) == [
            day for day in ends if day == AS_OF or (day + timedelta(days=1)).day == 1
        ]
        assert looked.whole
        seen = [(each.day, each.invoice) for each in looked.seen]
        assert Counter((each.kind, each.section, each.rule) for each in told) == slow_unused(
            ledger.connection, policy, seen
        )


LIMITS = ("", "two-a-week", "us-reg-f:seven", "stop:written", "quiet:night", "rest")


@pytest.mark.parametrize("seed", range(6))
def test_a_limit_is_hit_daily_where_it_is_on_four_days_of_five(seed: int) -> None:
    dice = random.Random(seed)
    often = {rule: dice.choice([0.2, 0.6, 0.8]) for rule in LIMITS}
    asked: list[tuple[date, int, str]] = []
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            write(book, [(PolicyPublished("p", "1", 1, sha256(b"").hexdigest(), ""), "2020-01-01")])
            accounts = [
                book.append(AccountOpened(f"C{n}", "x", "business"), on="2025-01-01")
                for n in range(3)
            ]
            # Nine days are too few to say anything; some are before the period and some after it.
            for number in range(9 if seed == 5 else 40):
                day = FIRST + timedelta(days=number - (0 if seed == 5 else 5))
                for rule in LIMITS:
                    for account in dice.sample(accounts, dice.randint(1, 3)):
                        if dice.random() < often[rule]:
                            asked.append((day, account, rule))
                            at = f"{day}T10:00:00.000000Z"
                            event = GateAsked(
                                account, "call", at, None, None, "", int(not rule), "hard", rule,
                                "", "", "", 1,
                            )  # fmt: skip
                            book.append(event, on=day)
        last = FIRST + timedelta(days=30)
        told = list(limits_hit(ledger, FIRST, last))
    own = [each for each in asked if FIRST <= each[0] <= last]
    days = {day for day, _, _ in own}
    wanted = []
    for rule in sorted(set(LIMITS) - {"", "stop:written", "quiet:night"}):
        hit = [each for each in own if each[2] == rule]
        if len(days) >= 10 and 5 * len({day for day, _, _ in hit}) >= 4 * len(days):
            wanted.append((rule, len(hit), len({account for _, account, _ in hit}), len(days)))
    assert [(each.rule, *(number for _, number in each.figures)) for each in told] == wanted


BY_KIND = Policy(
    id="p", title="P", version="1", effective_from=date(2020, 1, 1), currencies=("USD", "CAD"),
    sha256="0" * 64,
    segment=(
        Segment(id="firms", when=(Condition("debtor_kind", "equals", "business"),)),
        Segment(id="people"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_who_pays_unasked_is_counted_invoice_by_invoice(seed: int) -> None:
    """Invoices paid, half paid, let go, taken back and put off; calls before, between and after."""
    dice = random.Random(seed)
    history: list[tuple[object, str]] = []
    kinds = {1: "business", 2: "consumer", 3: "business"}
    for account, kind in kinds.items():
        history.append((AccountOpened(f"C{account}", "x", kind), "2024-01-01"))
    for _ in range(200):
        _one_invoice(history, dice, rare=seed % 3)
    with Ledger.create(Path(":memory:")) as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            write(book, history)
        told = list(unasked(ledger, BY_KIND, FIRST, AS_OF))
    wanted = _slow_unasked(history, kinds)
    assert [(each.rule, *(number for _, number in each.figures)) for each in told] == wanted


def _one_invoice(history: list[tuple[object, str]], dice: random.Random, *, rare: int) -> None:
    account = dice.randint(1, 3)
    due = FIRST + timedelta(days=dice.randrange(-20, 380))
    issued = due - timedelta(days=14)
    currency = dice.choice(["USD", "CAD", "GBP"])
    history.append(
        (
            InvoiceIssued(account, f"N{len(history)}", currency, 1_000, str(due), str(issued), "x"),
            str(issued),
        )
    )
    invoice = len(history)
    if dice.random() < 0.2:
        due += timedelta(days=10)
        history.append((DueDateChanged(invoice, str(due)), str(issued)))
    paid = due + timedelta(days=dice.randrange(-5, 30))
    if dice.random() < (0.06, 0.02, 0.01)[rare]:
        day = due + timedelta(days=dice.randrange(-10, 40))
        code, way = dice.choice([("NA", "out"), ("EM", "out"), ("IN", "in")])
        history.append((Contacted(account, f"{day}T10:00:00.000000Z", "call", way, code), str(day)))
        if dice.random() < 0.3:
            history.append((Reversed(len(history), "mistake"), str(day)))
    for kind, amount in dice.choice(
        [[], [("payment", 1_000)], [("payment", 1_000)], [("payment", 1_200)], [("payment", 400)],
         [("payment", 400), ("payment", 600)], [("payment", 900), ("credit", 100)], [("credit", 1_000)],
         [("payment", 500), ("write_off", 500)]]
    ):  # fmt: skip
        history.append((Posted(invoice, kind, -amount), str(paid)))
        if dice.random() < 0.05:
            history.append((Reversed(len(history), "bounced"), str(paid)))
        paid += timedelta(days=dice.randrange(4))


def _slow_unasked(
    history: list[tuple[object, str]], kinds: dict[int, str]
) -> list[tuple[str, int, int, int]]:
    undone = {event.reversed_seq for event, _ in history if isinstance(event, Reversed)}
    stands = [
        (n, e, date.fromisoformat(day)) for n, (e, day) in enumerate(history, 1) if n not in undone
    ]
    due = {n: date.fromisoformat(e.due_on) for n, e, _ in stands if isinstance(e, InvoiceIssued)}
    due |= {
        e.invoice_id: date.fromisoformat(e.due_on)
        for _, e, _ in stands
        if isinstance(e, DueDateChanged)
    }
    postings: defaultdict[int, list[tuple[date, str, int]]] = defaultdict(list)
    for _, event, day in stands:
        if isinstance(event, Posted) and day <= AS_OF:
            postings[event.invoice_id].append((day, event.kind, event.amount))
    issued = [(n, e, day) for n, e, day in stands if isinstance(e, InvoiceIssued)]
    weeks = [
        FIRST + timedelta(days=7 * n) for n in range(53) if FIRST + timedelta(days=7 * n) <= AS_OF
    ]
    owing = {
        (event.account_id, event.currency)
        for n, event, day in issued
        for week in weeks
        if day <= week and event.amount + sum(a for on, _, a in postings[n] if on <= week)
    }
    late: defaultdict[str, list[int]] = defaultdict(list)
    whole: Counter[str] = Counter()
    for n, event, _ in issued:
        own = postings[n]
        paid = event.amount + sum(amount for _, _, amount in own) <= 0
        how = [kind for _, kind, _ in own]
        if event.currency == "GBP" or not paid or "payment" not in how or "write_off" in how:
            continue
        if not FIRST <= due[n] <= AS_OF or (event.account_id, event.currency) not in owing:
            continue
        last = max(day for day, _, _ in own)
        segment = "firms" if kinds[event.account_id] == "business" else "people"
        whole[segment] += 1
        if not any(
            isinstance(e, Contacted)
            and (e.account_id, e.direction) == (event.account_id, "out")
            and due[n] <= day <= last
            for _, e, day in stands
        ):
            late[segment].append((last - due[n]).days)
    return [
        (segment, whole[segment], len(found), sorted(found)[(len(found) - 1) // 2])
        for segment in ("firms", "people")
        for found in (late[segment],)
        if whole[segment] >= 20 and 10 * len(found) >= 9 * whole[segment]
    ]
