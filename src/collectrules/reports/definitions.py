"""The figures of `report kpi`, each with its formula and where that is from."""

from __future__ import annotations

from typing import Final

from collectrules.reports.figures import Definition

_FIGURES: Final = (
    Definition(
        "dso",
        "days sales outstanding",
        "days",
        "receivables at the end / sales of the period x days of the period",
        "How many days of sales are not paid yet. It rises when sales fall, though nobody pays later: "
        "compare it with the count-back figure.",
        "the usual formula, as by growfin and simulalo; 10,000 / 30,000 x 30 days = 10",
    ),
    Definition(
        "dso_count_back",
        "days sales outstanding, count-back",
        "days",
        "from the end back, month by month: sales are taken off the receivables and their days counted, "
        "of the last month the share that is needed",
        "How far back the sales reach that are not paid yet, if the oldest are paid first: a good or a bad "
        "month does not bend it. It counts calendar months back from the end, also from before the period.",
        "the count-back or exhaustion method, as by benjipays.com: 212,000 after sales of 70,000, 80,000 and "
        "100,000 in months of 30 days = 73.71",
    ),
    Definition(
        "dso_best_possible",
        "best possible days sales outstanding",
        "days",
        "receivables not yet due at the end / sales of the period x days of the period",
        "What days sales outstanding would be if nobody paid late. Credit and unapplied cash are taken off.",
        "as by growfin; 8,000 / 30,000 x 30 days = 8",
    ),
    Definition(
        "average_days_delinquent",
        "average days delinquent",
        "days",
        "past due at the end / sales of the period x days of the period, which is days sales outstanding - "
        "best possible days sales outstanding",
        "The days that lateness costs.",
        "as by growfin; 10 - 8 = 2",
    ),
    Definition(
        "delinquency",
        "share past due",
        "%",
        "past due at the end / receivables at the end x 100",
        "Credit and unapplied cash are taken off the receivables, not off what is past due, so it can be "
        "above 100.",
        "as by simulalo; 482 / 1,290 = 37.36 (the source prints 37.3)",
    ),
    Definition(
        "cei",
        "collection effectiveness index",
        "%",
        "(receivables before + sales / N - receivables at the end) / "
        "(receivables before + sales / N - receivables at the end not yet due) x 100",
        "Of what could be collected in the period, how much was; 100 is all of it. N is 1, so that all "
        "sales of the period count; some authors divide by its months (`--cei-months`), and the two differ.",
        "as by gaviti.com (N = 1): 980,000 / 1,000,000 = 98; by creditguru.com (N = 3): 55.93",
    ),
    Definition(
        "promises_kept",
        "promises kept",
        "%",
        "promises due in the period that were paid in full and in time / promises due in it x 100",
        "By count. In time is by the day promised, and `--grace` days after it.",
        "no standard; 7 of 10 due = 70",
    ),
    Definition(
        "promises_kept_by_value",
        "promises kept, by value",
        "%",
        "what was paid in time on promises due in the period / what was promised for it x 100",
        "Of each promise no more than was promised counts.",
        "no standard; 3,900 / 5,000 = 78",
    ),
    Definition(
        "recovery_rate",
        "recovery rate",
        "%",
        "money that came in the period on debts written off before or in it / written off in it x 100",
        "What came in is mostly on earlier years' debts, so it can be above 100.",
        "recoveries beside charge-offs of the same period, as banks report them (FFIEC 031, schedule RI-B)",
    ),
    Definition(
        "placement_cost",
        "cost of placement",
        "%",
        "what agencies and lawyers kept in the period / what came in by way of them x 100",
        "Compare it with the share that the policy expects, and with what is left by writing off.",
        "no standard; a share of 25 on 100 recovered = 25",
    ),
)

DEFINITIONS: Final[dict[str, Definition]] = {each.key: each for each in _FIGURES}
"""By their keys, in the order in which they are told."""

ROLL_RATE: Final = Definition(
    "roll_rate",
    "roll rate",
    "%",
    "what is in a bucket at the end of a month / what was in the one before it a month earlier x 100",
    "How much of an age grows older instead of being paid. Into the last bucket only what came "
    "into it in the month counts. The rate of a period adds up its months before it divides. A month of 31 "
    "days can carry an invoice past a bucket of 30, so single months swing.",
    "no standard; 100,000 current, 8,000 a month later 1-30 = 8",
)
