"""The limits on contacts in a period, as people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.reports.compliance import Asked, Compliance, TakenBack
from collectrules.reports.nearest import Nearest
from collectrules.reports.page import Page, Part, Section, Table, bars

_SHOWN: Final = 20
"""Accounts that are named for each rule; CSV and JSON have all."""
_NOTES: Final = (
    "The most is counted of all that is recorded by now and was not taken back, in any window that ends in "
    "the period. Rules with conditions are told of accounts that they applied to.",
    "`collectrules verify --limits` judges each contact as things were known when it was recorded.",
)


def compliance_page(found: Compliance, zone: ZoneInfo) -> Page:
    """The page: how near each limit came, what was blocked, stepped over, taken back; times in a zone."""
    below = (
        f"{found.period}; contacts and attempts: {found.tried:,}; questions to the gate: {found.asked:,}, "
        f"answered with no: {len(found.blocked):,}, stepped over with a reason: {len(found.overridden):,}."
    )
    sections = [
        *_rules(found.nearest),
        _asked_section("Blocked", found.blocked, zone, "Nothing was blocked."),
        _asked_section(
            "Stepped over with a reason", found.overridden, zone, "No limit was stepped over."
        ),
        *([_beyond(found.beyond, zone)] if found.beyond else []),
        *([_taken_back(found.taken_back, zone)] if found.taken_back else []),
    ]
    return Page("Contacts and their limits", below, tuple(sections), _NOTES)


def _rules(nearest: Sequence[Nearest]) -> Iterator[Section]:
    for (policy, kind, rule), group in groupby(
        nearest, lambda each: (each.policy, each.kind, each.rule)
    ):
        found = list(group)
        parts: list[Part] = [_limit(found) if kind == "limit" else _rest(found)]
        if len(found) > _SHOWN:
            parts.append(f"{len(found) - _SHOWN:,} more accounts, none of them nearer.")
        if kind == "limit":
            parts.append(
                bars("Accounts by the most that was counted of them", list(_spread(found)))
            )
        yield Section(f"{rule} ({policy})", tuple(parts))


def _limit(found: Sequence[Nearest]) -> Table:
    rows = tuple(
        (
            each.account,
            f"{each.counted:,}",
            f"{each.of:,}",
            f"{each.first} to {each.last}",
            said(each),
        )
        for each in found[:_SHOWN]
    )
    return Table(("account", "most", "of", "in the days", ""), rows, words=(0, 3, 4))


def _rest(found: Sequence[Nearest]) -> Table:
    rows = tuple(
        (
            each.account,
            f"{each.counted:,}",
            f"{each.of:,}",
            str(each.first),
            str(each.last),
            said(each),
        )
        for each in found[:_SHOWN]
    )
    header = ("account", "days", "of rest", "it began", "next attempt", "")
    return Table(header, rows, words=(0, 3, 4, 5))


def said(near: Nearest) -> str:
    """Whether the limit was reached, or more than that, in a few words; empty where it was not."""
    if near.beyond:
        return "over the limit" if near.kind == "limit" else "not kept"
    return "reached" if near.reached else ""


def _spread(found: Sequence[Nearest]) -> Iterator[tuple[str, str, int]]:
    counts = Counter((each.counted, each.of) for each in found)
    for (counted, of), accounts in sorted(counts.items(), reverse=True):
        yield f"{counted:,} of {of:,}", f"{accounts:,}", accounts


def _asked_section(heading: str, asked: Sequence[Asked], zone: ZoneInfo, none: str) -> Section:
    if not asked:
        return Section(heading, (none,))
    reasons = any(each.reason for each in asked)
    header = ("event", "account", "channel", "at", "rule", "by", *(["reason"] if reasons else []))
    rows = tuple(
        (
            *(str(each.event), each.account, each.channel),
            *(f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}", each.rule, each.by),
            *([each.reason] if reasons else []),
        )
        for each in asked
    )
    return Section(heading, (Table(header, rows, words=tuple(range(1, len(header)))),))


def _beyond(found: Sequence[Asked], zone: ZoneInfo) -> Section:
    """What attempts came to that nobody could know when they were let through."""
    return _asked_section("What an attempt came to, beyond a limit", found, zone, "")


def _taken_back(found: Sequence[TakenBack], zone: ZoneInfo) -> Section:
    header = ("event", "account", "channel", "at", "result", "taken back by", "reason", "counts as")
    rows = tuple(
        (
            *(str(each.event), each.account, each.channel),
            *(f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}", each.result or "reserved"),
            *(each.by, each.reason, f"attempt {each.attempt}" if each.attempt else "nothing"),
        )
        for each in found
    )
    return Section("Taken back", (Table(header, rows, words=tuple(range(1, len(header)))),))
