"""What the parts of the dashboard say in words and numbers, one currency at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from textual.content import Content

from collectrules.policy.words import joined
from collectrules.reports.ageing import Ageing
from collectrules.reports.buckets import BUCKETS
from collectrules.reports.money_in import MoneyIn
from collectrules.reports.promised import Ahead, Promises
from collectrules.reports.stages import StageSum
from collectrules.reports.year import MonthFigures
from collectrules.tui.dashboard_reading import (
    LOOK_AHEAD,
    Collected,
    PromisesNow,
    Standing,
    WaitsOnList,
)
from collectrules.tui.figures_text import (
    amount,
    day_text,
    decimal,
    muted,
    paragraphs,
    several,
    share,
    table,
)

_NOTHING: Final = "nothing is open"
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def ageing_text(lines: Mapping[str, Ageing], currency: str, width: int) -> Content:
    """What is outstanding by days past due."""
    line = lines.get(currency)
    if line is None:
        return Content(_NOTHING)
    whole = sum(line.buckets)
    rows = [
        (name, amount(each, currency), share(each, whole))
        for name, each in zip(BUCKETS, line.buckets, strict=True)
    ]
    beside = (
        ("fees, interest", line.charges + line.interest),
        ("credit, unapplied", line.credit + line.unapplied),
    )
    rows += [(name, amount(each, currency), "") for name, each in beside if each]
    total = ("outstanding", amount(line.outstanding, currency), "")
    below = f"{amount(line.overdue, currency)} past due; {several(line.accounts, 'account')}"
    told = table(("days past due", currency, ""), rows, width, total=total)
    return Content("\n").join((told, muted(below)))


def year_text(months: Sequence[MonthFigures], left: int, width: int) -> Content:
    """Days sales outstanding and effectiveness month by month, the latest first; `left` are still read."""
    rows = [
        (
            f"{each.month.first:%Y-%m}",
            *(decimal(each.figures[key].value) for key in ("dso_count_back", "cei", "delinquency")),
        )
        for each in reversed(months)
    ]
    if not rows and not left:
        return Content("no month with sales is over yet")
    reading = muted(f"{several(left, 'month')} still being read ...") if left else Content("")
    told = table(("month", "DSO days", "CEI %", "past due %"), rows, width)
    return paragraphs(told, reading, muted("DSO is counted back from the end of the month"))


def collected_text(found: Collected, standing: Standing, currency: str, width: int) -> Content:
    """What came in by day, beside the week before."""
    money = found.money.get(currency, MoneyIn())
    today = standing.today
    rows = []
    for number, name in enumerate(WEEKDAYS):
        day = found.week.first + timedelta(days=number)
        was = money.by_day.get(day - timedelta(days=7), 0)
        now = "" if day > today else amount(money.by_day.get(day, 0), currency)
        rows.append((f"{name} {day:%d %b}", now, amount(was, currency)))
    so_far = (
        f"to {WEEKDAYS[today.weekday()]}",
        amount(money.through(found.week.first, today), currency),
        amount(money.through(found.before.first, today - timedelta(days=7)), currency),
    )
    whole = amount(money.through(found.before.first, found.before.last), currency)
    below = f"the whole week before: {whole} {currency}"
    if money.inferred:
        below += f"; {amount(money.inferred, currency)} of both weeks only seen in snapshots"
    return paragraphs(
        table((currency, "this week", "before"), rows, width, total=so_far), muted(below)
    )


def promises_text(found: PromisesNow, currency: str, width: int) -> Content:
    """Promises that fall due, and how the last ones were kept."""
    ahead = (
        ("due today", found.today),
        (f"next {LOOK_AHEAD} days", found.soon),
        ("later", found.later),
    )
    rows = []
    for name, by_currency in ahead:
        each = by_currency.get(currency, Ahead())
        rows.append(
            (name, f"{each.due:,}", amount(each.promised, currency), amount(each.paid, currency))
        )
    told = table(("promises", "", "promised", "paid so far"), rows, width)
    return paragraphs(told, _kept(found, currency, width))


def _kept(found: PromisesNow, currency: str, width: int) -> Content:
    was, days = found.lately.get(currency, Promises()), f"last {found.period.days} days"
    if not was.due:
        return muted(f"no promise was due in the {days}")
    rows = [
        ("kept", f"{was.kept:,}", share(was.kept, was.due)),
        ("broken", f"{was.due - was.kept:,}", share(was.due - was.kept, was.due)),
        ("paid in time", amount(was.paid, currency), share(was.paid, was.promised)),
    ]
    return table((days, currency, ""), rows, width)


def waits_text(found: WaitsOnList, width: int) -> Content:
    """How many rows of the list are blocked, by which rule, and when they are free; of all currencies."""
    waits = found.waits
    whole = f"{several(waits.rows, 'row')} of the list of {found.run.as_of}"
    owner = f"{several(waits.for_the_owner, 'row')} for the owner to approve"
    head = Content(f"{waits.blocked_rows:,} of {whole} are blocked; {owner}")
    if not waits.blocked:
        return head
    rows = [
        (each.rule if first else "", f"{count:,}", day_text(day))
        for each in waits.blocked
        for first, (day, count) in ((n == 0, pair) for n, pair in enumerate(each.free.items()))
    ]
    sums = [f"{amount(minor, code)} {code}" for code, minor in waits.amounts.items()]
    held = f"to collect on them: {joined(sums, 'and')}"
    return paragraphs(head, table(("blocked by", "rows", "free from"), rows, width), muted(held))


def stages_text(sums: Sequence[StageSum], currency: str, width: int) -> Content:
    """Accounts by the stage they stand on."""
    own = [each for each in sums if each.currency == currency]
    if not own:
        return Content(_NOTHING)
    rows = [
        (
            each.stage,
            f"{each.accounts:,}",
            amount(each.outstanding, currency),
            amount(each.overdue, currency),
        )
        for each in own
    ]
    total = (
        "together",
        f"{sum(each.accounts for each in own):,}",
        amount(sum(each.outstanding for each in own), currency),
        amount(sum(each.overdue for each in own), currency),
    )
    header = ("stage", "accounts", "outstanding", "past due")
    return table(header, rows, width, total=total)
