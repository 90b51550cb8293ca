"""`collectrules policy suggest`: what the books of a year suggest to look at in the policy in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common

if TYPE_CHECKING:
    from collectrules.review.suggestion import Suggestion
    from collectrules.review.suggestions import Suggestions

_YEAR: Final = 365
_HEADINGS: Final = {
    "never fired": "Rules that fired for nobody",
    "never decided": "Thresholds that never decided",
    "limit hit daily": "Limits that are hit nearly every day",
    "pays unasked": "Who pays without being asked",
}


def suggest(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    days: Annotated[
        int, typer.Option("--days", min=28, max=3_660, help="How many days to look back.")
    ] = _YEAR,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Say what a year of the books suggests to look at in the policy in force; nothing is changed."""
    from collectrules.ledger.book import Ledger
    from collectrules.review.suggestions import suggestions
    from collectrules.worklist.versions import policy_in_force

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        policy, _ = policy_in_force(book, day)
        found = suggestions(book, policy, day, days)
    if json:
        common.print_json(_as_json(found))
        return
    typer.echo("\n".join(map(common.printable, _lines(found))))


def _lines(found: Suggestions) -> Iterator[str]:
    policy, sample = found.policy, found.sample
    yield f"what the books suggest of `{policy.id}` version {policy.version}, {found.first} to {found.last}"
    part = "" if sample.whole else f", {len(sample.seen):,} of them looked at"
    yield (
        f"judged by today's rules on {len(sample.days)} days, with {sample.open:,} open invoices{part}"
    )
    for kind, heading in _HEADINGS.items():
        some = [each for each in found.found if each.kind == kind]
        if some:
            yield from ("", heading)
        for each in some:
            yield from _suggestion(each)
    yield ""
    yield (
        "nothing was changed: `collectrules review` shows what a change would do"
        if found.found
        else ("nothing stands out")
    )


def _suggestion(each: Suggestion) -> Iterator[str]:
    yield f"- {each.section} {each.rule}: {each.sentence}"
    if each.kind not in {"never fired", "never decided"}:
        figures = "; ".join(f"{name} {value}" for name, value in each.figures)
        yield f"    {figures}"
    yield f"    {each.consider}"


def _as_json(found: Suggestions) -> dict[str, object]:
    policy = found.policy
    return {
        "policy": {"id": policy.id, "version": policy.version, "sha256": policy.sha256},
        "from": found.first,
        "to": found.last,
        "days": found.sample.days,
        "open_invoices": found.sample.open,
        "looked_at": len(found.sample.seen),
        "suggestions": [
            {
                "kind": each.kind,
                "section": each.section,
                "rule": each.rule,
                "sentence": each.sentence,
                "consider": each.consider,
                "figures": {name.replace(" ", "_"): value for name, value in each.figures},
            }
            for each in found.found
        ],
    }
