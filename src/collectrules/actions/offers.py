"""What the policy offers an account, as the fields of a plan or a settlement have it at first."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from collectrules.actions.action import Context
from collectrules.acts.agreeing import Ground, ground_of
from collectrules.errors import CollectrulesError
from collectrules.policy.model import Offer, Plan, Settlement

Terms = TypeVar("Terms", bound=Plan | Settlement)


def ground(context: Context) -> Ground | None:
    """What an agreement on all that is overdue would be made on; None where there is no such thing."""
    try:
        with context.ledger.rehearsing(at=context.at, by=context.by) as book:
            return ground_of(
                book, context.ledger, context.account, currency=context.currency, on=context.on
            )
    except CollectrulesError:
        return None


def offers_of(context: Context, kind: type[Terms]) -> tuple[tuple[Offer, Terms], ...]:
    """The offers of a kind that hold for the account, in the order of the policy."""
    found = ground(context)
    held = found.offers if found is not None else ()
    return tuple((each, each.terms) for each in held if isinstance(each.terms, kind))


def best_offer(context: Context, kind: type[Plan] | type[Settlement]) -> str:
    """The first offer of a kind that holds; empty where none does, or only one, which need not be named."""
    found = [each.id for each, _ in offers_of(context, kind)]
    return found[0] if len(found) > 1 else ""


def offered_instalments(context: Context) -> str:
    """How many instalments the first offer of a plan has."""
    return next((str(terms.instalments) for _, terms in offers_of(context, Plan)), "")


def offered_every(context: Context) -> str:
    """How far apart they are."""
    return next((terms.every for _, terms in offers_of(context, Plan)), "")


def first_instalment(context: Context) -> str:
    """The last day on which the first instalment may be due."""
    return next(
        (
            (context.on + timedelta(days=terms.first_within_days)).isoformat()
            for _, terms in offers_of(context, Plan)
        ),
        "",
    )


def offered_percent(context: Context) -> str:
    """The share that the first offer of a settlement takes for the whole."""
    return next(
        (f"{terms.percent.normalize():f}" for _, terms in offers_of(context, Settlement)), ""
    )


def offered_until(context: Context) -> str:
    """The last day on which it may arrive."""
    return next(
        (
            (context.on + timedelta(days=terms.valid_days)).isoformat()
            for _, terms in offers_of(context, Settlement)
        ),
        "",
    )
