"""CR150 to CR167: rules as a whole, and rules beside each other; those about contacts are in `contacts`."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR150",
        "duplicate-id",
        "two rules of a section have the same id",
        finds="An id that an earlier rule of the same section has.",
        why="Fees, stages and explanations name their rule by its id: of two with the same one, nobody "
        "could say which it was, and the ledger would charge only one of them.",
        example="""
            [[priority]]
            id = "large"
            when.overdue_total = { at_least = 1_000.00 }
            score = 10

            [[priority]]
            id = "large"
            when.overdue_total = { at_least = 5_000.00 }
            score = 50
        """,
        instead="""
            [[priority]]
            id = "large"
            when.overdue_total = { at_least = 1_000.00 }
            score = 10

            [[priority]]
            id = "very-large"
            when.overdue_total = { at_least = 5_000.00 }
            score = 50
        """,
    ),
    code(
        "CR151",
        "reserved-id",
        "an id has a meaning of its own",
        finds="A stage that is called `none`.",
        why="`none` is what the fact `stage` is before the first stage was carried out.",
        example="""
            [[stage]]
            id = "none"
            action = { channel = "email", template = "reminder" }
        """,
        instead="""
            [[stage]]
            id = "reminder"
            action = { channel = "email", template = "reminder" }
        """,
    ),
    code(
        "CR152",
        "segment-open",
        "some accounts would be in no segment",
        finds="A last `[[segment]]` that has conditions.",
        why="The first segment that holds decides. An account for which none holds would be in none, and "
        "no rule could ask about it.",
        example="""
            [[segment]]
            id = "consumer"
            when.debtor_kind = "consumer"
        """,
        instead="""
            [[segment]]
            id = "consumer"
            when.debtor_kind = "consumer"

            [[segment]]
            id = "standard"
        """,
    ),
    code(
        "CR153",
        "grace-open",
        "some invoices would have no days of grace",
        finds="A last `[[grace]]` that has conditions.",
        why="The first grace that holds decides. Whether an invoice for which none holds has no grace, or "
        "was forgotten, should be written down.",
        example="""
            [[grace]]
            id = "business"
            when.debtor_kind = "business"
            days = 10
        """,
        instead="""
            [[grace]]
            id = "business"
            when.debtor_kind = "business"
            days = 10

            [[grace]]
            id = "everyone"
            days = 0
        """,
    ),
    code(
        "CR154",
        "charge-form",
        "a charge is neither a sum, nor a percentage, nor any other form",
        finds="A `charge` in none of the forms the language has.",
        why="A number alone does not say whether it is an amount or a percentage.",
        example="""
            [[late_fee]]
            id = "flat"
            charge = 40.00
        """,
        instead="""
            [[late_fee]]
            id = "flat"
            charge = { amount = 40.00 }
        """,
    ),
    code(
        "CR155",
        "band-open",
        "a band without a limit is not the last, or the last one has a limit",
        finds="Bands that do not end with one that has an `amount` alone, or one of those before without "
        "a `below`.",
        why="Above the last limit nothing would be charged, or the bands after an open one would never "
        "count.",
        example="""
            [[late_fee]]
            id = "by-size"
            charge = { bands = [{ below = 1_000.00, amount = 40.00 }], of = "balance" }
        """,
        instead="""
            [[late_fee]]
            id = "by-size"
            charge = { bands = [{ below = 1_000.00, amount = 40.00 }, { amount = 70.00 }], of = "balance" }
        """,
    ),
    code(
        "CR156",
        "band-order",
        "the limits of bands do not rise",
        finds="A band whose `below` is not larger than that of the band before it.",
        why="The first band that fits decides, so the smaller one would never count.",
        example="""
            [[late_fee]]
            id = "by-size"
            charge = { of = "balance", bands = [
                { below = 900.00, amount = 25.00 },
                { below = 100.00, amount = 10.00 },
                { amount = 40.00 },
            ] }
        """,
        instead="""
            [[late_fee]]
            id = "by-size"
            charge = { of = "balance", bands = [
                { below = 100.00, amount = 10.00 },
                { below = 900.00, amount = 25.00 },
                { amount = 40.00 },
            ] }
        """,
    ),
    code(
        "CR157",
        "action-form",
        "an action is neither a contact nor a placement nor a task",
        finds="An `action` with none of `channel`, `place_with` and `task`.",
        why="Staff could not be told what to do.",
        example="""
            [[stage]]
            id = "call"
            action = { script = "first-call" }
        """,
        instead="""
            [[stage]]
            id = "call"
            action = { channel = "call", script = "first-call" }
        """,
    ),
    code(
        "CR158",
        "clock-without-dates",
        "a hold stops the clock for something whose days are not recorded",
        finds='A hold with `clock = "stopped"` that does not ask for something the ledger keeps the days '
        "of, such as a dispute.",
        why="How many days to leave out could not be said later on.",
        example="""
            [[hold]]
            id = "promise"
            when.promise = "open"
            stops = ["stage"]
            clock = "stopped"
        """,
        instead="""
            [[hold]]
            id = "promise"
            when.promise = "open"
            stops = ["stage"]
            clock = "running"
        """,
    ),
    code(
        "CR159",
        "rate-form",
        "a rate is neither agreed nor a reference rate with a margin",
        finds="A `rate` in none of the forms the language has.",
        why="A number alone does not say whether it is for a year or a month, or fixed at all.",
        example="""
            [[interest]]
            id = "late"
            rate = 8
        """,
        instead="""
            [[interest]]
            id = "late"
            rate = { percent = 8, per = "year" }
        """,
    ),
    code(
        "CR160",
        "offer-form",
        "an offer is none or several of a plan, a settlement and a discount",
        finds="An `[[offer]]` without a `plan`, a `settlement` or a `discount`, or with more than one.",
        why="Staff could not say what is offered, or which part of it was accepted.",
        example="""
            [[offer]]
            id = "thanks"
            approval = "owner"
        """,
        instead="""
            [[offer]]
            id = "thanks"
            discount = { percent = 1, on = "next-invoice" }
            approval = "owner"
        """,
    ),
    code(
        "CR161",
        "bad-bucket",
        "a bucket of days past due is written in a way that is not known",
        finds="A `bucket` that is neither `current`, nor a range such as `1-30`, nor open such as `over 90`.",
        why="What lies in it could not be told, and the books would be wrong by it.",
        example="""
            [[provision]]
            bucket = "one to thirty"
            percent = 2
        """,
        instead="""
            [[provision]]
            bucket = "1-30"
            percent = 2
        """,
    ),
    code(
        "CR162",
        "bucket-overlap",
        "a day past due lies in two buckets",
        finds="Two buckets that have a day in common.",
        why="What is due on that day would be provided for twice.",
        example="""
            [[provision]]
            bucket = "1-30"
            percent = 2

            [[provision]]
            bucket = "30-60"
            percent = 10
        """,
        instead="""
            [[provision]]
            bucket = "1-30"
            percent = 2

            [[provision]]
            bucket = "31-60"
            percent = 10
        """,
    ),
    code(
        "CR163",
        "unknown-late-fee",
        "no late fee above the rule has this id",
        finds="A name under `less` that no late fee above the rule has.",
        why="Nothing would be taken off, and the customer charged twice.",
        example="""
            [[late_fee]]
            id = "five"
            charge = { percent = 5, of = "invoice_amount" }

            [[late_fee]]
            id = "ten"
            charge = { percent = 10, of = "invoice_amount" }
            less = ["fife"]
        """,
        instead="""
            [[late_fee]]
            id = "five"
            charge = { percent = 5, of = "invoice_amount" }

            [[late_fee]]
            id = "ten"
            charge = { percent = 10, of = "invoice_amount" }
            less = ["five"]
        """,
    ),
    code(
        "CR164",
        "bounds-crossed",
        "the most that is charged is less than the least",
        finds="A charge whose `at_most` is smaller than its `at_least`.",
        why="No amount lies between them; one of the two was meant otherwise.",
        example="""
            [[late_fee]]
            id = "five"
            charge = { percent = 5, of = "invoice_amount", at_least = 50.00, at_most = 5.00 }
        """,
        instead="""
            [[late_fee]]
            id = "five"
            charge = { percent = 5, of = "invoice_amount", at_least = 5.00, at_most = 50.00 }
        """,
    ),
    code(
        "CR165",
        "limit-form",
        "a limit is neither a sum nor a percentage",
        finds="A `limit` in none of the forms the language has.",
        why="A bare number does not say whether it is an amount or a share of something.",
        example="""
            [[late_fee]]
            id = "each-day"
            charge = { amount = 1.00 }
            repeat = "daily"
            limit = 30.00
        """,
        instead="""
            [[late_fee]]
            id = "each-day"
            charge = { amount = 1.00 }
            repeat = "daily"
            limit = { amount = 30.00 }
        """,
    ),
    code(
        "CR166",
        "counted-twice",
        "a fee that is charged again counts each time what it counted before",
        finds="A repeated fee whose charge counts days or months that the repetition counts too.",
        why="The second charge would hold the first one again: 1.00, then 2.00 on top, then 3.00.",
        example="""
            [[late_fee]]
            id = "each-day"
            charge = { amount = 1.00, for_each = "days_past_due" }
            repeat = "daily"
        """,
        instead="""
            [[late_fee]]
            id = "each-day"
            charge = { amount = 1.00 }
            repeat = "daily"
        """,
    ),
    code(
        "CR167",
        "charged-on-each",
        "each invoice of an account would be charged for the whole account",
        finds="A charge taken of the whole account in a rule that charges each of its invoices.",
        why="Who owes three invoices would pay three times for the same sum.",
        example="""
            [[late_fee]]
            id = "notice"
            charge = { percent = 1, of = "overdue_total" }
        """,
        instead="""
            [[late_fee]]
            id = "notice"
            charge = { percent = 1, of = "overdue_total" }
            per = "account"
        """,
    ),
)
