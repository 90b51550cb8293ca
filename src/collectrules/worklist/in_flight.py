"""Invoices on the ladder when another policy version comes into force, or when another policy gets them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, NamedTuple

from collectrules.engine.gather import TABLES, Facts, Moment, gather_books
from collectrules.engine.scratch import drop
from collectrules.engine.shared import changed_since
from collectrules.errors import LedgerError
from collectrules.ledger.book import Book
from collectrules.ledger.events import StageMoved
from collectrules.ledger.trials import EVER_UNDER
from collectrules.policy.facts import closest
from collectrules.policy.model import InFlight, Policy
from collectrules.worklist.under import Judging, named_if_few

_STANDING: Final = """
    SELECT r.invoice_id, r.stage, v.policy_id, coalesce(u.policy_id, '')
    FROM reached AS r
    JOIN item AS i ON i.invoice_id = r.invoice_id
    JOIN policy_version AS v ON v.seq = coalesce(
        (SELECT t.policy FROM stage_step AS t WHERE t.seq = r.seq),
        (SELECT m.policy FROM stage_move AS m WHERE m.seq = r.seq)
    )
    LEFT JOIN put_under AS u ON u.invoice_id = r.invoice_id
    WHERE i.balance > 0 AND {of}
    ORDER BY r.invoice_id
"""


class _Standing(NamedTuple):
    """An open invoice on the ladder."""

    invoice_id: int
    stage: str
    brought_by: str
    """The id of the policy that brought it there."""
    under: str
    """The id of the policy it is put under; empty for the main one."""


def _standing(connection: sqlite3.Connection, moment: Moment) -> list[_Standing]:
    """Those of the accounts of a moment, from the books that policies share where these still say so."""
    shared = changed_since(connection, moment, Facts(())) == frozenset()
    if not shared:
        gather_books(connection, moment)
    few = moment.accounts
    of = "true" if few is None else f"i.account_id IN ({', '.join(map(str, few))})"
    rows = connection.execute(_STANDING.format(of=of)).fetchall()
    if not shared:
        drop(connection, TABLES)
    return [_Standing(*row) for row in rows]


def stages_in_use(connection: sqlite3.Connection, on: date, under: str = "") -> dict[str, int]:
    """How many open invoices stand on each stage at the end of a day.

    Those that a policy beside the main one brought there are left out; with `under`, its id, only they count.
    """
    beside = {row[0] for row in connection.execute("SELECT policy_id FROM policy_beside")}
    counts: dict[str, int] = {}
    for each in _standing(connection, Moment(on)):
        if (each.brought_by if each.brought_by in beside else "") == under:
            counts[each.stage] = counts.get(each.stage, 0) + 1
    return dict(sorted(counts.items()))


def lost_stages(
    connection: sqlite3.Connection, policy: Policy, on: date, under: str = ""
) -> dict[str, int]:
    """How many open invoices stand on each stage that a policy neither has nor moves them from.

    `under` is as in `stages_in_use`.
    """
    known = {"none", *policy.stage_ids, *policy.in_flight.moves}
    if policy.in_flight.begin_anew or _ever_taken(connection) <= known:
        return {}
    in_use = stages_in_use(connection, on, under)
    return {stage: n for stage, n in in_use.items() if stage not in known}


def _ever_taken(connection: sqlite3.Connection) -> set[str]:
    """Every stage that anything ever was on: told at once, where what stands where has to be worked out."""
    rows = connection.execute(
        "SELECT DISTINCT stage FROM stage_step UNION SELECT DISTINCT stage_to FROM stage_move"
    )
    return {stage for (stage,) in rows}


def refuse_lost_stages(
    connection: sqlite3.Connection, policy: Policy, on: date, under: str = ""
) -> None:
    """Raise `LedgerError` where invoices stand on a stage that a policy neither has nor moves them from.

    `under` is as in `stages_in_use`.
    """
    lost = lost_stages(connection, policy, on, under)
    if lost:
        stage, count = next(iter(lost.items()))
        ids = policy.stage_ids
        onto = closest(stage, list(ids)) or next(iter(ids), "none")
        move = f'{{ move = {{ {stage} = "{onto}" }} }}'
        raise LedgerError(
            f"{count} open invoice{'s stand' if count != 1 else ' stands'} on the stage `{stage}`, which "
            f"version `{policy.version}` does not have",
            help="give the stage back, or say in [policy] what becomes of them: "
            f'in_flight = {move}, or "restart"',
        )


def settle_in_flight(book: Book, judging: Sequence[Judging], as_of: date) -> int:
    """Do what each policy says of its invoices in flight, where it has come into force since the last run.

    An invoice that came under a policy with a stage of another, which it does not have, begins anew.
    Returns how many were moved; each is an event of the journal. Raises `LedgerError` where invoices
    stand on a stage of which the policy does not say what becomes of them.
    """
    connection = book.connection
    changed = [each for each in judging if _changed(connection, each)]
    for each in changed:
        refuse_lost_stages(connection, each.policy, as_of, each.moment.under or "")
    anew = {each.seq for each in changed if _says_of_all(each.policy.in_flight)}
    if not anew and (not _any_put_under(connection) or _all_know_all(connection, judging)):
        return 0
    accounts = None if anew else named_if_few(_ever_put_under(connection))
    standing = _standing(connection, Moment(as_of, accounts=accounts))
    by_id = {each.moment.under or "": each for each in judging}
    moved = _moved_by(connection, anew)
    moves = []
    for one in standing:
        by = by_id[one.under]
        all_move = by.seq in anew and (one.invoice_id, by.seq) not in moved
        target = _target(by.policy, one.stage, all_move=all_move)
        if target != one.stage:
            moves.append((one.invoice_id, one.stage, target, by.seq))
    book.extend(StageMoved, moves, on=as_of)
    return len(moves)


def _all_know_all(connection: sqlite3.Connection, judging: Sequence[Judging]) -> bool:
    """Whether each policy has every stage that anything ever was on: then nobody begins anew under any."""
    taken = _ever_taken(connection) - {"none"}
    return all(taken <= {*each.policy.stage_ids} for each in judging)


def _says_of_all(in_flight: InFlight) -> bool:
    return in_flight.begin_anew or bool(in_flight.moves)


def _target(policy: Policy, stage: str, *, all_move: bool) -> str:
    """Where an invoice on a stage goes on: there, unless the policy moves all, or has no such stage."""
    target = policy.in_flight.target(stage) if all_move else stage
    known = target in policy.stage_ids or target == "none"
    return target if known else policy.in_flight.moves.get(target, "none")


def _moved_by(connection: sqlite3.Connection, versions: Collection[int]) -> set[tuple[int, int]]:
    """The invoices that each of some versions has moved before."""
    rows = connection.execute(
        f"SELECT invoice_id, policy FROM stage_move WHERE policy IN ({', '.join(map(str, versions))})"
    )
    return set(rows.fetchall())


def _any_put_under(connection: sqlite3.Connection) -> bool:
    """Whether anything ever was under a policy beside the main one."""
    (found,) = connection.execute(f"SELECT EXISTS (SELECT 1 FROM {EVER_UNDER})").fetchone()
    return bool(found)


def _ever_put_under(connection: sqlite3.Connection) -> tuple[int, ...]:
    """The accounts of which anything ever was under a policy beside the main one."""
    rows = connection.execute(f"SELECT account_id FROM {EVER_UNDER}")
    return tuple(row[0] for row in rows)


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
