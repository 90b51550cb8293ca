"""The owner's word on what rules ask for: a stage, an offer, or a write-off, which is carried out with it."""

from __future__ import annotations

from collectrules.actions.action import Action, Answers, Context, Done, Field
from collectrules.actions.answers import Asked, WrongAnswer
from collectrules.actions.doing import taking_back
from collectrules.acts.approvals import NAMES, approve
from collectrules.worklist.approved import approved_stages
from collectrules.worklist.carried import waiting_at
from collectrules.worklist.find import find_invoice


def waiting_rule(context: Context) -> str:
    """The rule of the account that waits for the owner: a stage, else a write-off of the last list."""
    connection, id = context.ledger.connection, context.account.id
    by_owner = {each.id for each in context.policy.stage if each.approval == "owner"}
    given = approved_stages(connection, id, context.on)
    for each in waiting_at(connection, id, context.on):
        if each.stage in by_owner and each not in given:
            return each.stage
    row = connection.execute(
        "SELECT rule FROM worklist WHERE account_id = ? AND kind = 'write_off'", (id,)
    ).fetchone()
    return str(row[0]) if row else ""


def _perform(context: Context, answers: Answers) -> Done:
    asked = Asked(context, answers)
    rule = asked.text("rule") or waiting_rule(context)
    if not rule:
        raise WrongAnswer("rule", "nothing waits for the owner", help="name the rule")
    invoice = asked.text("invoice")
    given = approve(
        context.ledger,
        context.account,
        rule,
        invoice_id=find_invoice(context.ledger, context.account, invoice) if invoice else None,
        reason=asked.needed("reason", "say in a few words why"),
        on=context.on,
        at=context.at,
        by=context.by,
        dry_run=context.dry_run,
    )
    said = f"approved: {NAMES[given.section]} {rule} - {context.account.called}"
    lines = tuple(f"for {each}" for each in given.invoices)
    undo = None if given.written_off else taking_back((given.seq,), said)
    return Done(sentence=said, events=(given.seq,), undo=undo, lines=lines)


APPROVE = Action(
    id="approve",
    key="a",
    label="approve",
    help="approve, as the owner, what a rule asks for",
    group="decide",
    fields=(
        Field(
            name="rule",
            label="what",
            hint="a stage, an offer or a write-off, by its id",
            first=waiting_rule,
            optional=True,
        ),
        Field(name="reason", label="why"),
        Field(name="invoice", label="for one invoice", hint="else for all", optional=True),
    ),
    perform=_perform,
    confirm="approve it as the owner?",
    bulk=True,
    owner=True,
)
