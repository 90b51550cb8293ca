"""Where every account stands, again: a real run on a ledger of its own, then one invoice at a time.

The books are read from the journal row by row, and the decisions are those of the specification.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from collectrules.engine.gather import Moment
from collectrules.engine.known import KnownInvoice, known_with_sums
from collectrules.ledger.book import Ledger
from collectrules.money import round_exact
from collectrules.policy.meaning import Judgement, judge
from collectrules.policy.model import Policy
from collectrules.review.model import Key, Side

MONEY = ("outstanding", "fees", "interest", "written_off", "provision")


def slow_side(
    ledger: Ledger, policies: Mapping[str, Policy], as_of: date, before: int
) -> dict[Key, dict[str, object]]:
    """What is so of every account after a run that was made; all it wrote came after the event `before`.

    `policies` are those that judge, by the id that invoices are put under; the main one's is empty. Where
    several invoices are as good as each other, `invoice` is all of them.
    """
    known, sums = known_with_sums(ledger.connection, Moment(as_of))
    under = slow_under(ledger.connection, as_of)
    judged = [(one, *_judge(policies, under[one.invoice_id], one, as_of)) for one in known]
    side: dict[Key, dict[str, object]] = {}
    for key in {_key(one) for one in known}:
        by_policy = [
            _decided(own)
            for id in policies
            if (own := [_said(row) for row in judged if _key(row[0]) == key and row[1] == id])
        ]
        if by_policy:
            side[key] = _together(by_policy) | {
                "overdue": sums[key].overdue,
                "to_collect": sums[key].to_collect,
            }
    served = {code for policy in policies.values() for code in policy.currencies}
    nothing = {"segment": "", "stage": "none", "listed": "", "kind": "", "held_by": ()}
    nothing |= {"credit_hold": False, "overdue": 0, "to_collect": 0}
    for key, money in slow_money(ledger.connection, policies, as_of, before).items():
        if key in side or key[1] in served:
            side[key] = {**nothing, **side.get(key, {}), **money}
    return side


def _key(one: KnownInvoice) -> Key:
    return one.account_id, one.currency


def _judge(
    policies: Mapping[str, Policy], id: str, one: KnownInvoice, as_of: date
) -> tuple[str | None, Policy | None, Judgement | None]:
    policy = policies[id]
    if one.currency not in policy.currencies:
        return None, None, None
    read = policy.in_currency(one.currency)
    return id, read, judge(read, one.facts, one.overridden, as_of)


def _said(row: tuple[Any, ...]) -> tuple[KnownInvoice, Policy, Judgement]:
    one, _, policy, judgement = row
    return one, policy, judgement


def _together(by_policy: list[dict[str, Any]]) -> dict[str, object]:
    """What several policies decide of one account, the main one first; any may be first on the list."""
    main, *others = by_policy
    if not others:
        return main
    stages = [each["stage"] for each in others if each["stage"] != "none"] or ["none"]
    listed = [each for each in by_policy if each["listed"]] or by_policy[:1]
    rows = ("segment", "kind", "listed", "invoice", "approval")
    return {name: set().union(*(_as_set(each[name]) for each in listed)) for name in rows} | {
        "stage": {main["stage"]} if main["stage"] != "none" else set(stages),
        "held_by": frozenset(hold for each in by_policy for hold in each["held_by"]),
        "credit_hold": any(each["credit_hold"] for each in by_policy),
    }


def _as_set(value: object) -> set[object]:
    return value if isinstance(value, set) else {value}


def _decided(own: list[tuple[KnownInvoice, Policy, Judgement]]) -> dict[str, object]:
    """What one policy decides about an account with these open invoices."""
    policy = own[0][1]
    stages = ("none", *policy.stage_ids)
    held = {hold.id for _, _, said in own for hold in said.holds}
    said = own[0][2]
    return {
        "segment": said.segment,
        "stage": max((str(one.facts["stage"]) for one, _, _ in own), key=stages.index),
        "held_by": tuple(hold.id for hold in policy.hold if hold.id in held),
        "credit_hold": any(rule.decision == "hold-orders" for rule in said.credits),
        **_listed(own),
    }


def _listed(own: list[tuple[KnownInvoice, Policy, Judgement]]) -> dict[str, object]:
    due = [
        ((said.stage_due, int(one.facts["days_past_due"])), policy.stage[said.stage_due], one)
        for one, policy, said in own
        if said.stage_due is not None
    ]
    kind, found = "stage", [(height, rule, one) for height, rule, one in due]
    if not due:
        kind = "write_off"
        found = [
            ((0, int(one.facts["days_past_due"])), said.write_off, one)
            for one, _, said in own
            if said.write_off is not None and said.write_off.approval == "owner"
        ]
    if not found:
        return {"listed": "", "kind": "", "invoice": {""}, "approval": False}
    most = max(height for height, _, _ in found)
    best = [(rule, one) for height, rule, one in found if height == most]
    return {
        "listed": {rule.id for rule, _ in best},
        "kind": kind,
        "invoice": {one.number for _, one in best},
        "approval": {rule.approval == "owner" for rule, _ in best},
    }


def slow_money(
    connection: sqlite3.Connection, policies: Mapping[str, Policy], as_of: date, before: int
) -> dict[Key, dict[str, int]]:
    """Each account's amounts, added up row by row from the tables of events."""
    undone = {row[0] for row in connection.execute("SELECT reversed_seq FROM reversal")}
    undone_by_run = {
        row[0]
        for row in connection.execute("SELECT reversed_seq FROM reversal WHERE seq > ?", (before,))
    }
    keys: dict[int, Key] = {}
    left: defaultdict[int, int] = defaultdict(int)
    due: dict[int, str] = {}
    sums: defaultdict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MONEY, 0))
    day = as_of.isoformat()
    for seq, on, account, currency, amount, due_on in connection.execute(
        "SELECT seq, effective_on, account_id, currency, amount, due_on FROM invoice"
    ):
        keys[seq], due[seq] = (account, currency), due_on
        if on <= day and seq not in undone:
            left[seq] += amount
    for seq, invoice, on in connection.execute(
        "SELECT seq, invoice_id, due_on FROM due_change WHERE effective_on <= ?"
        " ORDER BY effective_on, seq",
        (day,),
    ):
        if seq not in undone:
            due[invoice] = on
    issued = set(left)
    for seq, on, invoice, amount, kind in _movements(connection):
        counts = on <= day and seq not in undone
        if counts:
            left[invoice] += amount
        sign = (counts and seq > before) - (seq in undone_by_run and seq <= before)
        name = {"charge": "fees", "waiver": "fees", "accrual": "interest"}.get(kind)
        if sign and name:
            sums[keys[invoice]][name] += sign * amount
        if sign and kind == "write_off":
            sums[keys[invoice]]["written_off"] -= sign * amount
    under = slow_under(connection, as_of)
    for invoice in issued:
        key, amount = keys[invoice], left[invoice]
        policy = policies[under[invoice]]
        if amount:
            sums[key]["outstanding"] += amount
        if amount > 0 and key[1] in policy.currencies:
            sums[key]["provision"] += _provision(policy, key[1], amount, due[invoice], as_of)
    for key, amount in _unapplied(connection, undone, day):
        sums[key]["outstanding"] -= amount
    return {key: money for key, money in sums.items() if any(money.values())}


def _provision(policy: Policy, currency: str, amount: int, due: str, as_of: date) -> int:
    read = policy.in_currency(currency)
    past = (as_of - date.fromisoformat(due)).days
    percents = [each.percent for each in read.provision if each.holds(past)]
    return round_exact(amount * percents[0] / 100, read.rounding) if percents else 0


def _movements(connection: sqlite3.Connection) -> Iterable[tuple[int, str, int, int, str]]:
    for table, kind in (
        ("posting", "kind"), ("part_posting", "kind"), ("charge", "'charge'"), ("accrual", "'accrual'"),
    ):  # fmt: skip
        yield from connection.execute(
            f"SELECT seq, effective_on, invoice_id, amount, {kind} FROM {table}"
        ).fetchall()


def _unapplied(
    connection: sqlite3.Connection, undone: set[int], day: str
) -> Iterable[tuple[Key, int]]:
    for seq, account, currency, amount in connection.execute(
        "SELECT seq, account_id, currency, amount FROM receipt WHERE effective_on <= ?", (day,)
    ).fetchall():
        if seq not in undone:
            used = sum(
                used
                for table in ("posting", "part_posting")
                for posted, used in connection.execute(
                    f"SELECT seq, amount FROM {table}"
                    " WHERE receipt_id = ? AND kind = 'payment' AND effective_on <= ?",
                    (seq, day),
                )
                if posted not in undone
            )
            yield (account, currency), amount + used


def slow_under(connection: sqlite3.Connection, as_of: date) -> dict[int, str]:
    """The id of the policy that every invoice is put under, open or not; empty for the main one.

    From the tables of the journal: an invoice's own override, else its account's, else the trial, of which
    a hash tells who is in it. Of two alike the later recorded counts.
    """
    day = as_of.isoformat()

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql, {"day": day}).fetchall()

    undone = {
        seq for (seq,) in rows("SELECT reversed_seq FROM reversal WHERE effective_on <= :day")
    }
    ended = {
        of
        for seq, of in rows("SELECT seq, override_id FROM override_end WHERE effective_on <= :day")
        if seq not in undone
    }
    of_account, of_invoice, drawn = {}, {}, {}
    for seq, account, invoice, id, until in rows(
        "SELECT seq, account_id, invoice_id, policy_id, until_on FROM override"
        " WHERE kind = 'policy' AND effective_on <= :day ORDER BY seq"
    ):
        if seq not in undone | ended and (until is None or until >= day):
            (of_account if invoice is None else of_invoice)[invoice or account] = id
    over = {of for (of,) in rows("SELECT trial_id FROM trial_end WHERE effective_on <= :day")}
    for seq, name, id, share in rows(
        "SELECT seq, name, policy_id, share FROM trial WHERE effective_on <= :day ORDER BY seq"
    ):
        for account, number in rows("SELECT seq, number FROM account WHERE effective_on <= :day"):
            digest = hashlib.sha256(f"{name}\n{number}".encode()).hexdigest()
            if seq not in over and int(digest[:8], 16) * 10_000 // 2**32 < share:
                drawn[account] = id
    return {
        invoice: of_invoice.get(invoice, of_account.get(account, drawn.get(account, "")))
        for invoice, account in rows("SELECT seq, account_id FROM invoice")
    }


def differences(side: Side, wanted: Mapping[Key, Mapping[str, object]]) -> list[object]:
    """What is not as wanted; nothing where all is. Accounts of which nothing is so may be left out."""
    found: list[object] = []
    if missing := set(wanted) - set(side.standings):
        found.append(("missing", missing))
    for key, standing in side.standings.items():
        if key not in wanted:
            if any(getattr(standing, name) for name in (*MONEY, "listed", "overdue")):
                found.append(("too much", standing))
            continue
        for name, value in wanted[key].items():
            got = getattr(standing, name)
            if not _is(got, value):
                found.append((key, name, got, value))
    return found


def _is(got: object, wanted: object) -> bool:
    """Whether a value is as wanted: one of a set, in any order for a frozen one."""
    if isinstance(wanted, frozenset):
        return isinstance(got, tuple) and frozenset(got) == wanted
    return got in wanted if isinstance(wanted, set) else got == wanted
