"""`explain`: one account or invoice, every rule considered and why it did or did not decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.overrides import override_json
from collectrules.errors import InputError
from collectrules.money import format_minor, to_decimal
from collectrules.policy.facts import FACTS, members

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from collectrules.charges.interest_run import InterestRun
    from collectrules.engine.explain import Considered, Explanation, Reading
    from collectrules.engine.known import KnownInvoice
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.trials import Trial
    from collectrules.policy.model import Policy, Scalar

    Judging = Callable[[KnownInvoice], Policy]
    """The policy that judges an invoice."""


def explain(
    context: typer.Context,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An account or invoice number.")],
    *,
    as_of: common.AsOfOption = None,
    known_on: common.KnownOnOption = None,
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="Every open invoice of the account, not only the one that decides."
        ),
    ] = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Why an account or invoice stands where it does: each rule, the values it read, what comes next."""
    from collectrules.engine.explain import explain as explained
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.sources import last_run
    from collectrules.ledger.trials import trial_on
    from collectrules.worklist.under import beside_on
    from collectrules.worklist.versions import policy_in_force

    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        last = None if as_of else last_run(book)
        day = last or common.day_or_today(as_of)
        known = common.known_by(book, known_on)
        policy, _ = policy_in_force(book, day, known)
        found = _open_invoices(book, item, day, known)
        beside = beside_on(book, day, known, accounts={each.account_id for each in found})
        so_far = _interest(book, found, day, known)
        trial = trial_on(book.connection, day, known)

    def judging(invoice: KnownInvoice) -> Policy:
        id = beside.of_invoice(invoice.account_id, invoice.invoice_id)
        return beside.versions[id][0] if id else policy

    invoices = _served(judging, item, found)
    chosen = invoices if every else _furthest(judging, invoices)
    shown = [(judging(invoice), explained(judging(invoice), invoice)) for invoice in chosen]
    if json:
        common.print_json([_as_json(by, one, day, so_far, trial) for by, one in shown])
        return
    typer.echo("\n\n".join(_text(by, one, day, so_far, trial) for by, one in shown))
    if len(invoices) > len(shown):
        typer.echo(
            f"\n{len(invoices)} invoices are open; this one has come furthest. `--all` explains each."
        )


def _open_invoices(book: Ledger, item: str, day: date, known: int | None) -> Sequence[KnownInvoice]:
    from collectrules.engine.gather import Moment
    from collectrules.engine.known import accounts_with, known_invoices

    named = accounts_with(book.connection, item)
    if not named:
        raise InputError(
            f"no account or invoice is numbered `{item}`",
            help="`collectrules worklist --plain` shows account numbers; they are text, zeros in front count",
        )
    accounts = tuple({account for account, _ in named})
    wanted = {invoice for _, invoice in named} - {None}
    invoices = known_invoices(book.connection, Moment.on(day, known, accounts))
    found = [one for one in invoices if not wanted or one.invoice_id in wanted]
    if not found:
        raise InputError(
            f"`{item}` has nothing open as of {day}",
            help="name another day with `--as-of`; late fees and interest that are left are in "
            f"`collectrules payoff {item} --on {day}`",
        )
    return found


@dataclass(frozen=True, slots=True)
class _SoFar:
    """The interest of invoices so far, or why it is not known."""

    runs: Mapping[int, InterestRun]
    not_known: str = ""

    def text(self, invoice: KnownInvoice) -> list[str]:
        """What has run on an invoice, in a line; none where no interest has."""
        if self.not_known:
            return [f"interest so far: not known, because {self.not_known}"]
        run = self.runs.get(invoice.invoice_id)
        if run is None or not run.segments:
            return []
        amount, booked = (
            format_minor(minor, invoice.currency) for minor in (run.amount, run.booked)
        )
        return [f"interest so far: {amount} {invoice.currency}, of which {booked} is in the books"]

    def as_json(self, invoice: KnownInvoice) -> dict[str, object] | None:
        """The same for JSON; None where it is not known."""
        run = self.runs.get(invoice.invoice_id)
        if self.not_known or run is None:
            return None
        return {
            "so_far": str(to_decimal(run.amount, invoice.currency)),
            "booked": str(to_decimal(run.booked, invoice.currency)),
        }


def _interest(
    book: Ledger, invoices: Sequence[KnownInvoice], day: date, known: int | None
) -> _SoFar:
    from collectrules.charges.conditions import Versions
    from collectrules.charges.interest_run import interest_run
    from collectrules.charges.rates import RateUnknown
    from collectrules.ledger.owed import ALL_KNOWN
    from collectrules.worklist.interest import by_invoice, expected_terms

    versions, accounts = Versions(book.connection), sorted({one.account_id for one in invoices})
    expected = by_invoice(expected_terms(book, accounts, day, versions)) if known is None else {}
    try:
        runs = interest_run(
            book.connection,
            day,
            invoices=[one.invoice_id for one in invoices],
            known=ALL_KNOWN if known is None else known,
            expected=expected,
            versions=versions,
        )
    except RateUnknown as unknown:
        return _SoFar({}, unknown.message)
    return _SoFar(runs)


def _served(
    judging: Judging, item: str, invoices: Sequence[KnownInvoice]
) -> Sequence[KnownInvoice]:
    """Those in currencies that their policy serves; a run judges no others either."""
    served = [one for one in invoices if one.currency in judging(one).currencies]
    if not served:
        owed = ", ".join(sorted({one.currency for one in invoices}))
        policy = judging(invoices[0])
        raise InputError(
            f"`{item}` owes {owed}, which policy {policy.id} {policy.version} does not serve",
            help=f"it serves {', '.join(policy.currencies)}: no rule of it is asked about {owed}",
        )
    return served


def _furthest(judging: Judging, invoices: Sequence[KnownInvoice]) -> Sequence[KnownInvoice]:
    """For each account, currency and policy, the invoice that decides its row of the worklist."""
    from collectrules.policy.meaning import judge

    best: dict[tuple[int, str, str], tuple[tuple[int, int], KnownInvoice]] = {}
    for invoice in invoices:
        policy = judging(invoice)
        due = judge(policy, invoice.facts, invoice.overridden, invoice.outlook.as_of).stage_due
        height = (-1 if due is None else due, int(invoice.facts["days_past_due"]))
        owner = (invoice.account_id, invoice.currency, policy.id)
        if owner not in best or height > best[owner][0]:
            best[owner] = (height, invoice)
    return [invoice for _, invoice in best.values()]


def _compared(one: Explanation, trial: Trial | None) -> list[str]:
    """That an account is in a trial to compare with, in a line; none where it is not."""
    acts = one.invoice.in_effect
    if trial is None or trial.has(one.invoice.account) or "policy" in acts:
        return []
    return [
        f"in trial `{trial.name}` among those that stay under the policy in force, since {trial.from_on}"
    ]


def _text(policy: Policy, one: Explanation, day: date, so_far: _SoFar, trial: Trial | None) -> str:
    invoice = one.invoice
    balance = format_minor(int(invoice.facts["balance"]), invoice.currency)
    lines = [
        common.printable(
            f"{invoice.number} of account {invoice.account}: {balance} {invoice.currency} left to pay"
        ),
        f"as of {day}, policy {policy.id} {policy.version}, SHA-256 {policy.sha256}",
        "",
        *so_far.text(invoice),
        *map(common.printable, (*one.overrides, *_compared(one, trial))),
        f"decision: {one.decision}",
    ]
    if one.change:
        lines.append(f"if nothing happens, it {one.change.sentence}")
    if one.nearest_miss:
        missed = "; ".join(reading.text for reading in one.nearest_miss.failed)
        lines.append(f"nearest miss: `{one.nearest_miss.rule}`, because {missed}")
    section = ""
    for considered in one.considered:
        if considered.section != section:
            section = considered.section
            lines += ["", section]
        lines += _rule_lines(considered)
    return "\n".join(lines)


def _rule_lines(considered: Considered) -> list[str]:
    mark = ">" if considered.decided else " "
    lines = [f"{mark} {considered.rule}: {considered.outcome}"]
    lines += [f"      {_reading(reading)}" for reading in considered.when]
    for number, group in enumerate(considered.any):
        lead = "either" if number == 0 else "or    "
        lines += [f"      {lead} {_reading(reading)}" for reading in group]
    for group in considered.unless:
        lines += [f"      unless {_reading(reading)}" for reading in group]
    return lines


def _reading(reading: Reading) -> str:
    return common.printable(f"{'yes' if reading.holds else 'no '}  {reading.text}")


def _amount(fact: str, value: Scalar | tuple[Scalar, ...], currency: str) -> object:
    """A value as JSON: amounts as exact decimals in text, all else as it is."""
    if isinstance(value, tuple):
        return [_amount(fact, each, currency) for each in value]
    if FACTS[fact].type == "money" and isinstance(value, int):
        return str(to_decimal(value, currency))
    return value


def _value(fact: str, value: Scalar, currency: str) -> object:
    """What is known as JSON: a set as a list of its ids."""
    if FACTS[fact].type == "ids":
        return list(members(value))
    return _amount(fact, value, currency)


def _as_json(
    policy: Policy, one: Explanation, day: date, so_far: _SoFar, trial: Trial | None
) -> dict[str, object]:
    def readings(group: Sequence[Reading]) -> list[dict[str, object]]:
        return [
            {
                "fact": reading.condition.fact,
                "comparison": reading.condition.comparison,
                "bound": _amount(
                    reading.condition.fact, reading.condition.value, one.invoice.currency
                ),
                "value": _value(reading.condition.fact, reading.value, one.invoice.currency),
                "holds": reading.holds,
            }
            for reading in group
        ]

    return {
        "account": one.invoice.account,
        "invoice": one.invoice.number,
        "currency": one.invoice.currency,
        "as_of": day.isoformat(),
        "policy": {"id": policy.id, "version": policy.version, "sha256": policy.sha256},
        "overrides": [override_json(each) for each in one.invoice.in_effect.values()],
        "trial": {"name": trial.name, "drawn": trial.has(one.invoice.account)} if trial else None,
        "interest": so_far.as_json(one.invoice),
        "decision": one.decision,
        "next": one.change.sentence if one.change else None,
        "nearest_miss": one.nearest_miss.rule if one.nearest_miss else None,
        "facts": {
            name: _value(name, value, one.invoice.currency)
            for name, value in one.judgement.facts.items()
        },
        "rules": [
            {
                "section": considered.section,
                "rule": considered.rule,
                "holds": considered.holds,
                "decided": considered.decided,
                "outcome": considered.outcome,
                "when": readings(considered.when),
                "any": [readings(group) for group in considered.any],
                "unless": [readings(group) for group in considered.unless],
            }
            for considered in one.considered
        ],
    }
