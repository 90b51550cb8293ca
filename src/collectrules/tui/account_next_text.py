"""What is next with an account, what may be said and sent, why, and what would come after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from collectrules.compliance.limits import channel_name
from collectrules.ledger.stops import Stop
from collectrules.money import format_minor
from collectrules.policy.words import joined
from collectrules.tui.account_text import (
    QUIET,
    WARNING,
    gate_lines,
    indented,
    section,
    sections,
    table,
)
from collectrules.tui.cells import harmless
from collectrules.worklist.account import Account
from collectrules.worklist.account_next import NextStep
from collectrules.worklist.account_offers import Offered, comes_to
from collectrules.worklist.payoff import Payoff

_MOST_INVOICES: Final = 6


def next_text(account: Account, payoff: Payoff | None, width: int) -> Content:
    """What to do now: the action, whether we may, what is offered, what is said."""
    return sections(
        [
            section("next", list(_next_lines(account))),
            section("what may be offered", list(_offer_lines(account, payoff, width))),
            *_preview(account, payoff, width),
        ]
    )


def _next_lines(account: Account) -> Iterator[Content]:
    step = account.next
    if step is None:
        yield Content(f"nothing is open in {account.currency}")
    elif not step.action:
        yield Content.styled(harmless(step.explanation.decision), "bold")
    else:
        yield Content.styled(harmless(step.action), "bold")
        yield Content(harmless(f"{step.rule.id if step.rule else ''}: {step.why}"))
        if step.approval:
            yield Content.styled("the owner has to approve it first", WARNING)
    for waits in account.to_do:
        note = f", “{waits.note}”" if waits.note else ""
        yield Content.styled(harmless(f"{waits.what}: {waits.text}{note}"), "$text-accent")
    for stop in account.stops:
        yield Content.styled(harmless(_stop_text(account, stop)), WARNING)
    if account.trial is not None:
        yield Content.styled(harmless(account.trial.sentence), QUIET)
    yield from gate_lines(account, step.channels if step else ())


def _stop_text(account: Account, stop: Stop) -> str:
    """`stop: opt-out of text, Ana Bramble, until 2026-07-31`."""
    names = {each.person.seq: each.person.name for each in account.people}
    of = f" of {channel_name(stop.channel)}" if stop.channel else ""
    whom = f", {names.get(stop.person_id, 'one of them')}" if stop.person_id else ""
    until = f", until {stop.last_on}" if stop.last_on else ""
    return f"stop: {stop.kind}{of}{whom}{until}"


def _offer_lines(account: Account, payoff: Payoff | None, width: int) -> Iterator[Content]:
    if not account.offers:
        yield Content.styled("the policy offers them nothing now", QUIET)
    for offered in account.offers:
        yield from _offer(account, offered, payoff, width)


def _offer(
    account: Account, offered: Offered, payoff: Payoff | None, width: int
) -> Iterator[Content]:
    yield Content.assemble((harmless(offered.kind), "bold"), f"  {harmless(offered.id)}")
    yield from indented(offered.text, width)
    comes = comes_to(offered, payoff, _free(account)) if payoff else ""
    if comes:
        yield from indented(f"comes to {comes}", width, QUIET)
    if offered.waits:
        yield Content.styled("  waits for the owner", WARNING)


def _free(account: Account) -> frozenset[str]:
    return frozenset(each.number for each in account.money.invoices if each.free)


def _preview(account: Account, payoff: Payoff | None, width: int) -> Iterator[Content]:
    """What is known of what would be said or sent; of the words themselves there are only names."""
    step = account.next
    words = step.words if step else None
    if step is None or words is None:
        return
    named = [f"script {words.script}"] if words.script else []
    named += [f"template {words.template}"] if words.template else []
    said = joined(named, "and") or "the policy names no script and no template"
    lines = [Content(harmless(said))]
    if named:
        lines.append(
            Content.styled("no text is stored for it: the policy has its name alone", QUIET)
        )
    lines += table(list(_filled(account, step, payoff)), width)
    yield section("what is said or sent", lines)


def _filled(account: Account, step: NextStep, payoff: Payoff | None) -> Iterator[tuple[str, str]]:
    """The values that would go into it."""
    if step.words and step.words.tone:
        yield "tone", step.words.tone
    yield "to", f"{account.head.name} ({account.head.number})"
    late = [each for each in account.money.invoices if each.days_late > 0 and not each.marks]
    for place, each in enumerate(late[:_MOST_INVOICES]):
        amount = format_minor(each.balance, account.currency)
        yield "" if place else "invoices", f"{each.number}, {each.days_late} days late, {amount}"
    if len(late) > _MOST_INVOICES:
        yield "", f"and {len(late) - _MOST_INVOICES} more"
    if payoff is not None:
        total = format_minor(payoff.total, payoff.currency)
        yield "to pay", f"{total} {payoff.currency} on {payoff.on}"


def why_text(account: Account, width: int) -> Content:
    """What decided, what would come after it, and what gives the account its place in the list."""
    step = account.next
    if step is None:
        return section("why", [Content("nothing is open, so nothing is decided")])
    told = step.explanation
    lines = [Content(harmless(said)) for said in told.overrides]
    lines.append(Content(harmless(f"{told.invoice.number}, which has come furthest")))
    lines.append(Content(harmless(f"decision: {told.decision}")))
    lines += [
        Content.styled(harmless(f"  {reading.text}"), QUIET)
        for each in told.considered
        if each.decided and each.section == "stage"
        for reading in each.when
    ]
    after = []
    if told.change is not None:
        after.append(Content(harmless(f"if nothing happens, it {told.change.sentence}")))
    if told.nearest_miss is not None:
        missed = "; ".join(reading.text for reading in told.nearest_miss.failed)
        after.append(
            Content(harmless(f"nearest miss: `{told.nearest_miss.rule}`, because {missed}"))
        )
    policy = Content.styled(harmless(f"policy {step.policy.id} {step.policy.version}"), QUIET)
    return sections(
        [
            section("why", [*lines, policy]),
            section("what comes after", after or [Content.styled("nothing is to be seen", QUIET)]),
            section("its place in the list", _score(step, width)),
        ]
    )


def _score(step: NextStep, width: int) -> list[Content]:
    total = sum(points for _, points in step.score)
    if not step.score:
        return [Content.styled("no rule gives it points", QUIET)]
    rows = [(str(points), id) for id, points in step.score]
    return [Content(f"{total:,} points"), *table(rows, width)]
