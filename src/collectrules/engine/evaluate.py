"""A whole ledger judged: SQL gathers the facts and asks, row by row, what the row's class decides.

Sections depend on each other in one order: segment, grace, and then all that may ask for days past
grace. What comes out are temporary tables; of the facts they have those that are read later:

    account_fact   the facts of an account in one currency, its segment, score, and kind (see `Decider`)
    invoice_fact   the facts of an open invoice, days_past_grace, and the number of what is decided for it
    decision       number, currencies (position in the policy's groups),
                   stops_stage, stops_late_fee, stops_interest, stops_write_off,
                   interest, write_off (positions or NULL),
                   stage (position of the next one or NULL), passes_over, wait_days, closed
    late_fee_of    decision, rule (position): every late fee that holds
    fee_limit_of   decision, rule (position): every limit of late fees that holds
    hold_of        decision, rule (position): every hold that stands
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from collectrules.charges.fees import fee_facts
from collectrules.engine.classes import quoted
from collectrules.engine.decisions import Decider
from collectrules.engine.gather import Facts, Moment, gather_books, prepare_facts
from collectrules.engine.judge import engine_name
from collectrules.engine.scratch import answer_by, fresh
from collectrules.engine.shared import changed_since, shared_accounts_sql
from collectrules.policy.facts import FACTS
from collectrules.policy.meaning import stopped_days_facts
from collectrules.policy.model import SECTIONS, STOPPABLE, Policy

_DECISION_TABLES: Final = {
    "decision": "number INTEGER PRIMARY KEY, currencies INTEGER, "
    "stops_stage INTEGER, stops_late_fee INTEGER, stops_interest INTEGER, stops_write_off INTEGER, "
    "interest INTEGER, write_off INTEGER, stage INTEGER, passes_over INTEGER, wait_days INTEGER, "
    "closed INTEGER",
    "late_fee_of": "decision INTEGER, rule INTEGER, PRIMARY KEY (decision, rule)",
    "fee_limit_of": "decision INTEGER, rule INTEGER, PRIMARY KEY (decision, rule)",
    "hold_of": "decision INTEGER, rule INTEGER, PRIMARY KEY (decision, rule)",
}
_ALWAYS_READ: Final = (
    "currency", "overdue_total", "oldest_days_past_due",
    "balance", "days_past_due", "late_when_first_seen", "placed", "stage", "days_since_stage",
    "passed_over",
)  # fmt: skip
"""The facts that a run reads whatever the policy asks for."""

_NET_OF: Final = "currency || ' ' || overdue_total || ' ' || days_past_due"
"""SQL for what `expected_net` is worked out from."""

STAGE_IS_DUE: Final = """(
    d.stage IS NOT NULL AND NOT d.stops_stage AND NOT d.closed
    AND (j.stage = 'none' OR j.days_since_stage >= d.wait_days)
)"""
"""SQL for whether the next stage of an invoice `j` with decision `d` is to be taken now."""


def any_decided(connection: sqlite3.Connection, what: str) -> bool:
    """Whether SQL about a decision `d` is true of any: where it is of none, no invoice need be looked at."""
    (found,) = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM decision AS d WHERE {what})"
    ).fetchone()
    return bool(found)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was judged: how many, in how many classes, by which engine."""

    engine: str
    accounts: int
    invoices: int
    classes: dict[str, int]
    unjudged: dict[str, int]
    """Accounts owing in a currency the policy does not serve, by currency."""


def facts_read(*policies: Policy) -> Facts:
    """The facts that a run under some policies reads, those left out that these decide themselves."""
    read = {*_ALWAYS_READ, *(name for policy in policies for name in policy.order)}
    for _, group in (group for policy in policies for group in policy.groups):
        read |= {*stopped_days_facts(group)}
        if group.write_off:
            read |= {"plan", "settlement"}
        rules = [rule for name in SECTIONS for rule in group.section(name)]
        read |= {condition.fact for rule in rules for condition in rule.conditions}
        for fee in group.late_fee:
            read |= {*fee_facts(fee.charge), *fee_facts(fee.limit)}
        for limit in group.fee_limit:
            read |= {*fee_facts(limit.most)}
    return Facts(read)


@dataclass(slots=True)
class Evaluator:
    """A ledger under judgement by one policy as of one moment; its answer is in the tables named above."""

    connection: sqlite3.Connection
    policy: Policy
    moment: Moment
    known: Decider | None = None
    """What the same policy has decided on other days, where the day makes no difference to it."""
    facts: Facts = field(init=False)
    decider: Decider = field(init=False)
    unjudged: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Judge everything there is."""
        self.facts = facts_read(self.policy)
        self.decider = self.known or Decider(self.policy, self.moment.as_of)
        answers = {
            "decided_segment": self.decider.segments.__getitem__,
            "decided_score": self.decider.scores.__getitem__,
            "decided_kind": self.decider.kinds.__getitem__,
            "decided_grace": self.decider.graces.__getitem__,
            "decided_net": self.decider.nets.__getitem__,
            "decided_number": self.decider.numbers.__getitem__,
        }
        answer_by(self.connection, "decided", self.decider, answers)
        prepare_facts(
            self.connection,
            self.facts,
            more_of_accounts=("segment", "score", "kind", *self._grace_of_account()),
            more_of_invoices=(*self._derived(), "decision"),
            beside=[name for name in self._beside_invoices() if name != "currency"],
        )
        fresh(self.connection, _DECISION_TABLES)
        self.unjudged = self._judge_all()

    def again(self, accounts: Sequence[int]) -> None:
        """Judge some accounts anew, because something was written for them; the others stay as they are."""
        chosen = f"({', '.join(map(str, accounts))})"
        self.connection.execute(f"DELETE FROM invoice_fact WHERE account_id IN {chosen}")
        self.connection.execute(f"DELETE FROM account_fact WHERE account_id IN {chosen}")
        self._judge(replace(self.moment, accounts=tuple(accounts)))

    def result(self) -> Evaluation:
        """How many were judged, in how many classes, by which engine."""
        return Evaluation(
            engine=engine_name(),
            accounts=self._number("SELECT count(*) FROM account_fact"),
            invoices=self._number("SELECT count(*) FROM invoice_fact"),
            classes=self.decider.classes,
            unjudged=self.unjudged,
        )

    def _number(self, sql: str) -> int:
        (number,) = self.connection.execute(sql).fetchone()
        return int(number)

    def _judge_all(self) -> dict[str, int]:
        """As `_judge`, from the books as they were gathered for all policies where they still say so."""
        moment = self.moment
        changed = changed_since(self.connection, moment, self.facts)
        if changed is None:
            return self._judge(moment)
        mine = changed if moment.accounts is None else changed & {*moment.accounts}
        shared = shared_accounts_sql(self.facts, moment, without=mine)
        unjudged = Counter(self._decide(moment, shared))
        if mine:
            unjudged += Counter(self._judge(replace(moment, accounts=tuple(sorted(mine)))))
        return dict(sorted(unjudged.items()))

    def _judge(self, moment: Moment) -> dict[str, int]:
        """Facts and decisions for the accounts of a moment, added to what is in the tables already.

        Returns how many accounts owe in each currency that the policy does not serve: they are left out.
        """
        gather_books(self.connection, moment, self.facts)
        return self._decide(moment, self.facts.accounts_sql(self.moment.ours))

    def _decide(self, moment: Moment, accounts: str) -> dict[str, int]:
        """As `_judge`, from the books as they are gathered; `accounts` is SQL for the facts of accounts."""
        after = self._number("SELECT coalesce(max(rowid), 0) FROM account_fact")
        self.connection.execute(self._accounts(accounts), moment.parameters)
        unjudged = self._leave_out_unserved()
        self.connection.execute(self._invoices(after), moment.parameters)
        self._write_decisions()
        return unjudged

    def _leave_out_unserved(self) -> dict[str, int]:
        unserved = f"currency NOT IN ({', '.join('?' * len(self.policy.currencies))})"
        found = self.connection.execute(
            f"SELECT currency, count(*) FROM account_fact WHERE {unserved} GROUP BY currency",
            self.policy.currencies,
        ).fetchall()
        if found:
            self.connection.execute(
                f"DELETE FROM account_fact WHERE {unserved}", self.policy.currencies
            )
        return dict(found)

    def _accounts(self, accounts: str) -> str:
        """SQL that fills `account_fact`: the facts, then the segment, then the score that may ask for it.

        LIMIT -1 keeps SQLite from folding one SELECT into the next, which would work out each fact
        again wherever it is named.
        """
        decider = self.decider
        grace = f", {self._grace()}" if self._grace_of_account() else ""
        return f"""
            INSERT INTO account_fact
            SELECT *, decided_score({decider.score_classes.sql(str)}),
                   decided_kind({decider.account_classes.sql(str)}){grace}
            FROM (
                SELECT *, decided_segment({decider.segment_classes.sql(str)}) AS segment
                FROM ({accounts} LIMIT -1)
                LIMIT -1
            )
            """

    def _invoices(self, after: int) -> str:
        """SQL that fills `invoice_fact` for the accounts after a row: facts, days past grace, decision."""
        columns, overridden = ", ".join(self.facts.invoice_columns), self._overridden()
        beside = self._beside_invoices()
        ours = self.moment.ours
        facts = f"{self.facts.invoices_sql(beside, after, ours, overridden=overridden)} LIMIT -1"
        if "expected_net" in self._derived():
            facts = f"SELECT *, decided_net({_NET_OF}) AS expected_net FROM ({facts}) LIMIT -1"
        class_ = self.decider.joint_sql(str, "kind", "left_out" if overridden else "")
        grace = next(iter(self._grace_of_account()), self._grace())
        return f"""
            INSERT INTO invoice_fact
            SELECT {columns}, {", ".join(self._derived())}, decided_number({class_})
            FROM (
                SELECT *, days_past_due - {self._stopped_days(overridden=overridden)}
                          - {f"coalesce(own_grace, {grace})" if overridden else grace} AS days_past_grace
                FROM ({facts})
                LIMIT -1
            )
            """

    def _grace(self) -> str:
        """SQL for the days of grace that the policy gives."""
        return f"decided_grace({self.decider.grace_classes.sql(str)})"

    def _grace_of_account(self) -> tuple[str, ...]:
        """The column of an account for its days of grace, where these depend on nothing of an invoice."""
        asked = self.decider.grace_classes.facts
        return ("grace",) if all(FACTS[fact].subject == "account" for fact in asked) else ()

    def _overridden(self) -> bool:
        """Whether any invoice has, or had, an override that its decision depends on."""
        either = "EXISTS (SELECT 1 FROM left_out) OR EXISTS (SELECT 1 FROM own_grace)"
        return bool(self._number(f"SELECT {either}"))

    def _stopped_days(self, *, overridden: bool) -> str:
        """SQL for the days on which the clock was stopped, by currency where the policy differs."""
        sums = {
            currency: _days_stopped(read, overridden=overridden)
            for currencies, read in self.policy.groups
            for currency in currencies
        }
        if not self._clock_differs():
            return f"({sums[self.policy.currencies[0]]})"
        cases = " ".join(f"WHEN {quoted(code)} THEN {days}" for code, days in sums.items())
        return f"CASE currency {cases} END"

    def _clock_differs(self) -> bool:
        return len({stopped_days_facts(read) for _, read in self.policy.groups}) > 1

    def _derived(self) -> tuple[str, ...]:
        """The facts of invoices that the policy decides itself and somebody reads."""
        read = {fact for classes in self.decider.all_classes for fact in classes.facts}
        return ("days_past_grace", *(fact for fact in ("expected_net",) if fact in read))

    def _beside_invoices(self) -> tuple[str, ...]:
        """What of an account is read with each invoice: its grace, or what grace asks for, and its kind."""
        asked = self.decider.grace_classes.facts
        own = [fact for fact in asked if FACTS[fact].subject == "account"]
        of_account = list(self._grace_of_account()) or own
        if "expected_net" in self._derived():
            of_account += ["currency", "overdue_total"]
        if self._clock_differs():
            of_account.append("currency")
        return ("kind", *dict.fromkeys(of_account))

    def _write_decisions(self) -> None:
        numbered = self.decider.decisions
        self.connection.executemany(
            "INSERT OR IGNORE INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number,
                    each.group,
                    *(what in each.stops for what in STOPPABLE),
                    each.interest,
                    each.write_off,
                    each.stage,
                    each.passes_over,
                    each.wait_days,
                    each.closed,
                )
                for each, number in numbered.items()
            ],
        )
        fees = [(number, rule) for each, number in numbered.items() for rule in each.late_fees]
        limits = [(number, rule) for each, number in numbered.items() for rule in each.fee_limits]
        holds = [(number, rule) for each, number in numbered.items() for rule in each.holds]
        for table, rows in (("late_fee_of", fees), ("fee_limit_of", limits), ("hold_of", holds)):
            self.connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", rows)


def _days_stopped(policy: Policy, *, overridden: bool) -> str:
    """SQL for the days on which a hold had stopped the clock, or an invoice was left out; each day once."""
    by_holds = stopped_days_facts(policy)
    sums = [*by_holds, *(("days_left_out",) if overridden else ())]
    twice = " - days_left_out_disputed" if overridden and "days_disputed" in by_holds else ""
    return (" + ".join(sums) or "0") + twice
