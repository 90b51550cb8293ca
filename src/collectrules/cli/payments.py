"""`payment`: money that arrives, what it is used for, and payments that bounce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common
from collectrules.cli.amounts import (
    CurrencyOption,
    InvoicesOption,
    PartsOption,
    amount_given,
    currency_meant,
    currency_option,
    named_given,
    parts_given,
)
from collectrules.cli.money_text import (
    corrections_json,
    corrections_lines,
    disputed_lines,
    uses_json,
    uses_lines,
)
from collectrules.money import format_minor, to_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectrules.acts.bounces import Bounced
    from collectrules.acts.payments import Payment, Recorded
    from collectrules.ledger.receipts import Receipt
    from collectrules.worklist.find import AccountNamed

app = typer.Typer(
    help="Money that arrives, what it is used for, and payments that bounce.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's number.")]
NoDiscountOption = Annotated[
    bool, typer.Option("--no-discount", help="Give no discount for paying early.")
]


@app.command()
def record(
    context: typer.Context,
    account: AccountArgument,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="What arrived, such as 1250.00.")],
    *,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day it arrived (default: today)."),
    ] = None,
    reference: Annotated[
        str,
        typer.Option("--reference", metavar="TEXT", help="What the bank or the customer calls it."),
    ] = "",
    invoice: InvoicesOption = None,
    part: PartsOption = None,
    currency: CurrencyOption = None,
    hold: Annotated[
        bool, typer.Option("--hold", help="Use it for nothing yet: hold it as unapplied cash.")
    ] = False,
    no_discount: NoDiscountOption = False,
    again: Annotated[
        bool,
        typer.Option("--again", help="It is other money than that of the same sum and day."),
    ] = False,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="A word on it.")] = "",
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Record money that arrived, and use it: as the customer says, else as the policy's terms say."""
    from collectrules.acts.payments import Payment, record_payment
    from collectrules.acts.terms import terms_of
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = common.day_or_today(on)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        code = currency_meant(book, named, currency)
        payment = Payment(
            account_id=named.id,
            currency=code,
            amount=amount_given(amount, code),
            on=day,
            reference=reference,
            note=note,
            named=named_given(book, named, invoice or [], code),
            parts=parts_given(part or []),
            hold=hold,
            again=again,
            discounts=not no_discount,
        )
        terms = terms_of(book, named.id, day)
        who = common.actor(by)
        done = record_payment(book, payment, terms, at=common.now(), by=who, dry_run=dry_run)
        meaning = currency_option(book, named.id, code)
    if json:
        common.print_json(_recorded_json(named, payment, done, dry_run=dry_run))
    else:
        _print_recorded(named, payment, done, meaning, dry_run=dry_run)


@app.command()
def apply(
    context: typer.Context,
    account: AccountArgument,
    amount: Annotated[
        str | None,
        typer.Argument(metavar="AMOUNT", help="How much (default: as much as can be used)."),
    ] = None,
    *,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day it is used on (default: today)."),
    ] = None,
    payment: Annotated[
        list[str] | None,
        typer.Option(
            "--payment",
            metavar="P",
            help="Which money, by its reference or event (default: the oldest first).",
        ),
    ] = None,
    invoice: InvoicesOption = None,
    part: PartsOption = None,
    currency: CurrencyOption = None,
    no_discount: NoDiscountOption = False,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Use unapplied cash for what is owed: as the customer says, else as the policy's terms say."""
    from collectrules.acts.bounces import find_receipt
    from collectrules.acts.terms import terms_of
    from collectrules.acts.unapplied import Applying, apply_cash
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = common.day_or_today(on)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        money = [find_receipt(book, named.id, each, day) for each in payment or []]
        code = money[0].currency if money else currency_meant(book, named, currency)
        applying = Applying(
            account_id=named.id,
            currency=code,
            on=day,
            amount=None if amount is None else amount_given(amount, code),
            receipts=tuple(each.seq for each in money),
            named=named_given(book, named, invoice or [], code),
            parts=parts_given(part or []),
            discounts=not no_discount,
        )
        terms = terms_of(book, named.id, day)
        who = common.actor(by)
        done = apply_cash(book, applying, terms, at=common.now(), by=who, dry_run=dry_run)
        meaning = currency_option(book, named.id, code)
    if json:
        common.print_json(
            {
                "account": named.number,
                "currency": code,
                "on": day,
                "payments": list(done.receipts),
                **_done_json(done, code, dry_run=dry_run),
            }
        )
        return
    verb = "would be applied" if dry_run else "applied"
    lines = [f"{verb} on {day}, {done.why}", *uses_lines(done.uses, code)]
    lines += [*corrections_lines(done.corrections), *disputed_lines(done.passed_over)]
    lines += _left_lines(named, done.unapplied, code, meaning)
    _echo([*lines, *(["nothing was written"] if dry_run else [])])


@app.command()
def bounce(
    context: typer.Context,
    account: AccountArgument,
    payment: Annotated[
        str, typer.Argument(metavar="PAYMENT", help="The payment's reference, or its event.")
    ],
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="What the bank says; it is kept.")
    ],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day it was returned (default: today)."),
    ] = None,
    fee: Annotated[
        str | None,
        typer.Option("--fee", metavar="AMOUNT", help="What the bank charged us for it."),
    ] = None,
    by: common.ByOption = None,
    dry_run: common.DryRunOption = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """Take back a payment that the bank returned: all it was used for is owed again, discounts too."""
    from collectrules.acts.bounces import bounce_payment, find_receipt
    from collectrules.acts.terms import terms_of
    from collectrules.ledger.book import Ledger
    from collectrules.worklist.find import find_account

    day = common.day_or_today(on)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        named = find_account(book, account)
        money = find_receipt(book, named.id, payment, max(day, common.day_or_today(None)))
        bounced = bounce_payment(
            book,
            receipt_id=money.seq,
            reason=reason,
            on=day,
            fee=0 if fee is None else amount_given(fee, money.currency),
            terms=terms_of(book, named.id, day),
            at=common.now(),
            by=common.actor(by),
            dry_run=dry_run,
        )
    if json:
        common.print_json(_bounced_json(bounced, dry_run=dry_run))
        return
    verb = "would be taken back" if dry_run else "taken back"
    _echo(
        [
            f"{_money(money)}: {verb} with all it was used for ({len(bounced.taken_back)} events)",
            *_fee_lines(bounced, dry_run=dry_run),
            *(["nothing was written"] if dry_run else []),
        ]
    )


@app.command(name="list")
def list_(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(metavar="ACCOUNT", help="Only this account's.")
    ] = None,
    *,
    unapplied: Annotated[
        bool, typer.Option("--unapplied", help="Only money that is not all used.")
    ] = False,
    as_of: common.AsOfOption = None,
    known_on: common.KnownOnOption = None,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> None:
    """The payments that arrived by a day, and what of each is unapplied cash."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.owed import ALL_KNOWN
    from collectrules.ledger.receipts import receipts
    from collectrules.worklist.find import find_account

    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book:
        chosen = None if account is None else [find_account(book, account).id]
        known = common.known_by(book, known_on)
        known = ALL_KNOWN if known is None else known
        found = receipts(book.connection, day, known=known, accounts=chosen)
    shown = [one for one in found if one.unapplied or not unapplied]
    if json:
        common.print_json([_receipt_json(one) for one in shown])
        return
    if not shown:
        typer.echo("there are none" if found else "no payments were recorded by then")
        return
    header = ("event", "account", "on", "reference", "amount", "", "unapplied", "")
    rows = [
        (
            one.seq,
            one.account,
            one.on,
            one.reference,
            format_minor(one.amount, one.currency),
            one.currency,
            format_minor(one.unapplied, one.currency),
            f"taken back: {one.taken_back}" if one.taken_back else "",
        )
        for one in shown
    ]
    typer.echo(common.table(header, rows, right=frozenset({0, 4, 6})))


def _money(one: Receipt) -> str:
    called = f" ({one.reference})" if one.reference else ""
    return f"{format_minor(one.amount, one.currency)} {one.currency} of {one.account} on {one.on}{called}"


def _echo(lines: Sequence[str]) -> None:
    typer.echo("\n".join(map(common.printable, lines)))


def _left_lines(account: AccountNamed, left: int, currency: str, meaning: str) -> list[str]:
    if not left:
        return []
    return [
        f"{format_minor(left, currency)} {currency} is held as unapplied cash: "
        f"`collectrules payment apply {account.number}{meaning}` puts it to use"
    ]


def _print_recorded(
    account: AccountNamed, payment: Payment, done: Recorded, meaning: str, *, dry_run: bool
) -> None:
    money = f"{format_minor(payment.amount, payment.currency)} {payment.currency}"
    verb = "would record" if dry_run else "recorded"
    used = f", used {done.why}" if done.uses else ""
    lines = [f"{verb}: {money} of {account.number} ({account.name}) on {payment.on}{used}"]
    lines += uses_lines(done.uses, payment.currency)
    lines += [*corrections_lines(done.corrections), *disputed_lines(done.passed_over)]
    lines += _left_lines(account, done.unapplied, payment.currency, meaning)
    lines.append("nothing was written" if dry_run else f"event {done.receipts[0]} of the journal")
    _echo(lines)


def _recorded_json(
    account: AccountNamed, payment: Payment, done: Recorded, *, dry_run: bool
) -> dict[str, object]:
    return {
        "account": account.number,
        "currency": payment.currency,
        "amount": str(to_decimal(payment.amount, payment.currency)),
        "on": payment.on,
        "reference": payment.reference.strip(),
        "event": done.receipts[0],
        **_done_json(done, payment.currency, dry_run=dry_run),
    }


def _done_json(done: Recorded, currency: str, *, dry_run: bool) -> dict[str, object]:
    return {
        "used": uses_json(done.uses, currency),
        "why": done.why,
        "in_dispute": list(done.passed_over),
        "corrections": corrections_json(done.corrections),
        "unapplied": str(to_decimal(done.unapplied, currency)),
        "dry_run": dry_run,
    }


def _fee_lines(bounced: Bounced, *, dry_run: bool) -> list[str]:
    if not bounced.fee_on:
        return []
    currency = bounced.receipt.currency
    verb = "would be charged" if dry_run else "charged"
    return [
        f"the bank's fee of {format_minor(bounced.fee, currency)} {currency} {verb} on {bounced.fee_on}"
    ]


def _bounced_json(bounced: Bounced, *, dry_run: bool) -> dict[str, object]:
    one = bounced.receipt
    return {
        **_receipt_json(one),
        "taken_back_events": list(bounced.taken_back),
        "fee": str(to_decimal(bounced.fee, one.currency)),
        "fee_on": bounced.fee_on or None,
        "dry_run": dry_run,
    }


def _receipt_json(one: Receipt) -> dict[str, object]:
    return {
        "event": one.seq,
        "account": one.account,
        "currency": one.currency,
        "amount": str(to_decimal(one.amount, one.currency)),
        "on": one.on,
        "reference": one.reference,
        "note": one.note,
        "by": one.by,
        "unapplied": str(to_decimal(one.unapplied, one.currency)),
        "taken_back": one.taken_back or None,
    }
