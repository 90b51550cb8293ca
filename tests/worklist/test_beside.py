"""Policies beside the main one: they judge those who are put under them, and nobody else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collectrules.errors import LedgerError, Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    AccountOpened,
    InvoiceIssued,
    OverrideEnded,
    OverrideSet,
    Placed,
    PlacementCovers,
    PolicyBeside,
    PolicyPublished,
)
from collectrules.ledger.policies import in_force
from collectrules.ledger.publishing import publish_checked
from collectrules.ledger.verify import verify
from collectrules.policy.load import parse
from collectrules.policy.model import Policy
from collectrules.worklist.in_flight import stages_in_use
from collectrules.worklist.listing import read_listing
from collectrules.worklist.outcomes import Blocked, log_contact
from collectrules.worklist.overrides import OverrideWanted, set_override
from collectrules.worklist.run import plan_day, run_day
from collectrules.worklist.run_result import RunResult
from collectrules.worklist.under import verdict_of
from collectrules.worklist.versions import policy_in_force

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
DUE = date(2026, 1, 1)


def text(id: str, version: str = "1", more: str = "", **stages: int) -> str:
    """A policy with stages by e-mail, each from so many days past due; `more` is TOML."""
    ladder = "\n".join(
        f'[[stage]]\nid = "{name}"\nwhen.days_past_due = {{ at_least = {days} }}\n'
        'action = { channel = "email", template = "x" }\n'
        for name, days in stages.items()
    )
    return f"""language = 1
[policy]
id = "{id}"
title = "{id}"
version = "{version}"
effective_from = 2026-01-01
currency = "USD"
{ladder}
{more}
"""


FEE = """[[late_fee]]
id = "{}-fee"
when.days_past_due = {{ at_least = 1 }}
charge = {{ amount = {} }}
"""
LIMIT = """[[contact_limit]]
id = "{}-limit"
channels = ["email"]
at_most = 1
within_days = {}
level = "hard"
"""
MAIN = text("main", reminder=5, letter=20)
OTHER = text("other", statement=2, reminder=40)


class Books:
    """A ledger with two accounts: the first owes 100.00 and 40.00, the second 70.00, all due on one day."""

    FIRST, SECOND, THIRD = 0, 1, 2

    def __init__(self, ledger: Ledger, main: str, other: str) -> None:
        self.ledger = ledger
        with ledger.writing(at=AT, by="ana") as book:
            self.main = self._publish(book, main)
            self.other = self._publish(book, other, beside=True)
            self.accounts = [
                book.append(AccountOpened(number, number, "business"), on=DUE)
                for number in ("001", "002")
            ]
            self.invoices = [
                book.append(
                    InvoiceIssued(
                        self.accounts[whose], number, "USD", amount, str(DUE), str(DUE), "x"
                    ),
                    on=DUE,
                )
                for whose, number, amount in ((0, "A", 10_000), (0, "B", 4_000), (1, "C", 7_000))
            ]

    @staticmethod
    def _publish(book: object, policy: str, *, beside: bool = False) -> int:
        data = policy.encode()
        return publish_checked(book, data, parse(data, "p.toml"), beside=beside).policy.seq

    def publish(self, policy: str, *, beside: bool = False) -> int:
        with self.ledger.writing(at=AT, by="ana") as book:
            return self._publish(book, policy, beside=beside)

    def put(self, late: int, invoice: int | None, account: int = 0, id: str = "other") -> int:
        chosen = None if invoice is None else self.invoices[invoice]
        event = OverrideSet(self.accounts[account], chosen, "policy", None, id, None, "contract")
        with self.ledger.writing(at=AT, by="ana") as book:
            return book.append(event, on=day(late))

    def end(self, seq: int, late: int) -> None:
        with self.ledger.writing(at=AT, by="ana") as book:
            book.append(OverrideEnded(seq, "over"), on=day(late))

    def in_force(self, late: int) -> tuple[Policy, int]:
        return policy_in_force(self.ledger, day(late))

    def run(self, late: int) -> RunResult:
        return run_day(self.ledger, *self.in_force(late), as_of=day(late), at=AT, by="ana")

    def log(self, late: int, account: int = 0, **more: object) -> list[tuple[object, ...]]:
        """Log an e-mail; returns the stages it carried out, with the version that asked for each."""
        policy, seq = self.in_force(late)
        at = datetime.combine(day(late), AT.timetz())
        logged = log_contact(
            self.ledger, seq, policy, account_id=self.accounts[account], channel="email",
            result="EM", at=at, by="ana", **more,
        )  # fmt: skip
        return self.rows(
            "SELECT n.number, s.stage, s.policy FROM stage_step AS s JOIN invoice AS n"
            f" ON n.seq = s.invoice_id WHERE s.seq > {logged.seq} AND s.step = 'done' ORDER BY s.seq"
        )

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.ledger.connection.execute(sql).fetchall()

    def worklist(self) -> list[tuple[object, ...]]:
        return self.rows(
            "SELECT n.number, w.rule, w.policy, w.to_collect FROM worklist AS w"
            " JOIN invoice AS n ON n.seq = w.invoice_id ORDER BY w.rank"
        )

    def due(self) -> list[tuple[object, ...]]:
        return self.rows(
            "SELECT n.number, s.stage, s.policy FROM stage_step AS s"
            " JOIN invoice AS n ON n.seq = s.invoice_id WHERE s.step = 'due' ORDER BY s.seq"
        )

    def events(self) -> int:
        return self.rows("SELECT count(*) FROM journal")[0][0]


def day(late: int) -> date:
    return DUE + timedelta(days=late)


def made(path: Path, main: str = MAIN, other: str = OTHER) -> Iterator[Books]:
    with Ledger.create(path / "books.db") as ledger:
        yield Books(ledger, main, other)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    yield from made(tmp_path)


def test_each_judges_its_own_and_a_row_is_for_each(books: Books) -> None:
    books.put(0, Books.FIRST)
    result = books.run(10)
    assert books.due() == [
        ("B", "reminder", books.main),
        ("C", "reminder", books.main),
        ("A", "statement", books.other),
    ]
    assert result.worklist == {"reminder": 2, "statement": 1}
    assert {(number, rule, seq) for number, rule, seq, _ in books.worklist()} == {
        ("A", "statement", books.other),
        ("B", "reminder", books.main),
        ("C", "reminder", books.main),
    }
    (beside,) = result.beside
    assert (beside.policy.id, beside.seq, beside.accounts, beside.invoices) == (
        "other",
        books.other,
        1,
        1,
    )
    assert (result.evaluation.invoices, result.evaluation.accounts) == (3, 3)
    assert verify(books.ledger) == []


def test_a_whole_account_is_under_another_policy(books: Books) -> None:
    books.put(0, None)
    assert books.run(3).stages == {"statement": 2}
    (row,) = read_listing(books.ledger).rows
    assert (row.rule, row.policy_seq, row.next_action) == ("statement", books.other, "e-mail (x)")
    assert row.why == "A: 3 days past due (at least 2)"


def test_nobody_is_under_a_policy_that_is_only_published(books: Books) -> None:
    assert books.run(3).beside == ()
    assert books.run(10).worklist == {"reminder": 2}


def test_twice_is_once_also_with_fees_by_both(tmp_path: Path) -> None:
    """Both charge 5.00 and 7.00 on the day, which the account's two rows both ask for."""
    for books in made(tmp_path, MAIN + FEE.format("m", "5.00"), OTHER + FEE.format("o", "7.00")):
        books.put(0, Books.FIRST)
        policy, seq = books.in_force(10)
        planned = plan_day(books.ledger, policy, seq, as_of=day(10), at=AT, by="ana")
        first = books.run(10)
        assert planned == first
        assert first.charges.amounts == {"USD": 1_700}
        listed, events = books.worklist(), books.events()
        assert [row[3] for row in listed] == [15_200, 15_200, 7_500]
        again = books.run(10)
        assert (again.charges.count, again.stages) == (0, {})
        assert (books.worklist(), books.events()) == (listed, events)
        charged = books.rows("SELECT rule, policy FROM charge ORDER BY seq")
        assert charged == [("m-fee", books.main), ("m-fee", books.main), ("o-fee", books.other)]


@pytest.mark.parametrize("beside", [False, True])
def test_what_is_placed_is_not_asked_for_and_neither_is_what_it_is_charged(
    tmp_path: Path, beside: bool
) -> None:
    """Of 140.00 the agency has 100.00; 40.00 and its fee of 5.00 are asked for, that day and any other."""
    for books in made(tmp_path, MAIN + FEE.format("m", "5.00"), OTHER + FEE.format("o", "7.00")):
        if beside:
            books.put(0, None, account=1)
        placed = Placed(books.accounts[0], "USD", "agency", "25", 10_000, 7_500, "", books.main)
        with books.ledger.writing(at=AT, by="ana") as book:
            covers = PlacementCovers(book.append(placed, on=day(3)), books.invoices[0], 10_000)
            book.append(covers, on=day(3))
        for _ in "ab":
            books.run(10)
            assert [row[3] for row in books.worklist() if row[0] == "B"] == [4_500]


def test_what_is_placed_is_not_asked_for_where_another_account_is_let_go(tmp_path: Path) -> None:
    """The 70.00 of the second account are let go first; of the first, 40.00 and their fee are asked for."""
    small = (
        '[[write_off]]\nid = "rest"\nwhen.overdue_total = { at_most = 70.00 }\napproval = "none"\n'
    )
    for books in made(tmp_path, MAIN + FEE.format("m", "5.00") + small, OTHER):
        placed = Placed(books.accounts[0], "USD", "agency", "25", 10_000, 7_500, "", books.main)
        with books.ledger.writing(at=AT, by="ana") as book:
            covers = PlacementCovers(book.append(placed, on=day(3)), books.invoices[0], 10_000)
            book.append(covers, on=day(3))
        for _ in "ab":
            books.run(10)
            assert books.worklist() == [("B", "reminder", books.main, 4_500)]


def test_a_write_off_by_one_is_known_to_the_others(tmp_path: Path) -> None:
    """What the policy beside lets go leaves less than 120.00 overdue, so the main one lets its own go too."""
    small = '[[write_off]]\nid = "{}"\nwhen.overdue_total = {{ at_most = {} }}\napproval = "none"\n'
    own = '[[write_off]]\nid = "own"\nwhen.balance = { at_most = 40.00 }\napproval = "none"\n'
    for books in made(tmp_path, MAIN + small.format("rest", "100.00"), OTHER + own):
        books.put(0, Books.SECOND)
        books.put(0, None, account=1)
        assert books.run(10).write_offs.count == 2
        assert books.rows("SELECT note FROM posting ORDER BY seq") == [("own",), ("rest",)]
        assert books.worklist() == [("C", "statement", books.other, 7_000)]
        events = books.events()
        books.run(10)
        assert books.events() == events


def test_the_list_is_in_the_order_of_the_main_policy(tmp_path: Path) -> None:
    order = '[worklist]\norder = ["customer_age_days", "to_collect"]\n'
    mine = '[worklist]\norder = ["score"]\n'
    for books in made(tmp_path, MAIN + order, OTHER + mine):
        with books.ledger.writing(at=AT, by="ana") as book:
            old = book.append(AccountOpened("000", "old", "business"), on="2020-01-01")
            book.append(InvoiceIssued(old, "D", "USD", 100, str(DUE), str(DUE), "x"), on=DUE)
        books.put(0, None, account=1)
        books.run(10)
        assert [row[0] for row in books.worklist()] == ["D", "A", "C"]


def test_a_stage_the_other_policy_does_not_have_begins_the_ladder_anew_each_way(
    books: Books,
) -> None:
    """To the other policy, back, and to it again: each time the ladder is climbed from its foot."""
    books.run(5)
    assert ("A", "reminder", books.main) in books.log(5)
    books.run(20)
    assert ("A", "letter", books.main) in books.log(20)
    first = books.put(21, Books.FIRST)
    assert books.run(21).moved == 1
    assert books.log(21) == [("A", "statement", books.other)]
    books.end(first, 22)
    assert books.run(22).moved == 1
    assert ("A", "reminder", books.main) in books.log(22)
    assert books.run(23).moved == 0
    assert ("A", "letter", books.main) in books.log(23)
    books.put(24, Books.FIRST)
    assert books.run(24).moved == 1
    assert books.log(24) == [("A", "statement", books.other)]
    assert verify(books.ledger) == []


def test_a_stage_both_have_stays(books: Books) -> None:
    books.run(5)
    books.log(5)
    books.put(6, Books.FIRST)
    assert books.run(6).moved == 0
    assert stages_in_use(books.ledger.connection, day(6)) == {"reminder": 2}


def test_a_contact_carries_out_the_stages_of_each_ladder(books: Books) -> None:
    books.put(0, Books.FIRST)
    books.run(10)
    assert books.log(10) == [("B", "reminder", books.main), ("A", "statement", books.other)]


def test_a_stage_that_is_named_waits_on_one_of_the_ladders(books: Books) -> None:
    books.put(0, Books.FIRST)
    books.run(10)
    with pytest.raises(Exception, match="no invoice of the account waits at a stage `letter`"):
        books.log(10, stage="letter")
    assert books.log(10, stage="statement") == [("A", "statement", books.other)]


@pytest.mark.parametrize(("main", "other"), [(7, 3), (3, 7)])
def test_the_stricter_limit_counts(tmp_path: Path, main: int, other: int) -> None:
    for books in made(tmp_path, MAIN + LIMIT.format("m", main), OTHER + LIMIT.format("o", other)):
        books.put(0, Books.FIRST)
        books.run(10)
        books.log(10)
        books.log(10, account=1)
        policy, seq = books.in_force(12)
        at = datetime.combine(day(12), AT.timetz())
        verdicts = [
            verdict_of(books.ledger, policy, account, "email", at) for account in books.accounts
        ]
        assert [verdict.allowed_from for verdict in verdicts] == [day(17), day(10 + main)]
        with pytest.raises(Blocked):
            books.log(12)
        books.run(39)
        books.log(39)
        result = books.run(41)
        rows = {row.account: row for row in read_listing(books.ledger).rows}
        assert rows["001"].allowed_from == day(46)
        assert result.blocked == sum(not row.allowed for row in rows.values())
        assert seq == books.main


def test_with_none_in_force_the_override_is_named(books: Books) -> None:
    seq = books.put(0, Books.FIRST, id="ghost")
    with pytest.raises(LedgerError) as error:
        books.run(3)
    assert error.value.message == (
        f"invoice `A` is put under `ghost` by event {seq}, but no policy `ghost` has been published "
        "beside the main one"
    )
    with books.ledger.writing(at=AT, by="ana") as book:
        book.append(PolicyBeside("ghost"), on=DUE)
        later = text("ghost").encode()
        sha256 = hashlib.sha256(later).hexdigest()
        book.append(PolicyPublished("ghost", "1", 1, sha256, later.decode()), on=day(4))
    with pytest.raises(LedgerError, match="no version of `ghost` is in force on 2026-01-04"):
        books.run(3)
    assert books.run(4).beside[0].policy.id == "ghost"


def test_who_is_put_under_what_is_not_beside_is_refused(books: Books) -> None:
    for id, from_on, said in (
        ("main", day(0), "no policy `main` has been published beside the main one"),
        ("another", day(0), "no policy `another` has been published beside"),
        ("other", day(-1), "no version of `other` is in force on 2025-12-31"),
    ):
        wanted = OverrideWanted(
            account_id=books.accounts[0],
            kind="policy",
            policy_id=id,
            reason="contract",
            from_on=from_on,
        )
        with pytest.raises(Refused, match=said):
            set_override(books.ledger, wanted, at=AT, by="ana")


def test_a_policy_beside_is_never_the_one_in_force(books: Books) -> None:
    assert in_force(books.ledger, day(0)).id == "main"
    books.publish(text("other", "2", statement=2), beside=True)
    assert in_force(books.ledger, day(0)).id == "main"
    assert in_force(books.ledger, day(0), beside="other").version == "2"


def test_an_id_is_published_in_one_way(books: Books) -> None:
    with pytest.raises(LedgerError, match="`other` was published beside the main policy before"):
        books.publish(text("other", "2"))
    with pytest.raises(LedgerError, match="`main` was published as the main policy before"):
        books.publish(text("main", "2"), beside=True)


def test_a_further_version_of_a_policy_beside_judges_and_settles_its_own(books: Books) -> None:
    books.put(0, Books.FIRST)
    books.run(3)
    assert books.log(3) == [("A", "statement", books.other)]
    moving = text("other", "2", letter=3, reminder=40).replace(
        'version = "2"', 'version = "2"\nin_flight = { move = { statement = "letter" } }'
    )
    second = books.publish(moving, beside=True)
    result = books.run(41)
    assert (result.moved, result.beside[0].seq) == (1, second)
    assert ("A", "reminder", second) in books.due()
    assert books.run(41).moved == 0
