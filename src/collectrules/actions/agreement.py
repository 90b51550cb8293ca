"""Payment plans and settlements: agreed by the policy's offers, shown before they are, and ended by hand."""

from __future__ import annotations

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked
from collectrules.actions.doing import money
from collectrules.actions.offers import (
    best_offer,
    first_instalment,
    offered_every,
    offered_instalments,
    offered_percent,
    offered_until,
)
from collectrules.actions.reading import DAY_HINT
from collectrules.acts.plans import PlanWanted, agree_plan, cancel_plan
from collectrules.acts.settling import SettlementWanted, agree_settlement, cancel_settlement
from collectrules.charges.agreements import PlanMade, SettlementMade
from collectrules.policy.model import Every, Plan, Settlement

_MISTAKE = "agreed by mistake"
_EVERY: dict[str, Every] = {"week": "week", "fortnight": "fortnight", "month": "month"}
_EVERY_FIELD = Field(
    name="every",
    label="one every",
    kind="choice",
    hint="week, fortnight, month",
    choices=(("week", "7 days"), ("fortnight", "14 days"), ("month", "the same day of each month")),
    first=offered_every,
    optional=True,
)
_INVOICES = Field(
    name="invoices",
    label="for which invoices",
    kind="invoices",
    hint="all that is overdue and free",
    optional=True,
)
_APPROVED = Field(
    name="approved-by", label="approved by", hint="who, where the owner has to", optional=True
)
_NOTE = Field(name="note", label="note", hint="what else was said", optional=True)


def _offer(kind: type[Plan] | type[Settlement]) -> Field:
    return Field(
        name="offer",
        label="offer",
        hint="of the policy, where several hold",
        optional=True,
        first=lambda context: best_offer(context, kind),
    )


def plan_lines(context: Context, plan: PlanMade) -> tuple[str, ...]:
    """A plan as it is shown: for what, and each instalment with its day."""
    numbers = ", ".join(each.number for each in plan.invoices)
    of_rule = f" by `{plan.rule}`" if plan.rule else ""
    return (
        f"{money(context, plan.amount)} for {numbers}{of_rule}",
        *(
            f"{each.number:>3}  {each.due_on:%a %Y-%m-%d}  {money(context, each.amount)}"
            for each in plan.instalments
        ),
    )


def settlement_lines(context: Context, made: SettlementMade) -> tuple[str, ...]:
    """A settlement as it is shown: what is taken for what, and until when."""
    numbers = ", ".join(each.number for each in made.invoices)
    of_rule = f" by `{made.rule}`" if made.rule else ""
    return (
        f"{money(context, made.amount)} for the {money(context, made.owed)} of {numbers}{of_rule}",
        f"if it arrives by {made.until_on:%a %Y-%m-%d}; {money(context, made.owed - made.amount)} is let go",
    )


def _plan(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    wanted = PlanWanted(
        account=context.account,
        invoices=asked.invoices("invoices"),
        currency=context.currency,
        offer=asked.text("offer") or None,
        instalments=asked.count_or_none("instalments"),
        every=_EVERY.get(asked.choice(_EVERY_FIELD)),
        first=asked.day_or_none("first"),
        approved_by=asked.text("approved-by"),
        note=asked.text("note"),
        on=context.on,
    )
    made = agree_plan(context.ledger, wanted, at=context.at, by=context.by, dry_run=context.dry_run)
    count = len(made.instalments)
    said = (
        f"plan of {count} instalments for {money(context, made.amount)} - {context.account.called}"
    )

    def undo(later: Context) -> str:
        _end_plan(later, made.seq, _MISTAKE)
        return f"cancelled: {said}"

    return Done(sentence=said, events=(made.seq,), undo=undo, lines=plan_lines(context, made))


def _settle(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    amount = asked.amount_or_none("amount")
    percent = asked.percent_or_none("percent") if amount is None else None
    wanted = SettlementWanted(
        account=context.account,
        invoices=asked.invoices("invoices"),
        currency=context.currency,
        offer=asked.text("offer") or None,
        percent=percent,
        amount=amount,
        until=asked.day_or_none("until"),
        approved_by=asked.text("approved-by"),
        note=asked.text("note"),
        on=context.on,
    )
    made = agree_settlement(
        context.ledger, wanted, at=context.at, by=context.by, dry_run=context.dry_run
    )
    said = (
        f"settlement at {money(context, made.amount)} of {money(context, made.owed)} - "
        f"{context.account.called}"
    )

    def undo(later: Context) -> str:
        _end_settlement(later, made.seq, _MISTAKE)
        return f"cancelled: {said}"

    return Done(sentence=said, events=(made.seq,), undo=undo, lines=settlement_lines(context, made))


def _end_plan(context: Context, seq: int | None, reason: str) -> PlanMade:
    return cancel_plan(
        context.ledger,
        context.account,
        seq,
        reason=reason,
        on=context.on,
        at=context.at,
        by=context.by,
        dry_run=context.dry_run,
    )


def _cancel_plan(context: Context, answers: Answers) -> Done:
    ended = _end_plan(context, None, Asked(context, answers).needed("reason"))
    assert ended.ended is not None
    return Done(
        sentence=f"plan for {money(context, ended.amount)} cancelled - {context.account.called}",
        events=(ended.ended.seq,),
        lines=("what is left to pay is due again as it was",),
    )


def _end_settlement(context: Context, seq: int | None, reason: str) -> SettlementMade:
    return cancel_settlement(
        context.ledger,
        context.account,
        seq,
        reason=reason,
        on=context.on,
        at=context.at,
        by=context.by,
        dry_run=context.dry_run,
    )


def _cancel_settlement(context: Context, answers: Answers) -> Done:
    ended = _end_settlement(context, None, Asked(context, answers).needed("reason"))
    assert ended.ended is not None
    return Done(
        sentence=f"settlement at {money(context, ended.amount)} cancelled - {context.account.called}",
        events=(ended.ended.seq,),
        lines=("everything is owed as before",),
    )


PLAN = Action(
    id="plan",
    key="i",
    label="plan",
    help="agree that what is owed is paid in instalments",
    group="agree",
    fields=(
        Field(
            name="instalments",
            label="how many instalments",
            kind="count",
            first=offered_instalments,
            optional=True,
        ),
        _EVERY_FIELD,
        Field(
            name="first",
            label="the first by",
            kind="day",
            hint=DAY_HINT,
            first=first_instalment,
            optional=True,
        ),
        _offer(Plan),
        _INVOICES,
        _APPROVED,
        _NOTE,
    ),
    perform=_plan,
)
SETTLEMENT = Action(
    id="settlement",
    key="t",
    label="settle",
    help="agree to take less for the whole, if it arrives by a day",
    group="agree",
    fields=(
        Field(
            name="percent",
            label="per cent of what is owed",
            kind="percent",
            first=offered_percent,
            optional=True,
        ),
        Field(
            name="amount", label="or an amount", kind="amount", hint="instead of it", optional=True
        ),
        Field(
            name="until",
            label="to arrive by",
            kind="day",
            hint=DAY_HINT,
            first=offered_until,
            optional=True,
        ),
        _offer(Settlement),
        _INVOICES,
        _APPROVED,
        _NOTE,
    ),
    perform=_settle,
)
CANCEL_PLAN = Action(
    id="cancel-plan",
    key="",
    label="cancel plan",
    help="end the open plan: what is left is due again as it was",
    group="agree",
    fields=(Field(name="reason", label="why"),),
    perform=_cancel_plan,
    confirm="end the plan? it cannot be taken back",
)
CANCEL_SETTLEMENT = Action(
    id="cancel-settlement",
    key="",
    label="cancel settlement",
    help="end the open settlement: everything is owed as before",
    group="agree",
    fields=(Field(name="reason", label="why"),),
    perform=_cancel_settlement,
    confirm="end the settlement? it cannot be taken back",
)
