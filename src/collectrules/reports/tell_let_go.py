"""VAT on what was written off, and what agencies did with what was placed, as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from collectrules.money import format_minor
from collectrules.reports.page import Bars, Page, Section, Table, bars
from collectrules.reports.placements import PlacementLine
from collectrules.reports.vat_relief import CITE, Relief

_RELIEF_NOTES = (
    "All at one rate, the day of an invoice taken for the day of supply. Only for VAT that was paid, and for "
    "debts that were not sold.",
    "Read in a secondary source; not legal advice.",
)


def vat_relief_page(found: Sequence[Relief], day: date, rate: Decimal) -> Page:
    """The page on what can be claimed back of the VAT in debts that were written off."""
    below = f"What can be claimed back as of {day}, at {rate:f} % ({CITE})."
    currencies = dict.fromkeys(each.currency for each in found)
    sections = tuple(
        Section(code, (_reliefs([each for each in found if each.currency == code], code),))
        for code in currencies
    )
    nothing = Section("", ("Nothing was written off.",))
    return Page("VAT bad debt relief", below, sections or (nothing,), _RELIEF_NOTES)


def _reliefs(found: Sequence[Relief], currency: str) -> Table:
    rows = tuple(
        (
            each.account,
            each.invoice,
            str(each.written_off_on),
            format_minor(each.written_off, currency),
            format_minor(each.vat, currency),
            str(each.claim_from),
            str(each.claim_until),
            each.status,
        )
        for each in found
    )
    claimable = sum(each.vat for each in found if each.status == "claimable")
    last = ("claimable", "", "", "", format_minor(claimable, currency), "", "", "")
    header = (
        "account",
        "invoice",
        "written off",
        "amount",
        "VAT",
        "claim from",
        "until",
        "",
    )
    return Table(header, (*rows, last), words=(0, 1, 2, 5, 6, 7), total=True)


def placements_page(found: Sequence[PlacementLine], day: date) -> Page:
    """The page on what agencies and lawyers were given, gave back, recovered and kept."""
    below = f"What agencies and lawyers hold and did, as of {day}."
    currencies = dict.fromkeys(each.currency for each in found)
    sections = tuple(
        Section(code, tuple(_placed([each for each in found if each.currency == code], code)))
        for code in currencies
    )
    return Page("Placements", below, sections or (Section("", ("Nothing was placed.",)),))


def _placed(found: Sequence[PlacementLine], currency: str) -> tuple[Table, Bars]:
    def money(minor: int) -> str:
        return format_minor(minor, currency)

    rows = tuple(
        (
            each.place_with,
            str(each.count),
            *map(money, (each.placed, each.recalled, each.returned, each.recovered)),
            *map(money, (each.share, each.net, each.expected_net)),
        )
        for each in found
    )
    header = (
        "placed with", "placements", "placed", "recalled", "returned", "recovered", "their share", "net",
        "expected net",
    )  # fmt: skip
    net = [(each.place_with, money(each.net), each.net) for each in found]
    return Table(header, rows), bars(f"{currency}: net of what was recovered", net)
