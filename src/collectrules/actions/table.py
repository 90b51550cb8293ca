"""Everything that can be done with an account, in the order in which it is told."""

from __future__ import annotations

from typing import Final

from collectrules.actions.action import Action
from collectrules.actions.agreement import CANCEL_PLAN, CANCEL_SETTLEMENT, PLAN, SETTLEMENT
from collectrules.actions.approve import APPROVE
from collectrules.actions.call_back import CALL_BACK, CANCEL_CALL_BACK
from collectrules.actions.contact import CALL, EMAIL, LETTER, TEXT, WRONG_NUMBER
from collectrules.actions.dispute import DISPUTE, END_DISPUTE
from collectrules.actions.message import CANCEL_QUEUED, QUEUE, SEND
from collectrules.actions.note import NOTE
from collectrules.actions.payment import PAYMENT, SAYS_PAID
from collectrules.actions.promise import PROMISE
from collectrules.actions.stop import HARDSHIP, STOP
from collectrules.errors import InputError
from collectrules.policy.facts import closest

ACTIONS: Final[tuple[Action, ...]] = (
    CALL,
    EMAIL,
    LETTER,
    TEXT,
    WRONG_NUMBER,
    QUEUE,
    SEND,
    CANCEL_QUEUED,
    PROMISE,
    DISPUTE,
    END_DISPUTE,
    PLAN,
    CANCEL_PLAN,
    SETTLEMENT,
    CANCEL_SETTLEMENT,
    PAYMENT,
    SAYS_PAID,
    CALL_BACK,
    CANCEL_CALL_BACK,
    NOTE,
    STOP,
    HARDSHIP,
    APPROVE,
)


def action_named(id: str) -> Action:
    """An action by its id, in capitals or not; raises `InputError`, with the nearest, where there is none."""
    wanted = id.strip().lower().replace("_", "-")
    found = next((each for each in ACTIONS if each.id == wanted), None)
    if found is not None:
        return found
    known = [each.id for each in ACTIONS]
    near = closest(wanted, known)
    raise InputError(
        f"there is nothing `{id}` to do with an account",
        help=f"did you mean `{near}`?" if near else f"there is {', '.join(known)}",
    )
