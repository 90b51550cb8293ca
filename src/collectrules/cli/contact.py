"""`log`: a contact, or anything else that can be done with an account, from the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer
from typer.core import TyperCommand

from collectrules.cli import common
from collectrules.cli.acting import act, actions_text
from collectrules.cli.amounts import amount_given
from collectrules.cli.moments import AtOption, moment_meant
from collectrules.cli.whom import (
    AboutOption,
    AccountArgument,
    PersonOption,
    PurposeOption,
    ReachOption,
    channel_named,
    verdict_json,
    whom_given,
    whom_json,
)
from collectrules.clock import parse_day
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from collectrules.ledger.book import Ledger
    from collectrules.policy.model import Policy
    from collectrules.worklist.brought import Brings
    from collectrules.worklist.find import AccountNamed
    from collectrules.worklist.outcomes import Dispute, LoggedContact, Promise


class LogCommand(TyperCommand):
    """The `log` command, whose help ends with the actions and the result codes of each channel."""

    def get_help(self, ctx: object) -> str:
        """The help of any command, then the actions with what they ask, then the codes."""
        return f"{super().get_help(cast(typer.Context, ctx))}\n\n{actions_text()}\n\n{_codes()}"


def log(
    context: typer.Context,
    account: AccountArgument,
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT", help="A contact: call, email, sms or letter; or an action from below."
        ),
    ],
    answers: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME=VALUE", help="What the action asks.", show_default=False),
    ] = None,
    *,
    result: Annotated[
        str | None,
        typer.Option("--result", metavar="CODE", help="What came of a contact: a code from below."),
    ] = None,
    at: AtOption = None,
    attempt: Annotated[
        int | None,
        typer.Option(
            "--attempt", metavar="N", help="The attempt that was reserved for it; it has its TIME."
        ),
    ] = None,
    person: PersonOption = None,
    reach: ReachOption = None,
    about: AboutOption = None,
    purpose: PurposeOption = "",
    note: Annotated[
        str,
        typer.Option("--note", metavar="TEXT", help="What was said; of a dispute, what about."),
    ] = "",
    promise: Annotated[
        str | None,
        typer.Option("--promise", metavar="AMOUNT", help="What they promise to pay; with --until."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="The day by which they promise to pay."),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option("--currency", metavar="CODE", help="Of the promise, if they owe in several."),
    ] = None,
    invoice: Annotated[
        list[str] | None,
        typer.Option(
            "--invoice",
            metavar="N",
            help="An invoice they dispute, or N=AMOUNT for a part of it; once for each.",
        ),
    ] = None,
    call_back: Annotated[
        str | None,
        typer.Option(
            "--call-back",
            metavar="TIME",
            help="When they asked to be called back: `tomorrow 10:00`.",
        ),
    ] = None,
    stage: Annotated[
        str,
        typer.Option("--stage", metavar="ID", help="The stage, if not the furthest by CHANNEL."),
    ] = "",
    reason: Annotated[
        str,
        typer.Option("--reason", metavar="TEXT", help="Why a soft limit is stepped over."),
    ] = "",
    approved_by: Annotated[
        str,
        typer.Option("--approved-by", metavar="NAME", help="Who approved what the owner has to."),
    ] = "",
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> int:
    """Log a contact and what came of it, a promise, a note, and all else that can be done with an account.

    Exits with 1 and writes no contact where a limit forbids it. What an action is not given is as the screen
    has it at first, such as the amount of a promise: all that is to be collected.
    """
    if result is None:
        unused = {
            "--attempt": attempt,
            "--at": at,
            "--promise": promise,
            "--invoice": invoice,
            "--call-back": call_back,
        }
        _refuse_without_result(what, answers, [name for name, given in unused.items() if given])
        return act(
            common.ledger_path(context, ledger),
            account,
            what,
            answers or (),
            currency=currency or "",
            by=by,
            dry_run=dry_run,
            json=json,
        )
    if answers:
        raise InputError(
            f"`{answers[0]}` is for an action, and `--result` for a contact",
            help="leave one of them out",
        )
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.attempts import attempt_of
    from collectrules.worklist.find import find_account
    from collectrules.worklist.outcomes import Blocked, log_contact

    now = common.now()
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        over, named = channel_named(what), find_account(book, account)
        if attempt is not None and at is None:
            at = attempt_of(book.connection, attempt).at.isoformat()
        moment, policy, policy_seq = moment_meant(book, at, now)
        try:
            logged = log_contact(
                book,
                policy_seq,
                policy,
                account_id=named.id,
                channel=over,
                result=result,
                at=moment,
                by=common.actor(by),
                whom=whom_given(
                    book, named, person=person, reach=reach, about=about, purpose=purpose
                ),
                attempt_id=attempt,
                note=note,
                promise=_promise(book, named, promise, until, currency),
                dispute=_dispute(book, named, invoice or [], note),
                override_reason=reason,
                stage=stage,
                approved_by=approved_by.strip(),
                brings=_brings(call_back, policy, now),
                recorded_at=now,
                dry_run=dry_run,
            )
        except Blocked as blocked:
            if not json:
                raise
            check = None if dry_run else blocked.check
            common.print_json(
                {
                    "account": named.number,
                    **verdict_json(over, blocked.verdict),
                    **whom_json(book, blocked.whom),
                    "check": check,
                }
            )
            return 1
        if json:
            common.print_json(_logged_json(book, named, logged, dry_run=dry_run))
        else:
            _print_logged(book, named, logged, dry_run=dry_run)
    return 0


def _refuse_without_result(what: str, answers: Sequence[str] | None, unused: Sequence[str]) -> None:
    """Raise where a contact has no result, or an action is given the options of a contact."""
    from collectrules.actions.contact import CHANNEL_ACTIONS

    if what.strip().lower() in CHANNEL_ACTIONS and not answers:
        raise InputError(
            "what came of the contact is missing",
            help="give a code with `--result`; `collectrules log --help` lists them",
        )
    if unused:
        raise InputError(
            f"`{unused[0]}` is for a contact with a `--result`",
            help="an action takes what it asks as NAME=VALUE; `collectrules log --help` lists them",
        )


def _promise(
    book: Ledger, account: AccountNamed, amount: str | None, until: str | None, currency: str | None
) -> Promise | None:
    if amount is None and until is None:
        return None
    if amount is None or until is None:
        raise InputError(
            "a promise has an amount and a day", help="give both `--promise` and `--until`"
        )
    code = currency.upper() if currency else _currency_owed(book, account)
    return amount_given(amount, code), code, parse_day(until)


def _currency_owed(book: Ledger, account: AccountNamed) -> str:
    from collectrules.worklist.state import currencies_owed

    owed = currencies_owed(book.connection, account.id)
    if len(owed) == 1:
        return owed[0]
    raise InputError(
        f"account `{account.number}` owes in {' and '.join(owed)}"
        if owed
        else f"account `{account.number}` owes nothing",
        help="name the currency of the promise with `--currency`"
        if owed
        else "a promise is about an open item: check the account",
    )


def _brings(call_back: str | None, policy: Policy, now: datetime) -> Brings:
    """The call-back that came of a contact, by the policy's clock."""
    from collectrules.actions.reading import read_moment
    from collectrules.worklist.brought import NOTHING, Brings
    from collectrules.worklist.calling_back import CallBackWanted

    if call_back is None:
        return NOTHING
    return Brings(call_back=CallBackWanted(at=read_moment(call_back, now, policy.time_zone)))


def _dispute(
    book: Ledger, account: AccountNamed, numbers: Sequence[str], note: str
) -> Dispute | None:
    from collectrules.cli.amounts import named_given
    from collectrules.worklist.needs import Disputing

    if not numbers:
        return None
    if not note.strip():
        raise InputError("a dispute needs a word on what is disputed", help="say it in `--note`")
    named = named_given(book, account, numbers)
    return [Disputing(each.invoice_id, each.amount) for each in named], note


def _logged_json(
    book: Ledger, account: AccountNamed, logged: LoggedContact, *, dry_run: bool
) -> dict[str, object]:
    return {
        "account": account.number,
        "channel": logged.channel,
        "allowed": True,
        "beyond": logged.beyond or None,
        "result": logged.result.code,
        "on": logged.on,
        "note": logged.note,
        "event": logged.seq,
        "promise": logged.promise,
        "disputes": list(logged.disputes),
        "stops": list(logged.came_of_it.stops),
        "ended_stops": list(logged.came_of_it.ended_stops),
        "ended_reaches": list(logged.came_of_it.ended_reaches),
        "call_back": logged.brought.call_back,
        "call_backs_made": list(logged.brought.call_backs_made),
        "carried_out": [
            {"invoice": number, "stage": stage} for number, stage in _carried_out(book, logged)
        ],
        "unfinished": [each._asdict() for each in logged.unfinished],
        "waiting_for_the_owner": list(logged.waiting_for_the_owner),
        "attempt": logged.attempt_id,
        **whom_json(book, logged.whom),
        "check": logged.check,
        "dry_run": dry_run,
    }


def _carried_out(book: Ledger, logged: LoggedContact) -> list[tuple[str, str]]:
    from collectrules.worklist.state import invoice_state

    return [
        (invoice_state(book.connection, each.invoice_id).number, each.stage)
        for each in logged.carried_out
    ]


def _print_logged(
    book: Ledger, account: AccountNamed, logged: LoggedContact, *, dry_run: bool
) -> None:
    from collectrules.compliance.limits import CHANNEL_NAMES
    from collectrules.policy.words import joined

    result = logged.result
    verb = "would log" if dry_run else "logged"
    lines = [
        f"{verb}: {logged.channel} with {account.number} ({account.name}) on {logged.on}: "
        f"{result.code}, {result.label}"
    ]
    lines += [f"carried out: {stage} of {number}" for number, stage in _carried_out(book, logged)]
    lines += [
        f"a part of {stage}: {joined([CHANNEL_NAMES[way] for way in left], 'and')} still to come"
        for stage, left in logged.unfinished
    ]
    lines += [
        f"`{stage}` goes on waiting: the owner has to approve it (`--approved-by NAME`)"
        for stage in logged.waiting_for_the_owner
    ]
    if logged.attempt_id is not None:
        lines.append(f"the result of attempt {logged.attempt_id}")
    if logged.promise is not None:
        lines.append("with the promise")
    if logged.disputes:
        lines.append(f"with {len(logged.disputes)} in dispute")
    came = logged.came_of_it
    lines += [f"with a stop from now on, event {seq}" for seq in came.stops]
    lines += [f"stop {seq} ends with this day: the debt was verified" for seq in came.ended_stops]
    lines += [f"number or address {id} reaches them no more" for id in came.ended_reaches]
    lines += ["with the call-back"] if logged.brought.call_back is not None else []
    lines += [f"call-back {id} is made" for id in logged.brought.call_backs_made]
    if logged.verdict is not None and logged.beyond:
        lines.append(f"beyond `{logged.beyond}`, and written as it was: {logged.verdict.sentence}")
    elif logged.verdict is not None and logged.verdict.level is not None:
        lines.append(f"note: {logged.verdict.sentence}")
    lines.append("nothing was written" if dry_run else f"event {logged.seq} of the journal")
    typer.echo("\n".join(map(common.printable, lines)))


def _codes() -> str:
    from collectrules.compliance.limits import CHANNEL_NAMES
    from collectrules.compliance.results import results_of

    return "\n".join(
        line
        for channel in CHANNEL_NAMES
        for line in (
            f"Results of channel {channel}:",
            *(f"  {result.code:<8} {result.label}" for result in results_of(channel)),
        )
    )
