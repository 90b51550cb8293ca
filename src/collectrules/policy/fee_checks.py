"""What must hold between late fees and the rest of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from collectrules.policy.facts import FACTS, closest
from collectrules.policy.model import Condition
from collectrules.policy.positions import KeyPath
from collectrules.policy.report import Report

if TYPE_CHECKING:
    from collectrules.policy.whole import Whole

_SEVERAL: Final = ("greater_of", "lesser_of", "sum_of")


def fees_taken_off_are_above(whole: Whole, report: Report) -> None:
    """A fault for each id in `less` that no late fee above the rule has."""
    ids = [rule.get("id") for _, rule in whole.rules("late_fee")]
    for place, (path, rule) in enumerate(whole.rules("late_fee")):
        less = rule.get("less")
        for number, id_ in enumerate(less if isinstance(less, list) else ()):
            where = (*path, "less", number)
            if id_ in ids[:place] or not isinstance(id_, str):
                continue
            if id_ in ids:
                report.add(
                    "not-decided-yet",
                    f"the late fee `{id_}` is charged only after this one takes it off",
                    where,
                    help="name only rules above this one, or move the other up",
                )
                continue
            above = [each for each in ids[:place] if isinstance(each, str)]
            near = closest(id_, above)
            others = f"above it are {', '.join(above)}" if above else "no late fee is above it"
            report.add(
                "unknown-late-fee",
                f"no late fee is called `{id_}`",
                where,
                help=f"did you mean `{near}`?" if near else others,
            )


def sums_of_the_account_are_charged_once(whole: Whole, report: Report) -> None:
    """A fault for each charge on what the account owes that each of its invoices would bear again."""
    for path, rule in whole.rules("late_fee"):
        read = whole.conditions.get((str(path[0]), int(path[1])))
        once = rule.get("per") == "account" or any(map(_is_oldest, read.when if read else ()))
        for fact, where in () if once else _of_the_account(rule.get("charge"), (*path, "charge")):
            report.add(
                "charged-on-each",
                f"`{fact}` is of the whole account, and each of its invoices would be charged for it",
                where,
                help='add per = "account", so that the account is charged once',
            )


def _is_oldest(condition: Condition) -> bool:
    if condition.fact != "oldest_overdue":
        return False
    return condition.value is (condition.comparison == "equals")


def _of_the_account(charge: object, path: KeyPath) -> Iterator[tuple[str, KeyPath]]:
    """The facts of the account that a charge grows with, each with its path; bands only choose by them."""
    if not isinstance(charge, Mapping) or "bands" in charge:
        return
    for key in _SEVERAL:
        parts = charge.get(key)
        for number, part in enumerate(parts if isinstance(parts, list) else ()):
            yield from _of_the_account(part, (*path, key, number))
    for key in ("of", "for_each"):
        fact = FACTS.get(str(charge.get(key)))
        if fact is not None and fact.subject == "account":
            yield fact.name, (*path, key)
