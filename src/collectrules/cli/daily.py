"""The day's commands: `run`, `worklist`, `explain`."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common
from collectrules.cli.money_text import correction_text, corrections_json
from collectrules.errors import InputError
from collectrules.money import format_minor, to_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collectrules.policy.model import Policy
    from collectrules.worklist.run_result import RunResult


def run(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    tried: Annotated[
        str | None,
        typer.Option(
            "--policy",
            metavar="POLICY",
            help="With --dry-run: as if another policy were in force, a file or a published version.",
        ),
    ] = None,
    dry_run: common.DryRunOption = False,
    yes: common.YesOption = False,
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> int:
    """Judge the ledger by the policy in force: late fees and stages that fall due, and the worklist."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.run import plan_day, run_day
    from collectrules.worklist.versions import policy_in_force

    day, started = common.day_or_today(as_of), time.perf_counter()
    path = common.ledger_path(context, ledger)
    if tried is not None:
        _refuse_to_decide(dry_run=dry_run)
        read, result = _try(tried, path, day, by=common.actor(by))
        _report_run(read, result, json=json, dry_run=True, started=started)
        return 0
    with Ledger.open(path) as book:
        policy, seq = policy_in_force(book, day)
        if dry_run or (common.asks(yes=yes) and not json):
            result = plan_day(book, policy, seq, as_of=day, at=common.now(), by=common.actor(by))
            if dry_run:
                _report_run(policy, result, json=json, dry_run=True, started=started)
                return 0
            if result.entered:
                typer.echo("\n".join(_run_lines(policy, result, dry_run=True)))
                if not common.confirmed("\nWrite this?", yes=yes):
                    typer.echo("nothing was written")
                    return 1
        result = run_day(book, policy, seq, as_of=day, at=common.now(), by=common.actor(by))
        _report_run(policy, result, json=json, dry_run=False, started=started)
        return 0


def _refuse_to_decide(*, dry_run: bool) -> None:
    if not dry_run:
        raise InputError(
            "only the version in force decides",
            help="add `--dry-run` to see what another would do, or publish it",
        )


def _try(text: str, path: Path, day: date, *, by: str) -> tuple[Policy, RunResult]:
    from collectrules.cli.named import named_policy
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.run import try_policy

    named = named_policy(text, path, day)
    with Ledger.open(path) as book:
        result = try_policy(book, named.data, named.policy, as_of=day, at=common.now(), by=by)
    return named.policy, result


def _report_run(
    policy: Policy, result: RunResult, *, json: bool, dry_run: bool, started: float
) -> None:
    if not json:
        typer.echo("\n".join(_run_lines(policy, result, dry_run=dry_run)))
        typer.echo(
            "\nnothing was written" if dry_run else "\n`collectrules worklist` opens the list"
        )
        return
    common.print_json(
        {
            "as_of": result.as_of.isoformat(),
            "policy": {"id": policy.id, "version": policy.version, "sha256": policy.sha256},
            "accounts": result.evaluation.accounts,
            "invoices": result.evaluation.invoices,
            "unjudged": result.evaluation.unjudged,
            "classes": result.evaluation.classes,
            "charges": {
                "count": result.charges.count,
                "amounts": _decimals(result.charges.amounts),
            },
            "forgiven": {
                "count": result.forgiven.count,
                "amounts": _decimals(result.forgiven.amounts),
            },
            "interest": {
                "count": result.interest.count,
                "amounts": _decimals(result.interest.amounts),
            },
            "corrections": {
                "count": result.corrected.count,
                "amounts": _decimals(result.corrected.amounts),
                "of": corrections_json(result.corrections),
            },
            "unconfirmed_rates": [
                {
                    "reference": rate.reference,
                    "from": rate.from_on.isoformat(),
                    "percent": str(rate.percent),
                    "source": rate.source,
                }
                for rate in result.unconfirmed
            ],
            "write_offs": {
                "count": result.write_offs.count,
                "amounts": _decimals(result.write_offs.amounts),
            },
            "moved": result.moved,
            "agreements": dict(result.agreements),
            "stages": result.stages,
            "entered": result.entered,
            "blocked": result.blocked,
            "worklist": result.worklist,
            "engine": result.evaluation.engine,
            "beside": [
                {
                    "id": each.policy.id,
                    "version": each.policy.version,
                    "sha256": each.policy.sha256,
                    "accounts": each.accounts,
                }
                for each in result.beside
            ],
            "dry_run": dry_run,
            "seconds": round(time.perf_counter() - started, 3),
        }
    )


def _decimals(amounts: dict[str, int]) -> dict[str, str]:
    return {currency: str(to_decimal(amount, currency)) for currency, amount in amounts.items()}


def _run_lines(policy: Policy, result: RunResult, *, dry_run: bool) -> list[str]:
    evaluation = result.evaluation
    to_be = "to be " if dry_run else ""
    policies = (policy, *(each.policy for each in result.beside))
    lines = [
        f"{result.as_of}, policy {policy.id} {policy.version} ({policy.sha256[:12]}),"
        f" judged by {evaluation.engine}",
        *(
            f"policy {each.policy.id} {each.policy.version} ({each.policy.sha256[:12]}) beside it, for"
            f" {_several(each.invoices, 'invoice')} of {_several(each.accounts, 'account')}"
            for each in result.beside
        ),
        f"{_several(evaluation.invoices, 'open invoice')} of {_several(evaluation.accounts, 'account')}",
        *(
            f"{_several(count, 'account')} owing {currency}, which the policy does not serve: not judged"
            for currency, count in evaluation.unjudged.items()
        ),
        *(
            [f"{_several(result.moved, 'invoice')} on the ladder {to_be}moved"]
            if result.moved
            else []
        ),
        "",
        *([_ended_line(result.agreements, to_be)] if result.agreements else []),
        f"late fees    {result.charges.count:,} {to_be}charged{_money(result.charges.amounts)}",
        *(
            [
                f"             {result.forgiven.count:,} of them let go{_money(result.forgiven.amounts)}"
            ]
            if result.forgiven.count
            else []
        ),
        *_interest_lines(result, to_be),
        f"write-offs   {result.write_offs.count:,} {to_be}made{_money(result.write_offs.amounts)}",
        f"stages       {sum(result.stages.values()):,} newly due{_counts(result.stages, policies)}",
    ]
    if result.entered:
        lines.append(
            f"             of these, already late when first seen, and entering above the first stage"
            f"{_counts(result.entered, policies)}"
        )
    lines.append(
        f"worklist     {_several(sum(result.worklist.values()), 'account')}"
        f"{_counts(result.worklist, policies)}"
    )
    lines.append(f"             {result.blocked:,} of them may not be contacted today")
    return lines


def _ended_line(ended: Mapping[str, int], to_be: str) -> str:
    said = ", ".join(f"{what} {count:,}" for what, count in ended.items())
    return f"agreements   {sum(ended.values()):,} {to_be}ended: {said}"


_CORRECTIONS_SHOWN: Final = 10


def _interest_lines(result: RunResult, to_be: str) -> list[str]:
    """What was booked of interest, and each correction; nothing where there was neither."""
    lines = []
    if result.interest.count:
        booked = _money(result.interest.amounts)
        count = _several(result.interest.count, "invoice")
        lines.append(f"interest     on {count} {to_be}booked{booked}")
    corrected = result.corrected
    if corrected.count:
        count = _several(corrected.count, "invoice")
        lines.append(
            f"corrections  of interest on {count} {to_be}booked{_money(corrected.amounts)}"
        )
    lines += [
        f"             {correction_text(each)}" for each in result.corrections[:_CORRECTIONS_SHOWN]
    ]
    if corrected.count > _CORRECTIONS_SHOWN:
        lines.append(
            f"             and {corrected.count - _CORRECTIONS_SHOWN:,} more; `--json` has all"
        )
    lines += [
        f"             {rate.reference} {rate.from_on}, {rate.percent} %: unconfirmed, check before use"
        for rate in result.unconfirmed
    ]
    return [common.printable(line) for line in lines]


def _several(count: int, what: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _money(amounts: dict[str, int]) -> str:
    parts = [f"{format_minor(amount, currency)} {currency}" for currency, amount in amounts.items()]
    return f": {', '.join(parts)}" if parts else ""


def _counts(counts: dict[str, int], policies: Sequence[Policy]) -> str:
    stages = (id for policy in policies for id in policy.stage_ids)
    write_offs = (rule.id for policy in policies for rule in policy.write_off)
    order = dict.fromkeys((*stages, *write_offs))
    parts = [f"{name} {counts[name]:,}" for name in order if name in counts]
    return f": {', '.join(parts)}" if parts else ""
