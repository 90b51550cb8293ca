"""`report provision` and `report loss-rates`: what is likely to be lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from collectrules.cli import common, report_output
from collectrules.cli.report_kpi import FromOption, ToOption
from collectrules.clock import parse_day
from collectrules.errors import Refused
from collectrules.money import to_decimal

if TYPE_CHECKING:
    from collectrules.reports.judged import Judged
    from collectrules.reports.loss_rates import LossRates
    from collectrules.reports.provision import Provided


def provision(
    context: typer.Context,
    *,
    as_of: common.AsOfOption = None,
    known_on: common.KnownOnOption = None,
    json: common.JsonOption = False,
    csv: report_output.CsvOption = False,
    chart: report_output.ChartOption = False,
    html: report_output.HtmlOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """What is expected to be lost of what is outstanding, by the policy's buckets."""
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.policies import in_force
    from collectrules.reports.judged import judged_on
    from collectrules.reports.provision import provisions
    from collectrules.reports.standing import Books
    from collectrules.reports.tell_provision import provision_page
    from collectrules.worklist.versions import read_policy

    output = report_output.Output(json, csv, chart, html)
    day = common.day_or_today(as_of)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        known = common.known_by(book, known_on)
        in_force(book, day, known)
        judged = judged_on(book, day, known)
        policies = {id: read_policy(book, stored).on(day) for id, stored in judged.versions.items()}
        found = provisions(Books.of(book, day, known), judged, policies)
    output.put(
        lambda: [_as_json(each, day, judged) for each in found],
        lambda: _as_rows(found, day, judged),
        lambda: provision_page(found, day, report_output.known_text(known_on), judged.name),
    )


def _as_json(found: Provided, day: date, judged: Judged) -> dict[str, object]:
    def money(minor: int) -> str:
        return str(to_decimal(minor, found.currency))

    return {
        "as_of": day.isoformat(),
        "currency": found.currency,
        "policy": judged.as_json(found.policy),
        "why_not": found.why_not or None,
        "buckets": [
            {
                "bucket": each.name,
                "amount": money(each.amount),
                "loss": str(each.percent / 100),
                "provision": money(each.provision),
            }
            for each in found.buckets
        ],
        "gaps": [{"bucket": gap.name, "amount": money(gap.amount)} for gap in found.gaps],
        "rounding": found.rounding,
        "amount": money(found.amount),
        "provision": money(found.provision),
        "credit": money(found.credit),
        "unapplied": money(found.unapplied),
        "outstanding": money(found.outstanding),
    }


def _as_rows(found: Sequence[Provided], day: date, judged: Judged) -> Iterator[dict[str, object]]:
    for each in found:
        lines = [
            *(
                (one.name, one.amount, str(one.percent / 100), one.provision)
                for one in each.buckets
            ),
            *((gap.name, gap.amount, "", 0) for gap in each.gaps),
        ]
        for bucket, amount, loss, lost in lines:
            yield {
                "as_of": day.isoformat(),
                "currency": each.currency,
                "policy": judged.name(each.policy),
                "days_past_due": report_output.as_words(bucket),
                "amount": str(to_decimal(amount, each.currency)),
                "loss": report_output.as_words(loss),
                "provision": str(to_decimal(lost, each.currency)),
            }


def loss_rates(
    context: typer.Context,
    *,
    first: FromOption = None,
    last: ToOption = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day to look from (default: today)."),
    ] = None,
    known_on: common.KnownOnOption = None,
    as_policy: Annotated[
        str | None,
        typer.Option(
            "--as-policy",
            metavar="CODE",
            help="Print the sections of a policy for what was lost in a currency.",
            show_default=False,
        ),
    ] = None,
    json: common.JsonOption = False,
    csv: report_output.CsvOption = False,
    chart: report_output.ChartOption = False,
    html: report_output.HtmlOption = None,
    ledger: common.LedgerOption = None,
) -> None:
    """What share of what came to an age was lost, from your own history: the numbers of `[[provision]]`."""
    from collectrules.ledger.book import Ledger
    from collectrules.reports.loss_rates import loss_rates as from_history
    from collectrules.reports.period import period_of
    from collectrules.reports.standing import Books
    from collectrules.reports.tell_provision import loss_rates_page

    output = report_output.Output(json, csv, chart, html)
    day = common.day_or_today(as_of)
    period = period_of(_day(first), _day(last), day, months=12)
    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        books = Books.of(book, day, common.known_by(book, known_on))
        found = from_history(books, period)
    if as_policy is not None:
        typer.echo(_as_policy(found, as_policy.upper()), nl=False)
        return
    output.put(
        lambda: [_rates_as_json(each) for each in found],
        lambda: _rates_as_rows(found),
        lambda: loss_rates_page(found, period, day, report_output.known_text(known_on)),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else parse_day(text)


def _as_policy(found: Sequence[LossRates], currency: str) -> str:
    told = next((each.as_policy() for each in found if each.currency == currency), "")
    if not told:
        raise Refused(
            f"nothing invoiced in {currency} in the period has had the time to become lost",
            help="name an earlier period with `--from` and `--to`",
        )
    return told


def _rates_as_json(found: LossRates) -> dict[str, object]:
    from collectrules.reports.buckets import BUCKETS

    reached = zip(BUCKETS, found.reached, found.rates, strict=True)
    return {
        "currency": found.currency,
        "invoices": found.invoices,
        "buckets": [
            {
                "bucket": bucket,
                "came": str(to_decimal(amount, found.currency)),
                "loss": None if rate is None else str(rate),
            }
            for bucket, amount, rate in reached
        ],
        "lost": str(to_decimal(found.lost, found.currency)),
        "too_young": str(to_decimal(found.too_young, found.currency)),
    }


def _rates_as_rows(found: Sequence[LossRates]) -> Iterator[dict[str, object]]:
    from collectrules.reports.buckets import BUCKETS

    for each in found:
        for bucket, amount, rate in zip(BUCKETS, each.reached, each.rates, strict=True):
            yield {
                "currency": each.currency,
                "days_past_due": report_output.as_words(bucket),
                "came": str(to_decimal(amount, each.currency)),
                "lost": str(to_decimal(each.lost, each.currency)),
                "loss": "" if rate is None else report_output.as_words(str(rate)),
            }
