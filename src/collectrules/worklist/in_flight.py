"""Invoices on the ladder when another policy version comes into force, or when another policy gets them."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Final, NamedTuple

from collectrules.engine.gather import Moment, drop, gather_books
from collectrules.errors import LedgerError
from collectrules.ledger.book import Book
from collectrules.ledger.events import StageMoved
from collectrules.policy.model import Policy
from collectrules.worklist.under import Judging

_STANDING: Final = """
    SELECT r.invoice_id, r.stage, v.policy_id,
           coalesce((
               SELECT max(m.seq) FROM stage_move AS m
               WHERE m.invoice_id = r.invoice_id AND m.policy = :version
           ), 0) > 0
    FROM reached AS r
    JOIN item AS i ON i.invoice_id = r.invoice_id
    JOIN policy_version AS v ON v.seq = coalesce(
        (SELECT t.policy FROM stage_step AS t WHERE t.seq = r.seq),
        (SELECT m.policy FROM stage_move AS m WHERE m.seq = r.seq)
    )
    WHERE i.balance > 0 AND {ours}
    ORDER BY r.invoice_id
"""


class _Standing(NamedTuple):
    """An open invoice on the ladder."""

    invoice_id: int
    stage: str
    policy_id: str
    """Of the policy that brought it there."""
    moved: bool
    """Whether the version asked about has moved it before."""


def _standing(connection: sqlite3.Connection, moment: Moment, version: int = 0) -> list[_Standing]:
    gather_books(connection, moment)
    given = {**moment.parameters, "version": version}
    rows = connection.execute(_STANDING.format(ours=moment.ours), given).fetchall()
    drop(connection)
    return [_Standing(invoice, stage, id, bool(moved)) for invoice, stage, id, moved in rows]


def stages_in_use(connection: sqlite3.Connection, on: date, under: str = "") -> dict[str, int]:
    """How many open invoices stand on each stage at the end of a day.

    Those that a policy beside the main one brought there are left out; with `under`, its id, only they count.
    """
    beside = {row[0] for row in connection.execute("SELECT policy_id FROM policy_beside")}
    counts: dict[str, int] = {}
    for each in _standing(connection, Moment(on)):
        if (each.policy_id if each.policy_id in beside else "") == under:
            counts[each.stage] = counts.get(each.stage, 0) + 1
    return dict(sorted(counts.items()))


def refuse_lost_stages(
    connection: sqlite3.Connection, policy: Policy, on: date, under: str = ""
) -> None:
    """Raise `LedgerError` where invoices stand on a stage that a policy neither has nor moves them from.

    `under` is as in `stages_in_use`.
    """
    if policy.in_flight.begin_anew:
        return
    _refuse_lost(policy, stages_in_use(connection, on, under))


def _refuse_lost(policy: Policy, in_use: dict[str, int]) -> None:
    known = {*policy.stage_ids, *policy.in_flight.moves}
    lost = {stage: n for stage, n in in_use.items() if stage not in known}
    if lost:
        stage, count = next(iter(lost.items()))
        move = f'{{ move = {{ {stage} = "{next(iter(policy.stage_ids), "none")}" }} }}'
        raise LedgerError(
            f"{count} open invoice{'s stand' if count != 1 else ' stands'} on the stage `{stage}`, which "
            f"version `{policy.version}` does not have",
            help="give the stage back, or say in [policy] what becomes of them: "
            f'in_flight = {move}, or "restart"',
        )


def settle_in_flight(book: Book, judging: Judging, as_of: date) -> int:
    """Do what a policy says of invoices in flight, where it has come into force since the last run.

    An invoice that came under it with a stage of another policy, which it does not have, begins anew.
    Returns how many were moved; each is an event of the journal. Raises `LedgerError` where invoices
    stand on a stage of which the policy does not say what becomes of them.
    """
    connection, policy = book.connection, judging.policy
    changed = _changed(connection, judging)
    if changed:
        refuse_lost_stages(connection, policy, as_of, judging.moment.under or "")
    in_flight = policy.in_flight
    anew = changed and bool(in_flight.begin_anew or in_flight.moves)
    if not (anew or _ever_put_under(connection)):
        return 0
    moves = []
    for each in _standing(connection, judging.moment, judging.seq):
        target = in_flight.target(each.stage) if anew and not each.moved else each.stage
        if target not in (*policy.stage_ids, "none"):
            target = in_flight.moves.get(target, "none")
        if target != each.stage:
            moves.append((each.invoice_id, each.stage, target, judging.seq))
    book.extend(StageMoved, moves, on=as_of)
    return len(moves)


def _ever_put_under(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM override WHERE kind = 'policy' LIMIT 1").fetchone()
    return found is not None


def _changed(connection: sqlite3.Connection, judging: Judging) -> bool:
    """Whether the last run judged by another version of the policy."""
    last = connection.execute(
        "SELECT policy, summary FROM run ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    if last is None:
        return False
    if not judging.moment.under:
        return bool(last[0] != judging.seq)
    before = json.loads(last[1]).get("beside", {}).get(judging.policy.id, judging.seq)
    return bool(before != judging.seq)
