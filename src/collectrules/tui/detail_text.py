"""What the detail pane says of an account, section by section, set to the width of the pane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from collectrules.compliance.gate import Verdict
from collectrules.compliance.limits import CHANNEL_NAMES, channel_name
from collectrules.money import format_minor
from collectrules.policy.words import joined
from collectrules.tui.cells import fit, harmless
from collectrules.tui.columns import action, called_back, free_text, owed
from collectrules.tui.listed import NOWHERE, Around
from collectrules.worklist.account_brief import Dossier, PastContact
from collectrules.worklist.account_money import OpenInvoice
from collectrules.worklist.listing import CHANNELS, Row
from collectrules.worklist.own_number import not_theirs_text

_HEADING: Final = "bold $text-primary"
_QUIET: Final = "$foreground-muted"
_SPACE: Final = Content("  ")
_ROOMY: Final = 56
"""From so many cells on, what belongs together stands on one line."""
_MOST_INVOICES: Final = 12


def detail_text(row: Row, dossier: Dossier | None, width: int, around: Around = NOWHERE) -> Content:
    """All about the account of a row, in a pane of `width` cells; `around` is what the list knows besides."""
    sections = [_who(row, dossier, width), _call_back(row, dossier, around), _why(row, around)]
    if dossier is not None:
        sections += [_may(row, dossier), _invoices(dossier, row.currency, width)]
        sections += [_next(dossier), _contacts(dossier, width)]
    return Content("\n\n").join(section for section in sections if section.plain)


def _who(row: Row, dossier: Dossier | None, width: int) -> Content:
    name = Content.styled(harmless(row.name), "bold")
    place = Content.styled(harmless(f"{row.account}, {row.segment}, {row.score} points"), _QUIET)
    ways = _ways(dossier) if dossier else []
    money = Content.assemble(
        (owed(row), "bold"), f" to collect, {_lateness(row.oldest_days_past_due)}"
    )
    side = dossier.trial if dossier else None
    trial = [Content.styled(harmless(side.sentence), _QUIET)] if side else []
    if width < _ROOMY:
        return _lines([name, place, *ways, Content(""), money, *trial])
    reached = [_SPACE.join(ways)] if ways else []
    return _lines([_SPACE.join((name, place)), *reached, money, *trial])


def _ways(dossier: Dossier) -> list[Content]:
    """The account's own number and address."""
    phone = Content(harmless(dossier.phone))
    if dossier.phone and dossier.not_theirs_since is not None:
        said = f" ({not_theirs_text(dossier.not_theirs_since)})"
        phone = Content.assemble(phone, (said, "$text-warning"))
    return [each for each in (phone, Content(harmless(dossier.email))) if each.plain]


def _lateness(days: int) -> str:
    said = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    return f"{said} late" if days > 0 else f"due in {said}" if days < 0 else "due today"


def _call_back(row: Row, dossier: Dossier | None, around: Around) -> Content:
    """When they want to be called, what about, and who wrote it down; empty where they do not."""
    call_back = row.call_back
    if call_back is None:
        return Content("")
    local = call_back.at.astimezone(around.zone)
    day = "today" if local.date() == around.today else f"on {local:%A} {local.date()}"
    told = dossier.call_back if dossier else None
    who = told.person if told and told.person else "they"
    lines = [Content(harmless(f"{who} asked to be called {day} at {local:%H:%M}"))]
    if call_back.note:
        lines.append(Content(harmless(f"“{call_back.note}”")))
    if told:
        said = f"written down by {told.by} on {told.on}"
        lines.append(Content.styled(harmless(said), _QUIET))
    due = called_back(row, around)
    return _section(f"why {due}" if due else "a call-back is asked for", lines)


def _why(row: Row, around: Around) -> Content:
    if row.decided_by is None and called_back(row, around):
        return Content.styled(harmless(f"else nothing is to be done: {row.why}"), _QUIET)
    if row.decided_by is None:
        nothing = [Content(harmless(row.why)), *_waiting(row)]
        return _section("why nothing is to be done", nothing)
    lines = [Content(harmless(f"{row.rule}: {row.why}"))]
    if row.approval and not row.approved:
        lines.append(Content.styled("the owner has to approve it first", "$text-warning"))
    return _section(f"why {action(row)}", [*lines, *_waiting(row)])


def _waiting(row: Row) -> list[Content]:
    """What is queued for sending."""
    waits = joined([channel_name(each) for each in dict.fromkeys(row.queued)], "and")
    return [Content.styled(f"waits to be sent: {waits}", "$text-accent")] if waits else []


def _may(row: Row, dossier: Dossier) -> Content:
    """What the gate says: in full of the next action's channel, in a word of the others."""
    lines = []
    if row.channel is not None:
        verdict = dossier.verdicts[row.channel]
        style = "" if verdict.allowed else "$text-warning"
        lines.append(Content.styled(harmless(verdict.sentence), style))
    others: dict[str, list[str]] = {}
    for channel in CHANNELS:
        if channel != row.channel:
            others.setdefault(_from(dossier.verdicts[channel]), []).append(CHANNEL_NAMES[channel])
    said = [f"{joined(names, 'and')} {when}" for when, names in others.items()]
    lines.append(Content.styled("; ".join(said), _QUIET))
    return _section("may we now", lines)


def _from(verdict: Verdict) -> str:
    if verdict.allowed_from is None:
        return "never"
    return "now" if verdict.allowed else f"from {free_text(verdict)}"


def _invoices(dossier: Dossier, currency: str, width: int) -> Content:
    shown = dossier.invoices[:_MOST_INVOICES]
    lines = [Content.styled(_invoice_columns("number", "due", "late", "balance", width), _QUIET)]
    lines += [_invoice_line(each, currency, width) for each in shown]
    more = len(dossier.invoices) - len(shown)
    if more:
        lines.append(Content.styled(f"and {more:,} more", _QUIET))
    return _section(
        f"open invoices in {currency}", lines if shown else [Content("none is open any more")]
    )


def _invoice_line(invoice: OpenInvoice, currency: str, width: int) -> Content:
    balance = format_minor(invoice.balance, currency)
    line = Content(
        _invoice_columns(
            invoice.number, str(invoice.due_on), str(invoice.days_late), balance, width
        )
    )
    if not invoice.marks:
        return line
    marks = harmless(joined(invoice.marks, "and"))
    return _lines([line, Content.styled(f"  {marks}", "$text-warning")])


def _invoice_columns(number: str, due: str, late: str, balance: str, width: int) -> str:
    facts = f"  {due:<10} {late:>5} {balance:>11}"
    return fit(number, max(6, width - len(facts))) + facts


def _next(dossier: Dossier) -> Content:
    if dossier.explanation is None:
        gone = "the invoice that decided is no longer open: R reads the list again"
        return _section("what comes next", [Content(gone)])
    explanation = dossier.explanation
    lines = [Content(harmless(said)) for said in explanation.overrides]
    lines.append(Content(harmless(f"decision: {explanation.decision}")))
    if explanation.change is not None:
        lines.append(Content(harmless(f"if nothing happens, it {explanation.change.sentence}")))
    if explanation.nearest_miss is not None:
        missed = "; ".join(reading.text for reading in explanation.nearest_miss.failed)
        lines.append(
            Content(harmless(f"nearest miss: `{explanation.nearest_miss.rule}`, because {missed}"))
        )
    return _section("what comes next", lines)


def _contacts(dossier: Dossier, width: int) -> Content:
    lines = [line for each in dossier.contacts for line in _contact_lines(each, width)]
    return _section("last contacts", lines or [Content.styled("none yet", _QUIET)])


def _contact_lines(contact: PastContact, width: int) -> Iterator[Content]:
    who = f"  {harmless(contact.by)}"
    way = f"{contact.day}  {channel_name(contact.channel):<6}"
    yield Content.assemble(fit(f"{way}  {contact.label}", max(20, width - len(who))), (who, _QUIET))
    if contact.note:
        yield Content.styled(f"            {harmless(contact.note)}", _QUIET)


def _section(heading: str, lines: list[Content]) -> Content:
    return _lines([Content.styled(harmless(heading), _HEADING), *lines])


def _lines(lines: list[Content]) -> Content:
    return Content("\n").join(lines)
