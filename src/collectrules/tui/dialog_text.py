"""What the dialog over a contact says: whom it is with, what the gate says, which letters log what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from textual.content import Content

from collectrules.compliance.gate import Verdict
from collectrules.compliance.limits import CHANNEL_NAMES
from collectrules.compliance.recorded import CountedContact
from collectrules.compliance.results import Result, results
from collectrules.policy.model import Channel, Policy
from collectrules.tui.cells import fit, harmless
from collectrules.tui.columns import free_text, owed
from collectrules.tui.held import Held
from collectrules.tui.outcome import is_hard, is_soft
from collectrules.worklist.attempts import counts_as_made
from collectrules.worklist.listing import Listing, Row

NOUNS: Final[dict[Channel, str]] = {
    "call": "a call",
    "email": "an e-mail",
    "sms": "a text message",
    "letter": "a letter",
}
_QUIET: Final = "$foreground-muted"
_FEW: Final = 3
"""So many results need neither headings nor a second column."""
_COLUMN: Final = 30


def about_text(row: Row) -> Content:
    """Who it is and what is to be collected."""
    lines = [
        Content.assemble((harmless(row.name), "bold"), (harmless(f"  {row.account}"), _QUIET)),
        Content(f"{owed(row)} to collect, next: {harmless(row.next_action)}"),
    ]
    if row.approval and row.channel is not None:
        lines.append(
            Content.styled(f"the owner has to approve `{row.rule}` first", "$text-warning")
        )
    return Content("\n").join(lines)


def opening_text(
    held: Held, verdict: Verdict | None, policy: Policy, channel: Channel, now: datetime
) -> Content:
    """What the gate says, and that an attempt is reserved, or stands without a result, or counts as made."""
    attempt = held.attempt
    if attempt is None:
        return gate_text(verdict, policy, channel)
    local = attempt.at.astimezone(ZoneInfo(policy.time_zone))
    if held.earlier:
        lines = [
            Content.styled(
                f"your attempt of {local:%H:%M} counts and has no result: one key gives it its result",
                "$text-warning",
            ),
            Content.styled("Esc leaves it as it stands; the next one opened is a new one", _QUIET),
        ]
    else:
        lines = [gate_text(verdict, policy, channel)]
        lines.append(
            Content.styled(
                "reserved more than ten minutes ago: it counts as made, and can still be given its result",
                "$text-warning",
            )
            if counts_as_made(attempt, now)
            else Content.styled(
                "reserved: it counts as an attempt, until Esc gives it back", _QUIET
            )
        )
    return Content("\n").join(lines)


def gate_text(verdict: Verdict | None, policy: Policy, channel: Channel) -> Content:
    """What the gate says: in one line where the way is free, else the limit, what it counted, until when."""
    if verdict is None:
        return Content.styled("asking the gate ...", _QUIET)
    if verdict.allowed:
        style = "$text-warning" if verdict.level else "$text-success"
        return Content.styled(harmless(verdict.sentence), style)
    free = f"free again from {free_text(verdict)}" if verdict.allowed_from else "never free again"
    lines = [
        Content.styled(f"blocked: no {CHANNEL_NAMES[channel]} now, {free}", "bold $text-error"),
        Content(harmless(verdict.sentence.partition(";")[0])),
        *map(_counted_line, verdict.counted),
        *(
            Content(f"`{limit}` is in the way as well")
            for limit in verdict.blocking
            if limit != verdict.rule
        ),
        *(
            Content.styled(harmless(limit.reason), _QUIET)
            for limit in policy.contact_rules
            if limit.id == verdict.rule and limit.reason
        ),
    ]
    if is_hard(verdict):
        lines.append(Content("nobody can step over a hard limit: no contact was written"))
    return Content("\n").join(lines)


def _counted_line(contact: CountedContact) -> Content:
    known = results().get(contact.result)
    label = known.label if known else contact.result
    return Content(f"  {contact.day}  {contact.channel:<6}  {label}")


def results_text(listed: Sequence[Result], verdict: Verdict | None, width: int) -> Content:
    """The results that can be logged, each behind its letter, grouped by whether anybody was reached."""
    if is_hard(verdict):
        free = [each for each in listed if not each.passes_gate]
        heading = "what can still be logged, being no attempt of ours"
        return _block(heading, free) if free else Content("")
    if len(listed) <= _FEW:
        return _block("", listed)
    spoke = [each for each in listed if each.conversation]
    left = [each for each in listed if each.contact and not each.conversation]
    nobody = [each for each in listed if not each.contact]
    column = [*_lines("nobody reached", nobody), Content(""), *_lines("a message left", left)]
    other = _lines("spoke with them", spoke)
    if width < 2 * _COLUMN - 10:
        return Content("\n").join((*column, Content(""), *other))
    return _side_by_side(column, other)


def hint_text(listing: Listing, at: datetime, verdict: Verdict | None, *, asking: bool) -> Content:
    """How to go on, and when the contact will be dated."""
    local = at.astimezone(ZoneInfo(listing.policy.time_zone))
    dated = f"dated {local:%Y-%m-%d %H:%M}"
    if asking:
        return Content.styled(f"Enter goes on, and after the last answer logs it, {dated}", _QUIET)
    if is_hard(verdict):
        return Content.styled(f"what is logged here is {dated}", _QUIET)
    asked = ", with a reason to step over this soft limit" if is_soft(verdict) else ""
    return Content.styled(f"one key logs it{asked}, {dated}", _QUIET)


def _side_by_side(left: list[Content], right: list[Content]) -> Content:
    height = max(len(left), len(right))
    left += [Content("")] * (height - len(left))
    right += [Content("")] * (height - len(right))
    pairs = zip(left, right, strict=True)
    return Content("\n").join(
        one.pad_right(_COLUMN - one.cell_length) + other for one, other in pairs
    )


def _block(heading: str, listed: Sequence[Result]) -> Content:
    return Content("\n").join(_lines(heading, listed))


def _lines(heading: str, listed: Sequence[Result]) -> list[Content]:
    lines = [Content.styled(heading, "bold $text-primary")] if heading else []
    return lines + [
        Content.assemble((f" {result.key} ", "bold $text-accent"), fit(result.label, _COLUMN - 5))
        for result in listed
    ]
