"""The dashboard: each of its numbers is that of the command, and nothing in a ledger breaks it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from collectrules.cli.app import run
from collectrules.ledger.events import Received
from collectrules.money import format_minor, to_minor
from collectrules.policy.model import Policy
from collectrules.reports.ageing import Ageing
from collectrules.reports.buckets import BUCKETS
from collectrules.reports.period import month_of
from collectrules.tui.dashboard_parts import Parts
from collectrules.tui.dashboard_reading import Standing
from collectrules.tui.screens.dashboard import DashboardScreen
from collectrules.tui.screens.worklist import WorklistScreen
from collectrules.tui.widgets.chart import Chart
from collectrules.tui.widgets.heading import Heading
from collectrules.worklist.listing import read_listing
from collectrules.worklist.waiting_rows import read_waits, waits
from tests.tui import ledgers
from tests.tui.driving import Driver, driving
from tests.tui.ledgers import DAY
from tests.tui.owner_ledger import add_business, publish

Said = Callable[..., Any]


@pytest.fixture
def books(path: Path) -> Path:
    return add_business(path)


@pytest.fixture
def said(books: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """What a command says of the ledger, as JSON."""

    def of(*arguments: str) -> Any:
        assert run(["--ledger", str(books), *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return of


@asynccontextmanager
async def dashboard(
    path: Path, size: tuple[int, int] = (120, 36), *keys: str
) -> AsyncIterator[Driver]:
    async with driving(path, size=size) as screen:
        await screen.press("D", *keys)
        assert isinstance(screen.app.screen, DashboardScreen)
        yield screen


def text(screen: Driver, part: str) -> str:
    return str(screen.app.screen.query_one(f"#{part} .told", Static).content)


def cells(screen: Driver, part: str) -> dict[str, list[str]]:
    """The numbers of a part, by the words in front of them."""
    rows = (line.split("  ") for line in text(screen, part).splitlines())
    return {row[0].strip(): [cell.strip() for cell in row[1:] if cell.strip()] for row in rows}


def heading(screen: Driver) -> str:
    return str(screen.app.screen.query_one(Heading).render())


def printed(amount: str, currency: str) -> str:
    return format_minor(to_minor(Decimal(amount), currency), currency)


async def test_the_ageing_is_that_of_the_report(books: Path, said: Said) -> None:
    lines = {each["currency"]: each for each in said("report", "ageing", "--as-of", str(DAY))}
    assert set(lines) == {"GBP", "EUR"}
    async with dashboard(books) as screen:
        for currency in ("GBP", "EUR"):
            assert currency in heading(screen)
            shown, line = cells(screen, "ageing"), lines[currency]
            for bucket, amount in line["buckets"].items():
                assert shown[bucket][0] == printed(amount, currency)
            assert shown["outstanding"] == [printed(line["outstanding"], currency)]
            assert f"{line['accounts']} account" in text(screen, "ageing")
            await screen.press("c")


async def test_each_month_is_that_of_the_report(books: Path, said: Said) -> None:
    async with dashboard(books) as screen:
        shown = cells(screen, "year")
    months = [name for name in shown if name.startswith("20")]
    assert months[:3] == ["2026-06", "2026-05", "2026-04"]
    for month in months:
        period = month_of(date.fromisoformat(f"{month}-01"))
        found = said(
            *("report", "kpi", "--as-of", str(DAY)),
            *("--from", str(period.first), "--to", str(period.last)),
        )
        (kpi,) = (each for each in found if each["currency"] == "GBP")
        figures = [
            kpi["figures"][key]["value"] or "-" for key in ("dso_count_back", "cei", "delinquency")
        ]
        assert [cell.replace(",", "") for cell in shown[month]] == figures


async def test_promises_are_those_of_the_report_and_of_the_days_ahead(
    books: Path, said: Said
) -> None:
    found = said("report", "kpi", "--as-of", str(DAY), "--from", "2026-05-31", "--to", "2026-06-29")
    (kpi,) = (each for each in found if each["currency"] == "GBP")
    assert kpi["figures"]["promises_kept"]["value"] == "50.00"
    async with dashboard(books) as screen:
        shown = cells(screen, "promises")
    assert shown["due today"] == ["1", "50.00", "0.00"]
    assert shown["next 7 days"] == ["1", "60.00", "0.00"]
    assert shown["later"] == ["1", "70.00", "0.00"]
    assert shown["kept"] == ["1", "50 %"]
    assert shown["broken"] == ["1", "50 %"]
    assert kpi["figures"]["promises_kept_by_value"]["working"].startswith("100.00 / 300.00")
    assert shown["paid in time"] == ["100.00", "33 %"]


async def test_the_week_is_told_by_day_beside_the_one_before(books: Path) -> None:
    async with dashboard(books) as screen:
        shown = cells(screen, "collected")
        assert shown["Mon 29 Jun"] == ["300.00", "0.00"]
        assert shown["Tue 30 Jun"] == ["45.50", "0.00"]
        assert shown["Wed 01 Jul"] == ["120.00"]
        assert shown["to Tue"] == ["345.50", "0.00"]
        assert "the whole week before: 120.00 GBP" in text(screen, "collected")
        await screen.press("c")
        assert cells(screen, "collected")["Tue 30 Jun"] == ["10.00", "0.00"]
        assert "10.00 EUR" not in text(screen, "ageing")
        assert "10.00 of both weeks only seen" in text(screen, "collected").replace("\n", " ")


async def test_blocked_rows_and_what_waits_for_the_owner_are_those_of_the_list(
    books: Path, said: Said
) -> None:
    rows = said("worklist")
    blocked = [row for row in rows if not row["allowed"]]
    owner = [row for row in rows if row["next_action"].endswith(", if the owner approves")]
    assert {row["blocked_by"] for row in blocked} == {"three-a-week", "one-letter-a-month"}
    async with dashboard(books) as screen:
        shown, words = cells(screen, "blocked"), text(screen, "blocked")
    assert f"{len(blocked)} of {len(rows)} rows" in words
    assert f"{len(owner)} row for the owner" in words
    for row in blocked:
        assert shown[row["blocked_by"]] == ["1", row["allowed_from"]]


async def test_the_stages_add_up_to_the_ageing(books: Path, said: Said) -> None:
    lines = {each["currency"]: each for each in said("report", "ageing", "--as-of", str(DAY))}
    async with dashboard(books) as screen:
        shown = cells(screen, "stages")
        assert shown["together"][:2] == [
            str(lines["GBP"]["accounts"]),
            printed(lines["GBP"]["outstanding"], "GBP"),
        ]
        assert shown["reminder"][0] == "1"
        await screen.press("c")
        shown = cells(screen, "stages")
    assert list(shown)[1:] == ["first-call", "formal-letter", "together"]
    assert shown["formal-letter"] == ["1", "300.00", "300.00"]


@pytest.mark.parametrize(("width", "drawn"), [(60, False), (80, True), (120, True)])
async def test_there_are_charts_where_there_is_room(books: Path, width: int, drawn: bool) -> None:
    async with dashboard(books, (width, 30)) as screen:
        charts = list(screen.app.screen.query(Chart))
        assert [chart.display for chart in charts] == [drawn] * 3
        assert cells(screen, "ageing")["outstanding"]


async def test_a_chart_takes_the_colours_of_the_theme_that_is_on(books: Path) -> None:
    async with dashboard(books) as screen:
        chart = screen.app.screen.query(Chart).first()
        dark = {span.style for span in chart.render().spans}
        screen.app.theme = "textual-light"
        await screen.settle()
        assert dark.isdisjoint({span.style for span in chart.render().spans})


async def test_what_was_written_since_is_shown_when_asked_for(books: Path) -> None:
    async with dashboard(books) as screen:
        before = cells(screen, "collected")["to Tue"]
        add_money(books)
        assert cells(screen, "collected")["to Tue"] == before
        await screen.press("R")
        assert cells(screen, "collected")["to Tue"] == ["346.50", "0.00"]
        assert str(screen.app.screen.query_one("#said", Static).content) == (
            "the books were read again"
        )


def add_money(path: Path) -> None:
    with (
        ledgers.Ledger.open(path) as ledger,
        ledger.writing(at=ledgers.MORNING, by="ben") as book,
    ):
        ((account,),) = ledger.connection.execute("SELECT seq FROM account WHERE number = 'C-01'")
        book.append(Received(account, "GBP", 1_00), on=DAY)


async def test_a_currency_key_is_offered_only_where_there_are_several(path: Path) -> None:
    with ledgers.Ledger.open(path) as ledger:
        ((number,),) = ledger.connection.execute("SELECT count(DISTINCT currency) FROM invoice")
        assert number == 2
    async with dashboard(path) as screen:
        bindings = screen.app.screen.active_bindings
        assert bindings["c"].binding.description == "currency"
    empty = path.with_name("empty.db")
    ledgers.Ledger.create(empty).close()
    async with dashboard(empty) as screen:
        assert "c" not in screen.app.screen.active_bindings
        await screen.press("c", "C")


async def test_esc_goes_back_to_the_list_and_f2_comes_again(path: Path) -> None:
    async with dashboard(path) as screen:
        await screen.press("escape")
        assert isinstance(screen.app.screen, WorklistScreen)
        await screen.press("f2", "D")
        assert isinstance(screen.app.screen, DashboardScreen)
        await screen.press("P", "V", "D", "escape")
        assert isinstance(screen.app.screen, WorklistScreen)


async def test_help_is_about_the_dashboard(path: Path) -> None:
    async with dashboard(path) as screen:
        await screen.press("question_mark")
        assert str(screen.app.screen.query_one("#help").border_title) == "help: the dashboard"


async def test_an_empty_ledger(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    ledgers.Ledger.create(path).close()
    async with dashboard(path) as screen:
        assert "no policy in force" in heading(screen)
        for part in ("ageing", "year", "stages", "promises", "collected"):
            assert text(screen, part) == "nothing was sold, owed, paid or promised yet"
        assert text(screen, "blocked").startswith("there is no worklist yet")


async def test_a_ledger_that_is_gone(path: Path) -> None:
    async with driving(path) as screen:
        path.rename(path.with_suffix(".moved"))
        await screen.press("D")
        assert "was removed or replaced" in str(
            screen.app.screen.query_one("#said", Static).content
        )
        assert text(screen, "ageing") == "the ledger cannot be read"
        path.with_suffix(".moved").rename(path)
        await screen.press("R")
        assert cells(screen, "ageing")["outstanding"]


async def test_a_damaged_part_is_said_and_the_others_are_shown(books: Path) -> None:
    with ledgers.Ledger.open(books) as ledger:
        ledger.connection.execute("UPDATE worklist SET account_id = 9999 WHERE rank = 1")
    async with dashboard(books) as screen:
        assert "1 rows of the worklist are about accounts that cannot be read" in text(
            screen, "blocked"
        )
        assert cells(screen, "ageing")["outstanding"]


async def test_a_policy_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    ledgers.Ledger.create(path).close()
    publish(path, ledgers.POLICY)
    async with dashboard(path) as screen:
        assert "GBP" in heading(screen)
        assert text(screen, "ageing") == "nothing is open"
        assert text(screen, "year").startswith("no month with sales is over yet")
        assert "no promise was due in the last 30 days" in text(screen, "promises")


def test_what_waits_is_told_as_all_rows_would_tell_it(path: Path) -> None:
    with ledgers.Ledger.open(path) as ledger, ledger.reading():
        run, found = read_waits(ledger)
        assert found == waits(read_listing(ledger).rows)
        assert run.as_of == DAY
    assert found.blocked
    assert found.for_the_owner


def test_the_currency_that_most_accounts_owe_in_comes_first() -> None:
    def line(currency: str, accounts: int) -> Ageing:
        return Ageing(currency, accounts, 0, 0, (0,) * len(BUCKETS))

    lines = {code: line(code, accounts) for code, accounts in (("GBP", 2), ("EUR", 7), ("CHF", 2))}
    policy = Policy(
        id="p",
        title="P",
        version="1",
        effective_from=DAY,
        currencies=("GBP", "CHF", "EUR"),
        sha256="0" * 64,
        time_zone="UTC",
    )
    known = Parts(ageing=lines).currencies(Standing(DAY, 0, policy))
    assert known == ("EUR", "GBP", "CHF")
