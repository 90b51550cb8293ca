"""`payoff`: what settles an account, or one invoice of it, on a day."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common
from collectrules.cli.amounts import currency_option
from collectrules.clock import parse_day
from collectrules.errors import InputError
from collectrules.money import decimals, format_minor, round_fraction, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from collectrules.charges.interest import Segment
    from collectrules.charges.rates import Rate
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.payoff import Line, Payoff

_MORE: Final = 4
"""Decimals beyond those of the currency that a part of the interest is shown with."""


def payoff(
    context: typer.Context,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An account or invoice number.")],
    *,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day it is paid (default: today)."),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(
            "--account", metavar="NUMBER", help="Whose invoice, where several have that number."
        ),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option("--currency", metavar="CODE", help="Only what is owed in this currency."),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Each stretch of days, balance and rate of the interest."),
    ] = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """What has to be paid on a day to settle it: principal, late fees, interest, and what each day adds."""
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.payoff import payoffs

    day = common.day_or_today(None) if on is None else parse_day(on)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        owner, invoice = _named(book, item, account)
        found = payoffs(
            book, day, accounts=[owner], invoices=None if invoice is None else [invoice]
        )
        notes = _notes_of_cash(book, day, owner)
    shown = _in_currency(item, day, currency, found, one=invoice is not None)
    if json:
        said = [_as_json(each, explain=explain) for each in shown]
        common.print_json(said[0] if len(said) == 1 else said)
        return
    texts = (
        "\n".join(_lines(item, each, notes.get(each.currency, ""), explain=explain))
        for each in shown
    )
    typer.echo("\n\n\n".join(texts))


def _notes_of_cash(book: Ledger, day: date, account: int) -> dict[str, str]:
    """What is said of the unapplied cash of an account, by currency: the figures leave it out."""
    from collectrules.ledger.receipts import receipts
    from collectrules.worklist.state import account_number

    held: dict[str, int] = {}
    for money in receipts(book.connection, day, accounts=[account]):
        held[money.currency] = held.get(money.currency, 0) + money.unapplied
    apply = f"collectrules payment apply {account_number(book.connection, account)}"
    return {
        code: f"note: {format_minor(left, code)} of unapplied cash is held; "
        f"`{apply}{currency_option(book, account, code)}` puts it to use"
        for code, left in held.items()
        if left > 0
    }


def _named(book: Ledger, item: str, account: str | None) -> tuple[int, int | None]:
    """The account that is meant, and the invoice where one is."""
    from collectrules.engine.known import accounts_with
    from collectrules.worklist.find import find_account, find_invoice

    if account is not None:
        owner = find_account(book, account)
        return owner.id, find_invoice(book, owner, item)
    named = accounts_with(book.connection, item)
    if not named:
        raise InputError(
            f"no account or invoice is numbered `{item}`",
            help="`collectrules worklist --plain` shows account numbers; they are text, zeros in front count",
        )
    if len(named) > 1:
        raise InputError(
            f"{len(named)} accounts have an invoice numbered `{item}`",
            help="say whose is meant with `--account NUMBER`",
        )
    return named[0]


def _in_currency(
    item: str, day: date, currency: str | None, found: Sequence[Payoff], *, one: bool
) -> Sequence[Payoff]:
    """Those in the currency asked for; else all in which something is owed; of `one` invoice or of all."""
    if not found:
        said = "was not issued" if one else "has no invoice"
        raise InputError(f"`{item}` {said} by {day}", help="name a later day with `--on`")
    if currency is None:
        return [each for each in found if each.owes] or found[:1]
    chosen = [each for each in found if each.currency == currency.upper()]
    if not chosen:
        used = ", ".join(each.currency for each in found)
        said, has = ("is not", "is") if one else ("has no invoice", "has them")
        raise InputError(f"`{item}` {said} in `{currency}`", help=f"it {has} in {used}")
    return chosen


def _lines(item: str, one: Payoff, note: str, *, explain: bool) -> Iterator[str]:
    def amount(minor: int) -> str:
        return format_minor(minor, one.currency)

    yield common.printable(f"payoff of {item} on {one.on}, in {one.currency}")
    yield ""
    figures = {
        "principal": amount(one.principal),
        "late fees": amount(one.fees),
        "interest": amount(one.interest),
        "total": amount(one.total),
    }
    width = max(map(len, figures.values()))
    yield from (f"{name:<10} {figure:>{width}}" for name, figure in figures.items())
    yield ""
    if one.per_day is None or one.per_day_rounded is None:
        yield common.printable(f"what each day after adds is not known: {one.not_known}")
    elif not one.per_day:
        yield "each day after adds nothing, as long as nothing changes"
    else:
        yield (
            f"each day after adds {amount(one.per_day_rounded)}"
            f" ({_exact(one.per_day, one.currency)}), as long as nothing changes"
        )
    if note:
        yield common.printable(note)
    for rate in one.unconfirmed:
        yield common.printable(f"note: {_rate_text(rate)}")
    if explain:
        yield ""
        yield from _explained(one)


def _rate_text(rate: Rate) -> str:
    from collectrules.charges.rates import UNCONFIRMED

    more = f"; {UNCONFIRMED}" if rate.unconfirmed else ""
    return f"{rate.reference} {rate.from_on}: {rate.percent} % ({rate.source}){more}"


def _explained(one: Payoff) -> Iterator[str]:
    """Each stretch in a table, then the reference rates in them."""
    rows = [
        (
            line.owed.number,
            segment.from_on,
            segment.through,
            segment.days,
            format_minor(segment.balance, one.currency),
            "" if segment.paused else f"{_percent(segment)} %",
            "" if segment.paused else _exact(segment.exact, one.currency),
            _note(segment, one.currency),
        )
        for line, segment in _segments(one)
    ]
    if not rows:
        yield "no interest has run"
        return
    header = ("invoice", "from", "to", "days", "balance", "rate", "sum", "")
    yield common.table(header, rows, right=frozenset({3, 4, 5, 6}))
    rates = dict.fromkeys(rate for _, segment in _segments(one) for rate in segment.rate.made_of)
    if rates:
        yield ""
        yield from (common.printable(_rate_text(rate)) for rate in rates)


def _segments(one: Payoff) -> list[tuple[Line, Segment]]:
    return [(line, segment) for line in one.lines if line.run for segment in line.run.segments]


def _note(segment: Segment, currency: str) -> str:
    if segment.paused:
        return f"no interest: {segment.paused}"
    said = [segment.conditions.rule]
    if segment.capitalised:
        said.append(f"and on {_exact(segment.capitalised, currency)} of interest of years before")
    if any(rate.unconfirmed for rate in segment.rate.made_of):
        said.append("unconfirmed rate")
    return ", ".join(said)


def _percent(segment: Segment) -> str:
    percent = segment.rate.percent
    return f"{(Decimal(percent.numerator) / percent.denominator).normalize():f}"


def _exact(minor: Fraction, currency: str) -> str:
    """An amount that is not rounded to the currency's smallest unit, with some more decimals."""
    places = decimals(currency) + _MORE
    return f"{Decimal(round_fraction(minor * 10**_MORE)).scaleb(-places):f}"


def _as_json(one: Payoff, *, explain: bool) -> dict[str, object]:
    def amount(minor: int) -> str:
        return str(to_decimal(minor, one.currency))

    said: dict[str, object] = {
        "principal": amount(one.principal),
        "fees": amount(one.fees),
        "interest": amount(one.interest),
        "total": amount(one.total),
        "per_day": None if one.per_day_rounded is None else amount(one.per_day_rounded),
        "currency": one.currency,
    }
    if explain:
        said["segments"] = [
            {
                "invoice": line.owed.number,
                "from": segment.from_on.isoformat(),
                "to": segment.through.isoformat(),
                "days": segment.days,
                "balance": amount(segment.balance),
                "capitalised": _exact(segment.capitalised, one.currency),
                "rate": _percent(segment),
                "sum": _exact(segment.exact, one.currency),
                "rule": segment.conditions.rule,
                "paused": segment.paused or None,
                "rates": [
                    {
                        "reference": rate.reference,
                        "from": rate.from_on.isoformat(),
                        "percent": str(rate.percent),
                        "unconfirmed": rate.unconfirmed,
                    }
                    for rate in segment.rate.made_of
                ],
            }
            for line, segment in _segments(one)
        ]
    return said
