"""The `collectrules` command: its groups, and how an error leaves it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from collectrules import __version__, log
from collectrules.cli import (
    attempts,
    carry_out,
    common,
    consent,
    contact,
    credits,
    daily,
    disputes,
    doctor,
    explain,
    imports,
    keys,
    letting_go,
    letting_go_reports,
    money_back,
    overrides,
    payments,
    payoff,
    person,
    placement,
    plans,
    policy,
    policy_diff,
    policy_edit,
    policy_packs,
    policy_schema,
    policy_suggest,
    policy_terms,
    rates,
    reports,
    retention,
    review,
    scenarios,
    serve,
    settling,
    start,
    stop,
    take_back,
    timeline,
    trial,
    verifying,
    versions,
    waive,
    worklist,
)
from collectrules.errors import CollectrulesError, Refused
from collectrules.ledger.waiting import once, telling_of_waits

app = typer.Typer(
    name="collectrules",
    help="Collection policy as data: import what is owed, run the policy, work the list.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
policy.app.command()(policy_terms.terms)
policy.app.command()(policy_schema.schema)
policy.app.command()(policy_diff.diff)
policy.app.command()(policy_suggest.suggest)
policy.app.command()(policy_edit.edit)
policy.app.command()(policy_packs.packs)
policy.app.command(name="test")(scenarios.play)
policy.app.command()(versions.publish)
policy.app.command(name="list")(versions.list_)
app.command()(start.init)
app.command()(start.demo)
placement.app.command()(money_back.received)
reports.app.command(name="vat-relief")(letting_go_reports.vat_relief)
reports.app.command()(letting_go_reports.placements)
reports.app.command()(retention.retention)
app.add_typer(imports.app, name="import")
app.add_typer(policy.app, name="policy")
app.add_typer(reports.app, name="report")
app.command()(daily.run)
app.command()(worklist.worklist)
app.command()(serve.serve)
app.command()(keys.keys)
app.command()(explain.explain)
app.command()(payoff.payoff)
app.command()(review.review)
app.command()(timeline.timeline)
app.add_typer(rates.app, name="rates")
app.command(cls=contact.LogCommand)(contact.log)
app.command(name="carry-out")(carry_out.carry_out)
app.command(name="can-contact")(attempts.can_contact)
app.command()(attempts.reserve)
app.command()(attempts.release)
app.command(name="end-dispute")(disputes.end_dispute)
app.add_typer(person.app, name="person")
app.add_typer(consent.app, name="consent")
app.add_typer(stop.app, name="stop")
app.add_typer(overrides.app, name="override")
app.add_typer(trial.app, name="trial")
app.add_typer(plans.app, name="plan")
app.add_typer(settling.app, name="settle")
app.add_typer(placement.app, name="placement")
app.command()(letting_go.approve)
app.command()(letting_go.approvals)
app.command(name="write-off")(letting_go.write_off)
app.command()(money_back.recover)
app.command()(money_back.discount)
app.add_typer(payments.app, name="payment")
app.add_typer(credits.app, name="credit")
app.command()(waive.waive)
app.command(name="take-back")(take_back.take_back)
app.command()(doctor.doctor)
app.command()(verifying.verify)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"collectrules {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    ledger: common.LedgerOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what is done.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    log.configure(verbose=verbose)
    context.obj = ledger


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 fine, 1 the answer is no, 2 cannot do it."""
    try:
        with telling_of_waits(once(common.say_waiting)):
            code = app(args=arguments, prog_name="collectrules", standalone_mode=False)
    except CollectrulesError as error:
        common.print_error(error)
        return 1 if isinstance(error, Refused) else 2
    except typer.TyperException as error:
        _show_usage(error)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("stopped; nothing was written", err=True)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return code if isinstance(code, int) else 0


def _show_usage(error: typer.TyperException) -> None:
    """How a wrong option or argument is told: the usage line, what is wrong, and where help is."""
    show = getattr(error, "show", None)
    if show is not None:
        show(file=sys.stderr)
    else:
        typer.echo(f"error: {error.format_message()}", err=True)
