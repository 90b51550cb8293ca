"""`can-contact`, `reserve` and `release`: asking the gate, taking a place, and giving it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.moments import AtOption, moment_meant
from collectrules.cli.whom import (
    AboutOption,
    AccountArgument,
    ChannelOption,
    PersonOption,
    PurposeOption,
    ReachOption,
    channel_named,
    verdict_json,
    whom_given,
    whom_json,
)

if TYPE_CHECKING:
    from collectrules.worklist.attempts import Reserved
    from collectrules.worklist.find import AccountNamed


def can_contact(
    context: typer.Context,
    account: AccountArgument,
    *,
    channel: ChannelOption,
    at: AtOption = None,
    person: PersonOption = None,
    reach: ReachOption = None,
    about: AboutOption = None,
    purpose: PurposeOption = "",
    by: common.ByOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> int:
    """Say whether an account may be contacted over a channel; exits with 1 where it may not.

    The question and the answer are written down.
    """
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.asking import ask_gate
    from collectrules.worklist.find import find_account

    now = common.now()
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        over, named = channel_named(channel), find_account(book, account)
        moment, policy, policy_seq = moment_meant(book, at, now)
        answer = ask_gate(
            book,
            policy_seq,
            policy,
            account_id=named.id,
            channel=over,
            at=moment,
            by=common.actor(by),
            whom=whom_given(book, named, person=person, reach=reach, about=about, purpose=purpose),
            recorded_at=now,
        )
        verdict = answer.verdict
        if json:
            common.print_json(
                {
                    "account": named.number,
                    **verdict_json(over, verdict),
                    **whom_json(book, answer.whom),
                    "check": answer.check,
                }
            )
            return 0 if verdict.allowed else 1
    needs_reason = verdict.level == "soft" and not verdict.allowed
    said = "yes" if verdict.allowed else "only with a reason" if needs_reason else "no"
    typer.echo(common.printable(f"{said}: {verdict.sentence}"))
    return 0 if verdict.allowed else 1


def reserve(
    context: typer.Context,
    account: AccountArgument,
    *,
    channel: ChannelOption,
    at: AtOption = None,
    person: PersonOption = None,
    reach: ReachOption = None,
    about: AboutOption = None,
    purpose: PurposeOption = "",
    reason: Annotated[
        str,
        typer.Option("--reason", metavar="TEXT", help="Why a soft limit is stepped over."),
    ] = "",
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> int:
    """Reserve an attempt that is about to be made; exits with 1 where it may not be.

    It counts from now on. `log --attempt` says what came of it.
    """
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.asking import Blocked
    from collectrules.worklist.attempts import reserve as reserve_attempt
    from collectrules.worklist.find import find_account

    now = common.now()
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        over, named = channel_named(channel), find_account(book, account)
        moment, policy, policy_seq = moment_meant(book, at, now)
        try:
            reserved = reserve_attempt(
                book,
                policy_seq,
                policy,
                account_id=named.id,
                channel=over,
                at=moment,
                by=common.actor(by),
                whom=whom_given(
                    book, named, person=person, reach=reach, about=about, purpose=purpose
                ),
                override_reason=reason,
                recorded_at=now,
                dry_run=dry_run,
            )
        except Blocked as blocked:
            if not json:
                raise
            common.print_json(
                {
                    "account": named.number,
                    **verdict_json(over, blocked.verdict),
                    **whom_json(book, blocked.whom),
                    "check": None if dry_run else blocked.check,
                    "override": "",
                    "attempt": None,
                    "dry_run": dry_run,
                }
            )
            return 1
        if json:
            common.print_json(
                {
                    "account": named.number,
                    **verdict_json(over, reserved.verdict),
                    "allowed": True,
                    **whom_json(book, reserved.whom),
                    "check": reserved.check,
                    "override": reserved.override,
                    "attempt": reserved.attempt_id,
                    "dry_run": dry_run,
                }
            )
        else:
            _print_reserved(named, over, reserved, dry_run=dry_run)
    return 0


def _print_reserved(
    account: AccountNamed, channel: str, reserved: Reserved, *, dry_run: bool
) -> None:
    verb, number = ("would reserve", "") if dry_run else ("reserved", f" {reserved.attempt_id}")
    said = f"{verb}: attempt{number}, {channel} with {account.number} ({account.name})"
    lines = [f"{said} on {reserved.on}"]
    if reserved.verdict.level is not None:
        lines.append(f"note: {reserved.verdict.sentence}")
    if dry_run:
        lines.append("nothing was written")
    else:
        lines.append(
            f"it counts from now on: `collectrules log {account.number} {channel} --attempt"
            f"{number} --result CODE` says what came of it; `collectrules release{number}` gives it "
            "back, within ten minutes"
        )
    typer.echo("\n".join(map(common.printable, lines)))


def release(
    context: typer.Context,
    attempt: Annotated[
        int, typer.Argument(metavar="ATTEMPT", help="The number that `reserve` gave.")
    ],
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why it was not made.")
    ] = "",
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Give a reserved attempt back that was not made, within ten minutes; later it counts as made."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.attempts import release as release_attempt

    with Ledger.open(common.ledger_path(context, ledger)) as book:
        event = release_attempt(
            book, attempt, at=common.now(), by=common.actor(by), reason=reason, dry_run=dry_run
        )
    if json:
        common.print_json(
            {"attempt": attempt, "event": None if dry_run else event, "dry_run": dry_run}
        )
    elif dry_run:
        typer.echo(f"would release: attempt {attempt}\nnothing was written")
    else:
        typer.echo(f"released: attempt {attempt} counts no more\nevent {event} of the journal")
