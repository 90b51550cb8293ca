"""What the dialog over a contact says: whom it is with, what the gate says, which letters log what."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from collectrules.compliance.gate import Verdict
from collectrules.compliance.limits import CHANNEL_NAMES, channel_name
from collectrules.compliance.recorded import CountedContact
from collectrules.compliance.results import Result, results, results_of
from collectrules.money import format_minor
from collectrules.policy.model import Channel, Policy
from collectrules.tui.cells import fit, harmless
from collectrules.tui.columns import free_text
from collectrules.tui.opened import Opened
from collectrules.tui.outcome import is_hard, is_soft
from collectrules.worklist.attempts import counts_as_made
from collectrules.worklist.find import AccountNamed
from collectrules.worklist.own_number import not_theirs_text

NOUNS: Final[dict[Channel, str]] = {
    "call": "a call",
    "email": "an e-mail",
    "sms": "a text message",
    "letter": "a letter",
}
OPENING_KEYS: Final[dict[Channel, str]] = {"call": "c", "email": "e", "letter": "l", "sms": "s"}
"""The keys that open the dialog over each channel."""
_OWNER: Final = ", if the owner approves"
_NO_NUMBER: Final = "no number or address of theirs is recorded for this"
_DIGITS: Final = 9
_QUIET: Final = "$foreground-muted"
_FEW: Final = 3
"""So many results need neither headings nor a second column."""
_COLUMN: Final = 30


def account_text(account: AccountNamed) -> Content:
    """Who it is."""
    return Content.assemble(
        (harmless(account.name), "bold"), (harmless(f"  {account.number}"), _QUIET)
    )


def about_text(opened: Opened | None) -> Content:
    """Who it is and what is to be collected."""
    if opened is None:
        return Content("\n")
    step = opened.step
    owed = f"{format_minor(step.to_collect, opened.currency)} {opened.currency}"
    what = f"{owed} to collect" if step.action else f"{owed} owed"
    following = f", next: {harmless(step.action.removesuffix(_OWNER))}" if step.action else ""
    lines = [account_text(opened.account), Content(f"{what}{following}")]
    if step.approval:
        lines.append(
            Content.styled(
                harmless(f"the owner has to approve `{step.rule}` first"), "$text-warning"
            )
        )
    return Content("\n").join(lines)


def number_text(opened: Opened | None, at: datetime, width: int) -> Content:
    """What to dial or where to write, as something to click, with whose it is and what time it is there."""
    if opened is None:
        return Content("")
    lines = [_number_line(opened, place, at, width) for place in range(len(opened.numbers))]
    return Content("\n").join(lines)


def _number_line(opened: Opened, place: int, at: datetime, width: int) -> Content:
    """A number; where nothing is held for it, it is nothing to dial, and no link."""
    number, held = opened.numbers[place], opened.held.attempt is not None
    if not number.value:
        return Content.styled(_NO_NUMBER, _QUIET)
    chosen, several = place == opened.chosen, len(opened.numbers) > 1
    link = number.uri if held else ""
    style = Style(bold=held, reverse=chosen and held, link=link or None)
    today = at.astimezone(ZoneInfo(opened.policy.time_zone)).date()
    there = " or ".join(number.local_times(at, today))
    key = f"{'>' if chosen else ' '} {place + 1} " if several and place < _DIGITS else ""
    value = f" {harmless(number.value)} "
    wrong = not_theirs_text(number.not_theirs_since) if number.not_theirs_since else ""
    said = [harmless(each) for each in (number.whose, wrong, there) if each]
    behind = _hanging(said, cell_len(key + value), len(key) + 1, width)
    return Content.assemble(
        (key, "bold $text-accent"), Content.styled(value, style), (behind, _QUIET)
    )


def _hanging(parts: Sequence[str], used: int, indent: int, width: int) -> str:
    """Parts behind what uses some cells of a line; what has no room there goes on below, set in."""
    text, margin = "", " " * indent
    for part in parts:
        if used + cell_len(part) + 2 <= width:
            text, used = f"{text}  {part}", used + cell_len(part) + 2
        else:
            lines = textwrap.wrap(part, max(12, width - indent)) or [""]
            text = "\n".join([text, *(f"{margin}{line}" for line in lines)])
            used = indent + cell_len(lines[-1])
    return text


def opening_text(opened: Opened | None, now: datetime) -> Content:
    """What the gate says, and that an attempt is reserved, or stands without a result, or counts as made."""
    if opened is None:
        return Content.styled("asking the gate ...", _QUIET)
    held, policy = opened.held, opened.policy
    verdict, attempt = held.verdict, held.attempt
    if attempt is None:
        return gate_text(verdict, policy, opened.channel, opened.who)
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
        lines = [gate_text(verdict, policy, opened.channel)]
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


def gate_text(
    verdict: Verdict | None,
    policy: Policy,
    channel: Channel,
    who: Mapping[int, str] | None = None,
) -> Content:
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
        *(_counted_line(each, (who or {}).get(each.seq, "")) for each in verdict.counted),
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


def instead_text(opened: Opened | None) -> Content:
    """What can be done in the place of a contact that a hard limit stops, each behind its key."""
    if opened is None or not is_hard(opened.held.verdict):
        return Content("")
    lines = [
        (key, f"{CHANNEL_NAMES[channel]}, which is open now")
        for key, channel in instead_keys(opened).items()
    ]
    if opened.free_at:
        lines.append((call_back_key(opened), f"call back when it is free: {opened.free_at}"))
    if not lines:
        return Content("")
    return Content("\n").join(
        [
            Content.styled("instead", "bold $text-primary"),
            *(Content.assemble((f" {key} ", "bold $text-accent"), said) for key, said in lines),
        ]
    )


def instead_keys(opened: Opened) -> dict[str, Channel]:
    """The keys that go over to the other channels that are open now."""
    return {OPENING_KEYS[each]: each for each in opened.others}


def call_back_key(opened: Opened) -> str:
    """The key that asks for a call-back when it is free: in capitals where a result has the small letter."""
    taken = {each.key for each in results_of(opened.channel) if not each.passes_gate}
    return "B" if "b" in taken else "b"


def _counted_line(contact: CountedContact, who: str) -> Content:
    known = results().get(contact.result)
    label = known.label if known else contact.result
    by = f"  {harmless(who)}" if who else ""
    return Content(f"  {contact.day}  {channel_name(contact.channel):<6}  {label}{by}")


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


def hint_text(opened: Opened | None, at: datetime, *, asking: bool, note: str) -> Content:
    """How to go on, and when the contact will be dated."""
    if opened is None:
        return Content("")
    verdict = opened.held.verdict
    local = at.astimezone(ZoneInfo(opened.policy.time_zone))
    dated = f"dated {local:%Y-%m-%d %H:%M}"
    if note:
        dated = f"{dated}, with the note: {harmless(note)}"
    if asking:
        return Content.styled(f"Enter goes on, and after the last answer logs it, {dated}", _QUIET)
    if is_hard(verdict):
        return Content.styled(f"what is logged here is {dated}", _QUIET)
    asked = ", with a reason to step over this soft limit" if is_soft(verdict) else ""
    return Content.styled(f"one key logs it{asked}, `;` adds a note first, {dated}", _QUIET)


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
