"""Whether a dispute came within the days that Regulation F gives: 12 CFR 1006.34(b)(5).

Until 30 days after the first letter was received, which is taken to be five days after it was sent,
Saturdays, Sundays and federal holidays left out (RF-24, R2). The working is beside each case.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.compliance.whom import Whom
from collectrules.ledger.events import AccountChanged, Reversed
from collectrules.ledger.publishing import publish_checked
from collectrules.ledger.stops import stops
from collectrules.policy.load import parse
from collectrules.worklist.dispute_periods import Told, periods_of
from tests.compliance.cases import Case, case
from tests.compliance.past import HEAD


@pytest.fixture
def reg_f() -> Iterator[Case]:
    with case("us-reg-f") as made:
        yield made


def told(books: Case) -> list[Told | None]:
    """What is told of each stop, in the order of their days."""
    found = stops(books.ledger.connection)
    periods = periods_of(books.ledger, found)
    return [periods.get(each.seq) for each in found]


@pytest.mark.parametrize(
    ("sent", "received", "last"),
    [
        # Tue 6 October: Wed 7, Thu 8, Fri 9; Mon 12 is Columbus Day; Tue 13, Wed 14. October has 31 days.
        ("2026-10-06", "2026-10-14", "2026-11-13"),
        # Wed 25 November: Thu 26 is Thanksgiving; Fri 27, Mon 30, Tue 1, Wed 2, Thu 3 December.
        ("2026-11-25", "2026-12-03", "2027-01-02"),
        # Thu 24 December: Fri 25 is Christmas; Mon 28 to Thu 31; Fri 1 January is New Year; Mon 4.
        ("2026-12-24", "2027-01-04", "2027-02-03"),
        # Wed 1 July: Thu 2; Fri 3 is the day off for the 4th, a Saturday; Mon 6 to Thu 9.
        ("2026-07-01", "2026-07-09", "2026-08-08"),
        # Sat 9 May: Mon 11 to Fri 15.
        ("2026-05-09", "2026-05-15", "2026-06-14"),
    ],
)
def test_until_which_day_they_may_dispute(reg_f: Case, sent: str, received: str, last: str) -> None:
    letter = reg_f.tried(f"{sent}T10:00", "ML")
    day_after = date.fromisoformat(last) + timedelta(days=1)
    reg_f.stop("dispute", f"{last}T23:59")
    reg_f.stop("dispute", f"{day_after}T00:00")
    in_time, late = told(reg_f)
    assert in_time
    assert (in_time.rule, in_time.letter) == ("us-reg-f:validation", letter)
    assert (str(in_time.begun_on), str(in_time.received_on)) == (sent, received)
    assert (str(in_time.last_on), in_time.within) == (last, True)
    assert (in_time.cite[:20], in_time.confidence) == ("12 CFR 1006.34(b)(5)", "secondary")
    assert late
    assert (str(late.last_on), late.within) == (last, False)


def test_the_first_letter_begins_it_and_no_later_one(reg_f: Case) -> None:
    first = reg_f.tried("2026-05-09T10:00", "ML")
    reg_f.tried("2026-06-01T10:00", "ML")
    reg_f.stop("dispute", "2026-06-15T10:00")
    (found,) = told(reg_f)
    assert found
    assert (found.letter, found.within) == (first, False)
    reg_f.plant(Reversed(first, "never sent"), "2026-06-16T10:00")
    (found,) = told(reg_f)
    assert found
    assert (str(found.begun_on), found.within) == ("2026-06-01", True)


def test_before_any_letter_there_is_no_period(reg_f: Case) -> None:
    reg_f.tried("2026-05-09T10:00", "EM")
    reg_f.stop("dispute", "2026-05-10T10:00")
    reg_f.tried("2026-05-11T10:00", "ML")
    reg_f.stop("cease", "2026-05-12T10:00")
    assert told(reg_f) == [None, None]


def test_a_letter_to_somebody_else_begins_none(reg_f: Case) -> None:
    reg_f.tried("2026-05-09T10:00", "ML", Whom(reg_f.other))
    reg_f.stop("dispute", "2026-05-20T10:00", person=reg_f.debtor)
    reg_f.stop("dispute", "2026-05-20T10:00", person=reg_f.other)
    reg_f.stop("dispute", "2026-05-20T10:00")
    assert [each and each.within for each in told(reg_f)] == [None, True, True]


@pytest.mark.parametrize("more", [{"debtor": "business"}, {"collects_for": "self"}])
def test_the_law_is_about_consumers_and_for_who_collects_for_others(more: dict[str, str]) -> None:
    with case("us-reg-f", **more) as books:
        books.tried("2026-05-09T10:00", "ML")
        books.stop("dispute", "2026-05-20T10:00")
        assert told(books) == [None]


def test_who_became_a_consumer_before_the_dispute_is_one() -> None:
    with case("us-reg-f", debtor="business") as books:
        books.tried("2026-05-09T10:00", "ML")
        books.plant(AccountChanged(books.account, "Ash", "consumer"), "2026-05-21T10:00")
        books.stop("dispute", "2026-05-20T10:00")
        books.stop("dispute", "2026-05-21T10:00")
        assert [each and each.within for each in told(books)] == [None, True]


def test_a_voluntary_pack_has_its_period_too() -> None:
    with case('{ id = "us-reg-f", voluntary = true }', collects_for="self") as books:
        books.tried("2026-05-09T10:00", "ML")
        books.stop("dispute", "2026-05-20T10:00")
        assert [each and str(each.last_on) for each in told(books)] == ["2026-06-14"]


def test_calls_go_on_in_the_period_until_there_is_a_dispute(reg_f: Case) -> None:
    """12 CFR 1006.38(d)(2): the period closes nothing, a dispute does, until the debt is verified."""
    reg_f.tried("2026-05-09T10:00", "ML")
    assert reg_f.free("2026-05-20T10:00") == "yes"
    reg_f.stop("dispute", "2026-05-20T11:00")
    assert reg_f.free("2026-05-20T12:00") == "never"
    assert reg_f.free("2026-05-20T12:00", "letter", Whom(purpose="verification")) == "yes"


OWN = """
[[dispute_period]]
id = "ours"
begun_by = ["letter"]
days_after_receipt = {days}
"""


@pytest.mark.parametrize(
    ("days", "rule", "last"),
    [
        # A letter of Saturday 9 May: the pack's ends on 14 June, ours so many days after 9 May.
        (45, "ours", "2026-06-23"),
        (37, "ours", "2026-06-15"),
        (36, "us-reg-f:validation", "2026-06-14"),
        (10, "us-reg-f:validation", "2026-06-14"),
    ],
)
def test_of_a_policys_own_and_its_packs_the_longer_counts(days: int, rule: str, last: str) -> None:
    with case("us-reg-f") as books:
        revise(books, 'packs = ["us-reg-f"]', OWN.format(days=days))
        books.tried("2026-05-09T10:00", "ML")
        books.stop("dispute", "2026-05-20T10:00")
        (found,) = told(books)
        assert found
        assert (found.rule, str(found.last_on)) == (rule, last)
        assert found.confidence == ("own" if rule == "ours" else "secondary")


def test_a_policy_without_packs_may_have_one_of_its_own() -> None:
    """Of what businesses owe: 14 days after two working days. Fri 8 May: Mon 11, Tue 12; until 26 May."""
    more = 'received_after_working_days = 2\ndebtor = "business"\ncite = "our terms, 7"\n'
    ours = OWN.format(days=14) + more
    with case("us-reg-f", debtor="business") as books:
        revise(books, "", ours)
        books.tried("2026-05-08T10:00", "ML")
        books.stop("dispute", "2026-05-26T23:00")
        books.stop("dispute", "2026-05-27T00:00")
        in_time, late = told(books)
        assert in_time
        assert late
        assert (str(in_time.received_on), str(in_time.last_on)) == ("2026-05-12", "2026-05-26")
        assert (in_time.within, late.within) == (True, False)
        assert (in_time.cite, in_time.confidence) == ("our terms, 7", "own")
    with case("us-reg-f") as books:
        revise(books, "", ours)
        books.tried("2026-05-08T10:00", "ML")
        books.stop("dispute", "2026-05-26T23:00")
        assert told(books) == [None]


def test_it_lasts_as_the_policy_reads_on_the_day_of_the_dispute() -> None:
    """Letter of 9 May: 14 days until 23 May; from 22 May on 30 days, until 8 June."""
    dated = "[{ from = 2026-02-01, is = 14 }, { from = 2026-05-22, is = 30 }]"
    with case("us-reg-f") as books:
        revise(books, "", OWN.format(days=dated))
        books.tried("2026-05-09T10:00", "ML")
        books.stop("dispute", "2026-05-21T10:00")
        books.stop("dispute", "2026-05-22T10:00")
        assert [each and str(each.last_on) for each in told(books)] == ["2026-05-23", "2026-06-08"]


def test_where_it_differs_by_currency_the_longest_counts() -> None:
    with case("us-reg-f") as books:
        ours = OWN.format(days="{ EUR = 10, USD = 20 }")
        revise(books, "", ours, currency='["EUR", "USD"]')
        books.tried("2026-05-09T10:00", "ML")
        books.stop("dispute", "2026-05-20T10:00")
        assert [each and str(each.last_on) for each in told(books)] == ["2026-05-29"]


def revise(books: Case, head: str, rules: str, currency: str = '"EUR"') -> None:
    """A second version of the policy from February on."""
    text = HEAD.format(id="p", version="2", begins="2026-02-01", zone=books.zone)
    text = text.replace('"EUR"', currency) + f'collects_for = "others"\n{head}\n{rules}'
    with books.ledger.writing(at=books.at("2026-01-15T08:00"), by="owner") as book:
        publish_checked(book, text.encode(), parse(text.encode(), "p.toml"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(1, 60)), min_size=1, max_size=3),
    st.dates(date(2026, 3, 1), date(2026, 9, 30)),
)
def test_the_last_day_is_the_last_that_any_period_lets_them(
    periods: list[tuple[int, int]], sent: date
) -> None:
    """Counted day by day: Saturdays and Sundays are no working days."""
    rules = "".join(
        OWN.format(days=days).replace("ours", f"ours-{n}")
        + f"received_after_working_days = {working}\n"
        for n, (working, days) in enumerate(periods)
    )
    with case("us-reg-f") as books:
        revise(books, "", rules)
        books.tried(f"{sent}T10:00", "ML")
        books.stop("dispute", f"{sent}T11:00")
        (found,) = told(books)
        assert found
        assert found.last_on == max(_slowly(sent, *each) for each in periods)


def _slowly(sent: date, working: int, days: int) -> date:
    day = sent
    while working:
        day += timedelta(days=1)
        working -= day.weekday() < 5
    for _ in range(days):
        day += timedelta(days=1)
    return day
