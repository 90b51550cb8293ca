"""Invoices that are on the ladder when another policy version comes into force."""

from __future__ import annotations

import sqlite3
from datetime import date

from collectrules.engine.gather import Moment, drop, gather_books
from collectrules.errors import LedgerError
from collectrules.ledger.book import Book
from collectrules.ledger.events import StageMoved
from collectrules.policy.model import Policy


def stages_in_use(connection: sqlite3.Connection, on: date) -> dict[str, int]:
    """How many open invoices stand on each stage at the end of a day."""
    gather_books(connection, Moment(on))
    rows = connection.execute(
        "SELECT r.stage, count(*) FROM reached AS r JOIN item AS i ON i.invoice_id = r.invoice_id"
        " WHERE i.balance > 0 GROUP BY r.stage ORDER BY r.stage"
    ).fetchall()
    drop(connection)
    return dict(rows)


def refuse_lost_stages(connection: sqlite3.Connection, policy: Policy, on: date) -> None:
    """Raise `LedgerError` where invoices stand on a stage that a policy neither has nor moves them from."""
    if policy.in_flight.begin_anew:
        return
    known = {*policy.stage_ids, *policy.in_flight.moves}
    lost = {stage: n for stage, n in stages_in_use(connection, on).items() if stage not in known}
    if lost:
        stage, count = next(iter(lost.items()))
        move = f'{{ move = {{ {stage} = "{next(iter(policy.stage_ids), "none")}" }} }}'
        raise LedgerError(
            f"{count} open invoice{'s stand' if count != 1 else ' stands'} on the stage `{stage}`, which "
            f"version `{policy.version}` does not have",
            help="give the stage back, or say in [policy] what becomes of them: "
            f'in_flight = {move}, or "restart"',
        )


def settle_in_flight(book: Book, policy: Policy, policy_seq: int, as_of: date) -> int:
    """Do what a policy says of invoices in flight, where it has come into force since the last run.

    Returns how many were moved; each is an event of the journal. Raises `LedgerError` where invoices
    stand on a stage of which the policy does not say what becomes of them.
    """
    connection = book.connection
    last = connection.execute("SELECT policy FROM run ORDER BY seq DESC LIMIT 1").fetchone()
    if last is None or last[0] == policy_seq:
        return 0
    refuse_lost_stages(connection, policy, as_of)
    in_flight = policy.in_flight
    if not (in_flight.begin_anew or in_flight.moves):
        return 0
    gather_books(connection, Moment(as_of))
    standing = connection.execute(
        "SELECT r.invoice_id, r.stage FROM reached AS r JOIN item AS i ON i.invoice_id = r.invoice_id"
        " WHERE i.balance > 0 AND NOT EXISTS ("
        "   SELECT 1 FROM stage_move AS m WHERE m.invoice_id = r.invoice_id AND m.policy = ?"
        " ) ORDER BY r.invoice_id",
        (policy_seq,),
    ).fetchall()
    drop(connection)
    moves = [
        (invoice, stage, in_flight.target(stage), policy_seq)
        for invoice, stage in standing
        if in_flight.target(stage) != stage
    ]
    book.extend(StageMoved, moves, on=as_of)
    return len(moves)
