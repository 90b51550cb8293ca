"""Rows of the list read from the ledger: all that are on the worklist, or some by their rank.

Ranks from `REST` on are accounts that owe something and are not on the worklist, from `OTHER` on such as owe
nothing and have a call-back or something queued: `OTHER` and the account's id.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final

from collectrules.ledger.book import Ledger
from collectrules.ledger.damage import stored_day
from collectrules.policy.model import Channel, ContactAction, Stage
from collectrules.worklist.action_words import action_text
from collectrules.worklist.around import Around, Promised, read_around
from collectrules.worklist.blocked import Blocks
from collectrules.worklist.blocks import blocks_now
from collectrules.worklist.carried import Waiting, used_since_due
from collectrules.worklist.head import Asked, Head
from collectrules.worklist.held import reasons
from collectrules.worklist.row import LastContact, Row

REST: Final = 1_000_000_000
OTHER: Final = 2_000_000_000

NAME: Final = """coalesce((
    SELECT k.name FROM account_change AS k WHERE k.account_id = a.seq
    ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
), a.name)"""
"""SQL for the name of an account `a` by now."""

_STANDS: Final = "c.seq NOT IN (SELECT reversed_seq FROM reversal)"
_OF_ACCOUNT: Final = f"""
    {NAME} AS name, a.number AS account, (
        SELECT json_array(c.effective_on, c.channel, c.result) FROM contact AS c
        WHERE c.account_id = a.seq AND {_STANDS}
        ORDER BY c.effective_on DESC, c.seq DESC LIMIT 1
    ) AS last, coalesce((
        SELECT c.result FROM contact AS c
        WHERE c.account_id = a.seq AND c.effective_on >= :as_of AND c.seq > :run AND {_STANDS}
        ORDER BY c.seq DESC LIMIT 1
    ), '') AS result
"""
"""SQL for what every row has of its account `a`."""

_LISTED: Final = f"""
    SELECT w.*, n.number AS invoice, {_OF_ACCOUNT}
    FROM worklist AS w
    JOIN account AS a ON a.seq = w.account_id
    JOIN invoice AS n ON n.seq = w.invoice_id
    WHERE {{of}}
    ORDER BY w.rank
"""
_FIRST_DUE: Final = """coalesce((
    SELECT n.number FROM invoice AS n
    WHERE n.account_id = a.seq AND n.currency = r.currency
      AND n.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND n.amount + coalesce((
          SELECT sum(p.amount) FROM posting AS p
          WHERE p.invoice_id = n.seq AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
      ), 0) > 0
    ORDER BY n.due_on, n.seq LIMIT 1
), '')"""
_OFF_THE_LIST: Final = f"""
    SELECT r.*, {_FIRST_DUE} AS invoice, {_OF_ACCOUNT}
    FROM ({{rows}}) AS r JOIN account AS a ON a.seq = r.account_id
"""
_REST: Final = f"""
    SELECT rank + {REST} AS rank, account_id, currency, segment, score, to_collect, overdue_total,
           oldest_days_past_due
    FROM worklist_rest WHERE rank + {REST} IN (SELECT value FROM json_each(:ranks))
"""
_OTHERS: Final = f"""
    SELECT value AS rank, value - {OTHER} AS account_id, coalesce((
               SELECT n.currency FROM invoice AS n WHERE n.account_id = value - {OTHER}
               ORDER BY n.seq DESC LIMIT 1
           ), :currency) AS currency, '' AS segment, 0 AS score, 0 AS to_collect, 0 AS overdue_total,
           0 AS oldest_days_past_due
    FROM json_each(:ranks)
"""


def read_rows(
    ledger: Ledger, head: Head, today: date, ranks: Sequence[int] | None = None
) -> list[Row]:
    """The rows of the worklist in order, or those of some ranks in the order in which these are given.

    What stands around their accounts is as of `today`. Ranks that are none are left out.
    """
    stored = _stored(ledger, head, ranks)
    accounts = None if ranks is None else {row["account_id"] for row in stored}
    day = max(today, head.as_of)
    around = read_around(ledger, head.as_of, day, head.policy.time_zone, accounts, run=head.run.seq)
    blocks = blocks_now(ledger, head.run, head.policy, accounts)
    listed = [_listed(ledger, head, row, blocks, around) for row in stored if row["rank"] < REST]
    rows = {row.rank: row for row in (*listed, *_off(ledger, head, stored, around))}
    return list(rows.values()) if ranks is None else [rows[rank] for rank in ranks if rank in rows]


def _stored(ledger: Ledger, head: Head, ranks: Sequence[int] | None) -> list[sqlite3.Row]:
    given: dict[str, object] = {
        "run": head.run.seq,
        "as_of": head.as_of.isoformat(),
        "currency": head.policy.currencies[0],
    }
    if ranks is None:
        return ledger.query(_LISTED.format(of="true"), given)
    by_kind = (
        ([rank for rank in ranks if rank < REST], _LISTED.format(of=_RANKED)),
        ([rank for rank in ranks if REST <= rank < OTHER], _OFF_THE_LIST.format(rows=_REST)),
        ([rank for rank in ranks if rank >= OTHER], _OFF_THE_LIST.format(rows=_OTHERS)),
    )
    return [
        row
        for some, sql in by_kind
        if some
        for row in ledger.query(sql, {**given, "ranks": json.dumps(some)})
    ]


_RANKED: Final = "w.rank IN (SELECT value FROM json_each(:ranks))"


def _listed(ledger: Ledger, head: Head, row: sqlite3.Row, blocks: Blocks, around: Around) -> Row:
    now = around.owed_now((row["account_id"], row["currency"]))
    if now is not None and row["invoice_id"] not in now.open:
        return _settled(head, row, around)
    asked = head.asked[row["policy"], row["currency"], row["kind"], row["rule"]]
    left = _channels_left(ledger, row, asked)
    begun = len(left) < len(asked.channels)
    account: int = row["account_id"]
    free = (each for each in left if account not in blocks[each])
    channel = next(free, next(iter(left), None))
    block = blocks[channel].get(account) if channel else None
    values = tuple(json.loads(row["facts"]))
    if len(values) != asked.facts:
        raise ValueError(f"{len(values)} values for a rule that reads {asked.facts}")
    waiting = not around.kept or (row["invoice_id"], asked.rule.id) in around.waiting.get(
        (account, row["currency"]), ()
    )
    waits = _waits(row, around) or ((asked.rule.id,) if asked.approval and waiting else ())
    return Row(
        **_of_account(row, around),
        policy_seq=row["policy"],
        stage=row["stage"],
        channel=channel,
        next_action=action_text(asked.rule, left) if begun else asked.next_action,
        approval=asked.approval,
        approved=asked.approval and not waiting,
        waits=waits,
        decided_by=asked.rule,
        values_read=values,
        allowed=block is None,
        blocked_by=block.rule if block else "",
        allowed_from=block.allowed_from if block else None,
        result="" if begun else row["result"],
    )


def _settled(head: Head, row: sqlite3.Row, around: Around) -> Row:
    """The row of an account whose invoice was paid, or otherwise settled, since the list was made."""
    return Row(
        **_of_account(row, around),
        policy_seq=row["policy"],
        stage=row["stage"],
        channel=None,
        next_action="",
        approval=False,
        waits=_waits(row, around),
        decided_by=None,
        values_read=(),
        allowed=True,
        blocked_by="",
        allowed_from=None,
        result=row["result"],
        held=f"nothing is left of {row['invoice']} since the list was made",
    )


def _channels_left(ledger: Ledger, row: sqlite3.Row, asked: Asked) -> tuple[Channel, ...]:
    """The channels that a row's stage still asks for; all of them once it was carried out."""
    rule = asked.rule
    if len(asked.channels) < 2 or not isinstance(rule, Stage):
        return asked.channels
    assert isinstance(rule.action, ContactAction)
    used = used_since_due(ledger.connection, Waiting(row["invoice_id"], rule.id), date.max)
    return rule.action.left(used) or asked.channels


def _off(
    ledger: Ledger, head: Head, stored: Collection[sqlite3.Row], around: Around
) -> Iterator[Row]:
    """The rows that are not on the worklist, each with why."""
    off = [row for row in stored if row["rank"] >= REST]
    late = {(row["account_id"], row["currency"]): row["oldest_days_past_due"] for row in off}
    why = reasons(ledger.connection, around, late)
    for row in off:
        owner = row["account_id"], row["currency"]
        held = why[owner] if row["rank"] < OTHER else "owes nothing"
        yield Row(
            **_of_account(row, around),
            policy_seq=head.run.policy_seq,
            stage="none",
            channel=None,
            next_action="",
            approval=False,
            waits=_waits(row, around),
            decided_by=None,
            values_read=(),
            allowed=True,
            blocked_by="",
            allowed_from=None,
            result=row["result"],
            held=held,
        )


def _waits(row: sqlite3.Row, around: Around) -> tuple[str, ...]:
    """The rules that wait for the owner at an account, each once."""
    waiting = around.waiting.get((row["account_id"], row["currency"]), ())
    return tuple(dict.fromkeys(each.rule for each in waiting))


def _of_account(row: sqlite3.Row, around: Around) -> dict[str, Any]:
    """What a row says of its account, whatever was decided about it."""
    account, currency = row["account_id"], row["currency"]
    promised = around.promised.get((account, currency), Promised())
    call_backs = around.call_backs.get(account)
    last = json.loads(row["last"]) if row["last"] else None
    now = around.owed_now((account, currency))
    return {
        "rank": row["rank"],
        "account_id": account,
        "account": row["account"],
        "name": row["name"],
        "currency": currency,
        "segment": row["segment"],
        "score": row["score"],
        "to_collect": row["to_collect"] if now is None else now.to_collect,
        "overdue_total": row["overdue_total"],
        "oldest_days_past_due": row["oldest_days_past_due"],
        "invoice": row["invoice"],
        "last": LastContact(stored_day(last[0]), last[1], last[2]) if last else None,
        "promised": promised.open,
        "promise_on": promised.due_on,
        "broken": promised.broken,
        "broken_on": promised.broken_on,
        "disputed": around.disputed.get((account, currency), 0),
        "call_back": call_backs[0] if call_backs else None,
        "queued": around.queued.get(account, ()),
    }
