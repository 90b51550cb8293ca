"""Which stages of the ladder a contact carries out.

A contact is about the account, while each of its invoices climbs the ladder by itself. So one
contact carries out, for every invoice that is still owed, not in dispute, not left out, not placed,
not part of a plan that is paid so far, and waiting at a stage that had fallen due by then:

- a stage of the channel that was used, up to the furthest of them or to the stage that is named,
  those the owner has to approve only with that approval, and those of several channels once the
  customer was reached over the last of them since the stage fell due;
- a stage lower on the ladder than that, over whatever channel: who has been called about the
  account need not be e-mailed the reminder for its younger invoice. Not so stages by letter and
  those the owner approves, because what they ask for has to be done in its own form, and
  placements and tasks, which are no contact.

Where no invoice waits at a stage of the channel, nothing is carried out: an e-mail does not stand
for the call that is due, nor for the reminder below it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from collectrules.charges.agreements import plans
from collectrules.compliance.results import results
from collectrules.errors import InputError, Refused
from collectrules.ledger.overrides import LEFT_OUT_ON
from collectrules.policy.facts import closest
from collectrules.policy.model import Channel, ContactAction, Policy, Stage
from collectrules.worklist.approved import approved_stages
from collectrules.worklist.placed import PLACED_ON


class Waiting(NamedTuple):
    """An invoice and the stage it waits at."""

    invoice_id: int
    stage: str


class Unfinished(NamedTuple):
    """A stage of several channels that a contact was a part of, and the channels that are left."""

    stage: str
    left: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What a contact carries out, and what it is only a part of."""

    done: tuple[Waiting, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()


def carried_out(
    connection: sqlite3.Connection,
    policy: Policy,
    account_id: int,
    channel: Channel,
    on: date,
    *,
    stage: str = "",
    approved: bool = False,
    ours: Callable[[int], bool] = lambda _: True,
    waits: Sequence[Waiting] | None = None,
) -> CarriedOut:
    """What a contact over `channel` on `on` carries out, by the rules above.

    A stage the owner has to approve is carried out only where it is `approved`.

    `ours` says of an invoice whether the policy judges it; `waits` is what `waiting_at` says, where somebody
    has asked it already.

    `stage` names the stage that was carried out where it is not the furthest of the channel; raises
    `InputError` where no invoice waits at it or it is of another channel.
    """
    rungs = {rung.id: (height, rung) for height, rung in enumerate(policy.stage)}
    waiting = [
        each
        for each in (waiting_at(connection, account_id, on) if waits is None else waits)
        if each.stage in rungs and ours(each.invoice_id)
    ]
    by_owner = frozenset() if approved else approved_stages(connection, account_id, on)

    def agreed(each: Waiting) -> bool:
        return approved or rungs[each.stage][1].approval == "none" or each in by_owner

    ours_of_channel = [each for each in waiting if channel in channels_of(rungs[each.stage][1])]
    of_channel = [each.stage for each in ours_of_channel if agreed(each)]
    if stage and stage not in of_channel:
        if any(each.stage == stage for each in ours_of_channel):
            raise not_approved(stage)
        raise _not_waiting(stage, of_channel, channel)
    if not of_channel:
        return CarriedOut()
    furthest = rungs[stage][0] if stage else max(rungs[each][0] for each in of_channel)
    done: list[Waiting] = []
    unfinished: dict[Unfinished, None] = {}
    for each in waiting:
        height, rung = rungs[each.stage]
        if height > furthest or not agreed(each):
            continue
        if height < furthest and _needs_no_form(rung):
            done.append(each)
        elif channel in channels_of(rung):
            assert isinstance(rung.action, ContactAction)
            left = rung.action.left({channel})
            if left:
                left = rung.action.left({*used_since_due(connection, each, on), channel})
            if left:
                unfinished[Unfinished(rung.id, left)] = None
            else:
                done.append(each)
    return CarriedOut(tuple(done), tuple(unfinished))


def waiting_for_the_owner(
    connection: sqlite3.Connection, policy: Policy, account_id: int, channel: Channel, on: date
) -> tuple[str, ...]:
    """The stages of a channel at which invoices of an account wait until the owner approves them."""
    theirs = [
        rung.id
        for rung in policy.stage
        if rung.approval == "owner" and channel in channels_of(rung)
    ]
    if not theirs:
        return ()
    by_owner = approved_stages(connection, account_id, on)
    found = {each.stage for each in waiting_at(connection, account_id, on) if each not in by_owner}
    return tuple(id for id in theirs if id in found)


def channels_of(stage: Stage) -> tuple[Channel, ...]:
    """The channels that a stage asks for; none of a placement or a task."""
    return stage.action.channels if isinstance(stage.action, ContactAction) else ()


def _needs_no_form(stage: Stage) -> bool:
    ways = channels_of(stage)
    return bool(ways) and "letter" not in ways and stage.approval == "none"


def not_approved(stage: str) -> Refused:
    """That a stage waits for the owner."""
    return Refused(
        f"the owner has to approve `{stage}` first",
        help="say who did with `--approved-by NAME`; nothing was written",
    )


def _not_waiting(stage: str, of_channel: list[str], channel: Channel) -> InputError:
    near = closest(stage, of_channel) or next(iter(of_channel), None)
    return InputError(
        f"no invoice of the account waits at a stage `{stage}` by {channel}",
        help=f"did you mean `{near}`?" if near else f"none waits at any stage by {channel}",
    )


_WAITING: Final = f"""
    WITH asked (account_id) AS ({{asked}}),
    fallen_due AS (
        SELECT s.seq, s.invoice_id, s.stage,
            row_number() OVER (PARTITION BY s.invoice_id ORDER BY s.seq DESC) AS age
        FROM invoice AS n
        JOIN stage_step AS s ON s.invoice_id = n.seq
        WHERE n.account_id IN asked AND s.step = 'due' AND s.effective_on <= :on
          AND s.seq NOT IN (SELECT reversed_seq FROM reversal)
          AND n.seq NOT IN (SELECT reversed_seq FROM reversal)
    )
    SELECT n.account_id, f.invoice_id, f.stage
    FROM fallen_due AS f
    JOIN invoice AS n ON n.seq = f.invoice_id
    WHERE f.age = 1
      AND NOT EXISTS (
          SELECT 1 FROM stage_step AS s
          WHERE s.invoice_id = f.invoice_id AND s.stage = f.stage AND s.step = 'done'
            AND s.seq > f.seq
            AND s.seq NOT IN (SELECT reversed_seq FROM reversal)
      )
      AND n.amount + coalesce((
          SELECT sum(p.amount) FROM posting AS p
          WHERE p.invoice_id = f.invoice_id AND p.effective_on <= :on
            AND p.seq NOT IN (SELECT reversed_seq FROM reversal)
      ), 0) > 0
      AND NOT EXISTS (
          SELECT 1 FROM dispute AS d
          LEFT JOIN dispute_end AS e
              ON e.dispute_id = d.seq AND e.seq NOT IN (SELECT reversed_seq FROM reversal)
          WHERE d.invoice_id = f.invoice_id AND d.effective_on <= :on
            AND (e.seq IS NULL OR e.effective_on > :on)
            AND d.seq NOT IN (SELECT reversed_seq FROM reversal)
      )
      AND NOT {LEFT_OUT_ON}
      AND NOT {PLACED_ON}
    ORDER BY f.invoice_id
"""


_USED: Final = """
    SELECT DISTINCT c.channel
    FROM invoice AS n
    JOIN contact AS c ON c.account_id = n.account_id
    WHERE n.seq = :invoice_id AND c.effective_on <= :on AND c.result IN ({codes})
      AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
      AND EXISTS (
          SELECT max(s.seq) AS due FROM stage_step AS s
          WHERE s.invoice_id = n.seq AND s.stage = :stage AND s.step = 'due'
            AND s.seq NOT IN (SELECT reversed_seq FROM reversal)
          HAVING c.seq > due AND c.effective_on >= s.effective_on
      )
"""


def used_since_due(connection: sqlite3.Connection, waiting: Waiting, on: date) -> frozenset[str]:
    """The channels over which the customer was reached since a stage fell due for an invoice."""
    codes = ", ".join(f"'{code}'" for code, result in results().items() if result.carries_out)
    given = {**waiting._asdict(), "on": on.isoformat()}
    return frozenset(way for (way,) in connection.execute(_USED.format(codes=codes), given))


def waiting_at(connection: sqlite3.Connection, account_id: int, on: date) -> list[Waiting]:
    """The stage each invoice of the account waits at on a day: the last that fell due, not done.

    None waits that is in dispute, left out, placed, or part of a plan that is paid so far.
    """
    found = _waiting(connection, "VALUES (:account_id)", on, account_id)
    return found.get(account_id, [])


def waiting_on_list(connection: sqlite3.Connection, on: date) -> dict[int, list[Waiting]]:
    """What `waiting_at` says of each account on the worklist of which anything waits."""
    return _waiting(connection, "SELECT account_id FROM worklist", on)


def _waiting(
    connection: sqlite3.Connection, asked: str, on: date, account_id: int = 0
) -> dict[int, list[Waiting]]:
    given = {"account_id": account_id, "on": on.isoformat()}
    found: dict[int, list[Waiting]] = {}
    for account, *waiting in connection.execute(_WAITING.format(asked=asked), given):
        found.setdefault(account, []).append(Waiting(*waiting))
    for account in _with_plans(connection, found):
        resting = _resting(connection, account, on)
        found[account] = [each for each in found[account] if each.invoice_id not in resting]
    return found


def _with_plans(connection: sqlite3.Connection, accounts: Collection[int]) -> list[int]:
    """The accounts of some with which a plan was ever agreed."""
    if len(accounts) > 1:
        with_plans = {id for (id,) in connection.execute("SELECT DISTINCT account_id FROM plan")}
        return [account for account in accounts if account in with_plans]
    asked = "SELECT 1 FROM plan WHERE account_id = ?"
    return [account for account in accounts if connection.execute(asked, (account,)).fetchone()]


def _resting(connection: sqlite3.Connection, account_id: int, on: date) -> frozenset[int]:
    """The invoices of an account that are not due, because of a plan that stands and is paid so far."""
    return frozenset(
        each.invoice_id
        for plan in plans(connection, on, accounts=(account_id,))
        if plan.ended is None and not any(state.missed(on) for state in plan.states)
        for each in plan.invoices
    )
