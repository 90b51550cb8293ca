"""CR140 to CR149: what the conditions of a rule ask for."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR140",
        "unknown-fact",
        "no fact is called so",
        finds="A condition on something that is not in the catalogue of facts.",
        why="The rule would ask for what nobody knows. `collectrules policy facts` lists what can be asked.",
        example="""
            [[stage]]
            id = "reminder"
            when.days_pastdue = { at_least = 10 }
            action = { channel = "email", template = "reminder" }
        """,
        instead="""
            [[stage]]
            id = "reminder"
            when.days_past_due = { at_least = 10 }
            action = { channel = "email", template = "reminder" }
        """,
    ),
    code(
        "CR141",
        "unknown-comparison",
        "no comparison is called so",
        finds="A comparison other than `at_least`, `at_most`, `above`, `below` and `not`.",
        why="Signs such as `>=` are easily misread, so the language has a word for each and no other.",
        example="""
            [[priority]]
            id = "large"
            when.overdue_total = { gte = 1_000.00 }
            score = 50
        """,
        instead="""
            [[priority]]
            id = "large"
            when.overdue_total = { at_least = 1_000.00 }
            score = 50
        """,
    ),
    code(
        "CR142",
        "wrong-comparison",
        "a fact that is not a number is compared as if it were one",
        finds="`at_least`, `at_most`, `above` or `below` on a word or on what is true or false.",
        why="Words have no order, so the condition has no meaning.",
        example="""
            [[priority]]
            id = "broken"
            when.promise = { at_least = "broken" }
            score = 100
        """,
        instead="""
            [[priority]]
            id = "broken"
            when.promise = "broken"
            score = 100
        """,
    ),
    code(
        "CR143",
        "unit",
        "what counts whole things is compared with a part of one, or given one",
        finds="Days, invoices or promises that are compared with a number that has decimals; a time of day "
        "with seconds that are not 00.",
        why="There is no half day in the ledger; whether 2.5 was meant as 2 or as 3 only you know.",
        example="""
            [[priority]]
            id = "slow"
            when.average_days_late = { at_least = 2.5 }
            score = 10
        """,
        instead="""
            [[priority]]
            id = "slow"
            when.average_days_late = { at_least = 3 }
            score = 10
        """,
    ),
    code(
        "CR144",
        "wrong-subject",
        "a rule that judges an account asks for something of an invoice",
        finds="A segment or a priority, which judge an account with all its invoices, that asks for what "
        "each invoice has for itself.",
        why="An account with three invoices has three answers.",
        example="""
            [[priority]]
            id = "old"
            when.days_past_due = { at_least = 60 }
            score = 40
        """,
        instead="""
            [[priority]]
            id = "old"
            when.oldest_days_past_due = { at_least = 60 }
            score = 40
        """,
    ),
    code(
        "CR145",
        "not-decided-yet",
        "a rule asks for what the policy decides only after it",
        finds="A segment that asks for the segment, a grace that asks for days past grace, or a hold that "
        "stops the clock and asks for what the clock decides.",
        why="The answer would depend on itself.",
        example="""
            [[grace]]
            id = "late-already"
            when.days_past_grace = { at_least = 1 }
            days = 0

            [[grace]]
            id = "everyone"
            days = 5
        """,
        instead="""
            [[grace]]
            id = "late-already"
            when.days_past_due = { at_least = 6 }
            days = 0

            [[grace]]
            id = "everyone"
            days = 5
        """,
    ),
    code(
        "CR146",
        "unknown-segment",
        "no segment has this id",
        finds="A condition on a segment that the policy does not have.",
        why="No account would ever be in it, so the rule would never hold.",
        example="""
            [[segment]]
            id = "standard"

            [[grace]]
            id = "patient"
            when.segment = "key-acount"
            days = 10

            [[grace]]
            id = "everyone"
            days = 5
        """,
        instead="""
            [[segment]]
            id = "key-account"
            when.paid_last_12_months = { at_least = 50_000.00 }

            [[segment]]
            id = "standard"

            [[grace]]
            id = "patient"
            when.segment = "key-account"
            days = 10

            [[grace]]
            id = "everyone"
            days = 5
        """,
    ),
    code(
        "CR147",
        "unknown-stage",
        "no stage has this id",
        finds="A condition, or the ceiling of the ladder, that names a stage the policy does not have.",
        why="No invoice would ever be on it.",
        example="""
            [[stage]]
            id = "agency"
            when.days_past_due = { at_least = 90 }
            action = { place_with = "northgate", contingency_percent = 25 }

            [[write_off]]
            id = "uncollectable"
            when.stage = "agencies"
            approval = "owner"
        """,
        instead="""
            [[stage]]
            id = "agency"
            when.days_past_due = { at_least = 90 }
            action = { place_with = "northgate", contingency_percent = 25 }

            [[write_off]]
            id = "uncollectable"
            when.stage = "agency"
            approval = "owner"
        """,
    ),
)
