"""In which time zones customers may be, as far as the telephone numbers of their persons tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from collectrules.compliance.people import everybody
from collectrules.ledger.book import Ledger
from collectrules.worklist.row import Row


def with_zones(ledger: Ledger, rows: Sequence[Row], on: date) -> list[Row]:
    """The rows with the time zones of their accounts."""
    accounts = {row.account_id for row in rows}
    people = everybody(ledger.connection, on, accounts=accounts) if accounts else {}
    zones = {
        account: tuple(
            dict.fromkeys(
                zone for reach in each.reaches if reach.kind == "phone" for zone in reach.zones
            )
        )
        for account, each in people.items()
    }
    return [
        replace(row, zones=zones[row.account_id]) if zones.get(row.account_id) else row
        for row in rows
    ]


def local_times(zones: Sequence[str], now: datetime) -> str:
    """The time by the clock of some zones: `14:05`, or `08:05-11:05` where they differ; empty for none."""
    shown = sorted(now.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in zones)
    if not shown:
        return ""
    first, last = f"{shown[0]:%H:%M}", f"{shown[-1]:%H:%M}"
    return first if first == last else f"{first}-{last}"
