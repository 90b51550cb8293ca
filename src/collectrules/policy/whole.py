"""What must hold of a policy as a whole: ids said once, references that lead somewhere, no gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from collectrules.policy.conditions import LONGEST
from collectrules.policy.facts import DATED_STATES, closest
from collectrules.policy.fee_checks import (
    fees_taken_off_are_above,
    sums_of_the_account_are_charged_once,
)
from collectrules.policy.folder import pack_ids
from collectrules.policy.model import Condition
from collectrules.policy.positions import KeyPath
from collectrules.policy.report import Report
from collectrules.policy.shape import Conditions
from collectrules.policy.shape.base import shortened
from collectrules.policy.shape.prevention import days_of

RuleAt = tuple[str, int]
"""A rule by its section and its place there, from 0."""

WITH_IDS: Final = (
    "segment", "grace", "late_fee", "fee_limit", "interest", "interest_limit", "hold", "stage", "offer",
    "credit", "contact_limit", "contact_hours", "contact_consent", "dispute_period",
    "write_off", "priority",
)  # fmt: skip


_ASKING: Final = ("when", "any", "unless")
"""The keys of a rule that hold conditions."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A policy file as read so far: what stands in it, and each rule's conditions."""

    document: Mapping[str, object]
    conditions: Mapping[RuleAt, Conditions]

    def rules(self, section: str) -> Iterator[tuple[KeyPath, Mapping[str, object]]]:
        """The rules of a section that are tables, each with its path."""
        return rules_of(self.document, section)


def rules_of(
    document: Mapping[str, object], section: str
) -> Iterator[tuple[tuple[str, int], Mapping[str, object]]]:
    """The rules of a section that are tables, each with its path."""
    rules = document.get(section)
    if isinstance(rules, list):
        for number, rule in enumerate(rules):
            if isinstance(rule, dict):
                yield (section, number), rule


def ids_of(document: Mapping[str, object], section: str) -> tuple[str, ...]:
    """The ids of a section's rules, as far as they are texts."""
    found = (rule.get("id") for _, rule in rules_of(document, section))
    return tuple(id for id in found if isinstance(id, str))


def check_whole(whole: Whole, report: Report) -> None:
    """Keep in `report` everything that is wrong between the parts of the policy."""
    for check in _CHECKS:
        check(whole, report)


def _ids_once(whole: Whole, report: Report) -> None:
    for section in WITH_IDS:
        first: dict[str, KeyPath] = {}
        for path, rule in whole.rules(section):
            id = rule.get("id")
            if not isinstance(id, str):
                continue
            if id in first:
                report.add(
                    "duplicate-id",
                    f"the id `{id}` is used twice in `[[{section}]]`",
                    (*path, "id"),
                    help=f"line {report.line(first[id])} has it first; give this one its own",
                )
            first.setdefault(id, (*path, "id"))


def _no_stage_is_called_none(whole: Whole, report: Report) -> None:
    for path, rule in whole.rules("stage"):
        if rule.get("id") == "none":
            report.add(
                "reserved-id",
                "`none` cannot be the id of a stage",
                (*path, "id"),
                help="it is what `stage` is before the first one",
            )


def _last_rule_open(section: str, gap: str, help: str) -> Callable[[Whole, Report], None]:
    def check(whole: Whole, report: Report) -> None:
        rules = list(whole.rules(section))
        if not rules:
            return
        path, last = rules[-1]
        if any(last.get(key) and isinstance(last[key], dict | list) for key in _ASKING):
            report.add(
                f"{section}-open",
                f"the last `[[{section}]]` has conditions, so {gap}",
                path,
                help=help,
                part="key",
            )

    return check


def _ceiling_is_a_stage(whole: Whole, report: Report) -> None:
    ladder = whole.document.get("ladder")
    ceiling = ladder.get("ceiling") if isinstance(ladder, dict) else None
    stages = ids_of(whole.document, "stage")
    if isinstance(ceiling, str) and ceiling not in stages:
        near = closest(ceiling, list(stages))
        others = f"the stages are {', '.join(stages)}" if stages else "the policy has no stages"
        report.add(
            "unknown-stage",
            f"no stage is called `{ceiling}`",
            ("ladder", "ceiling"),
            help=f"did you mean `{near}`?" if near else others,
        )


def _packs_are_shipped(whole: Whole, report: Report) -> None:
    head = whole.document.get("policy")
    named = head.get("packs") if isinstance(head, dict) else None
    known = list(pack_ids())
    for number, use in enumerate(named if isinstance(named, list) else ()):
        path: KeyPath = ("policy", "packs", number)
        pack = use.get("id") if isinstance(use, dict) else use
        if isinstance(pack, str) and pack not in known:
            near = closest(pack, known)
            listed = "`collectrules policy packs` lists them"
            report.add(
                "unknown-pack",
                f"no pack is called `{shortened(pack)}`",
                (*path, "id") if isinstance(use, dict) else path,
                help=f"did you mean `{near}`? {listed}" if near else listed,
            )
        elif isinstance(use, dict) and isinstance(pack, str):
            _switched_on_are_there(pack, use.get("on"), (*path, "on"), report)


def _switched_on_are_there(pack: str, switched: object, path: KeyPath, report: Report) -> None:
    from collectrules.policy.packs import read_pack, shipped_pack

    off = [each.rule.id for each in read_pack(shipped_pack(pack), pack).rules if each.off]
    for number, id in enumerate(switched if isinstance(switched, list) else ()):
        if isinstance(id, str) and id not in off:
            near = closest(id, off)
            listed = f"those that are off are {', '.join(off)}" if off else "it has none"
            report.add(
                "unknown-pack-rule",
                f"the pack `{pack}` has no rule `{shortened(id)}` that is off",
                (*path, number),
                help=f"did you mean `{near}`?" if near else listed,
            )


def _moves_lead_to_stages(whole: Whole, report: Report) -> None:
    head = whole.document.get("policy")
    in_flight = head.get("in_flight") if isinstance(head, dict) else None
    moves = in_flight.get("move") if isinstance(in_flight, dict) else None
    stages = ids_of(whole.document, "stage")
    for old, new in moves.items() if isinstance(moves, dict) else ():
        if isinstance(new, str) and new not in (*stages, "none"):
            near = closest(new, list(stages))
            report.add(
                "unknown-stage",
                f"no stage is called `{new}`",
                ("policy", "in_flight", "move", old),
                help=f"did you mean `{near}`?"
                if near
                else "name a stage of this policy, or `none`",
            )


def _buckets_apart(whole: Whole, report: Report) -> None:
    taken: list[tuple[int, int, str]] = []
    for path, rule in whole.rules("provision"):
        bucket = rule.get("bucket")
        days = days_of(bucket) if isinstance(bucket, str) else None
        if days is None or not isinstance(bucket, str):
            continue
        first, last = (days[0] or -LONGEST, LONGEST if days[1] is None else days[1])
        for other_first, other_last, other in taken:
            if first <= other_last and other_first <= last:
                report.add(
                    "bucket-overlap",
                    f"the buckets `{other}` and `{bucket}` have days in common",
                    (*path, "bucket"),
                    help="let each day past due lie in one bucket",
                )
        taken.append((first, last, bucket))


def _stopped_clocks_have_days(whole: Whole, report: Report) -> None:
    for path, rule in whole.rules("hold"):
        if rule.get("clock") != "stopped":
            continue
        read = whole.conditions.get((str(path[0]), int(path[1])), Conditions())
        states = " or ".join(f"`when.{state} = true`" for state in DATED_STATES)
        if not any(_is_dated(condition) for condition in read.when):
            report.add(
                "clock-without-dates",
                "the clock can only stop for something whose days are recorded",
                (*path, "clock"),
                help=f'add {states}, or write clock = "running"',
            )
        for condition, where in _all(read):
            if condition.fact == "days_past_grace":
                report.add(
                    "not-decided-yet",
                    "a hold that stops the clock cannot ask for `days_past_grace`",
                    (*path, *where, condition.fact),
                    help="the clock decides it; ask for `days_past_due`",
                    part="key",
                )


def _is_dated(condition: Condition) -> bool:
    return (
        condition.fact in DATED_STATES
        and condition.comparison in {"equals", "not"}
        and (condition.comparison == "equals") == condition.value
    )


def _all(read: Conditions) -> Iterator[tuple[Condition, KeyPath]]:
    """Every condition of a rule and the path in the rule of the table it stands in."""
    for condition in read.when:
        yield condition, ("when",)
    for key, groups in (("any", read.any), ("unless", read.unless)):
        for number, group in enumerate(groups):
            for condition in group:
                yield condition, (key, number)


_A_PLACE: Final = 'add `holidays` to `[policy]`: a place such as "GB-ENG", "US-NY" or "DE"'


def _holidays_have_a_place(whole: Whole, report: Report) -> None:
    head = whole.document.get("policy")
    if isinstance(head, dict) and "holidays" in head:
        return
    for path, rule in whole.rules("contact_hours"):
        if rule.get("on_holidays") is False:
            report.add(
                "missing-key",
                "`on_holidays = false` needs to know whose public holidays",
                (*path, "on_holidays"),
                help=_A_PLACE,
            )
    for path, rule in whole.rules("offer"):
        plan = rule.get("plan")
        if isinstance(plan, dict) and plan.get("skip_holidays") is True:
            report.add(
                "missing-key",
                "`skip_holidays = true` needs to know whose public holidays",
                (*path, "plan", "skip_holidays"),
                help=_A_PLACE,
            )


_CHECKS: Final = (
    _ids_once,
    _no_stage_is_called_none,
    _last_rule_open(
        "segment",
        "some accounts are in no segment",
        "end with one without conditions, such as `standard`: everyone else",
    ),
    _last_rule_open(
        "grace",
        "some invoices have no days of grace",
        "end with one without conditions for all others; days = 0 is none",
    ),
    _ceiling_is_a_stage,
    _packs_are_shipped,
    _moves_lead_to_stages,
    _buckets_apart,
    _stopped_clocks_have_days,
    _holidays_have_a_place,
    fees_taken_off_are_above,
    sums_of_the_account_are_charged_once,
)
