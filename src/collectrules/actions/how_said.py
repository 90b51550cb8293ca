"""How a customer said it: what contact an act came of, if it came of one that is logged with it."""

from __future__ import annotations

from typing import Final

from collectrules.actions.action import Context, Field
from collectrules.actions.answers import Asked
from collectrules.compliance.limits import channel_name
from collectrules.policy.model import Channel
from collectrules.worklist.brought import NOTHING, Brings
from collectrules.worklist.outcomes import Dispute, LoggedContact, Promise, log_contact

HOW: Final = Field(
    name="how",
    label="how they said it",
    kind="choice",
    hint="call, inbound, email, sms, none",
    choices=(
        ("call", "on a call of ours, which is logged with it"),
        ("inbound", "they rang us: logged with it"),
        ("email", "they wrote an e-mail: logged with it"),
        ("sms", "they wrote a text message: logged with it"),
        ("none", "otherwise, or the contact is logged already"),
    ),
    first=lambda _: "none",
)
_WROTE: Final[dict[str, tuple[Channel, str]]] = {
    "inbound": ("call", "IN"),
    "email": ("email", "EMI"),
    "sms": ("sms", "SMI"),
}


def contact_of(
    context: Context,
    asked: Asked,
    result: str,
    *,
    promise: Promise | None = None,
    dispute: Dispute | None = None,
    brings: Brings = NOTHING,
) -> LoggedContact | None:
    """Log the contact that something came of, with it; None where it came of none that is to be logged.

    `result` is that of a call of ours. Raises as `log_contact` does.
    """
    how = asked.choice(HOW)
    if how == "none":
        return None
    channel, code = _WROTE.get(how, ("call", result))
    return log_contact(
        context.ledger,
        context.policy_seq,
        context.policy,
        account_id=context.account.id,
        channel=channel,
        result=code,
        at=context.at,
        by=context.by,
        note=asked.text("note"),
        promise=promise,
        dispute=dispute,
        brings=brings,
        dry_run=context.dry_run,
    )


def said_so(logged: LoggedContact | None) -> tuple[str, ...]:
    """The line that tells of the contact logged with an act."""
    return (f"with {channel_name(logged.channel)}: {logged.result.label}",) if logged else ()
