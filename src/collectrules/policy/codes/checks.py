"""CR201 to CR209: what is doubtful in a policy that can be read, proved or shown by an example."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR201",
        "never-holds",
        "a rule can never hold",
        severity="warning",
        finds="A rule whose conditions contradict each other, so that no account and no invoice can ever "
        "meet them all.",
        why="It looks as if something were decided or charged, and it never is.",
        example="""
            [[priority]]
            id = "newly-late"
            when.oldest_days_past_due = { at_least = 30, at_most = 21 }
            score = 30
        """,
        instead="""
            [[priority]]
            id = "newly-late"
            when.oldest_days_past_due = { at_least = 1, at_most = 21 }
            score = 30
        """,
    ),
    code(
        "CR202",
        "hidden-rule",
        "a rule never decides, because those above it always decide first",
        severity="warning",
        finds="A rule of a section in which the first that holds decides, where whatever it asks for is "
        "taken by one rule above it, or by several of them together.",
        why="Its number is never used. It is often the more careful rule of the two, put below the general "
        "one by mistake.",
        example="""
            [[grace]]
            id = "business"
            when.debtor_kind = "business"
            days = 5

            [[grace]]
            id = "consumer"
            when.debtor_kind = "consumer"
            days = 10

            [[grace]]
            id = "everyone"
            days = 14
        """,
        instead="""
            [[grace]]
            id = "business"
            when.debtor_kind = "business"
            days = 5

            [[grace]]
            id = "everyone"
            days = 10
        """,
    ),
    code(
        "CR203",
        "gap",
        "a section that should always decide leaves something undecided",
        severity="warning",
        finds="Stages that hold up to a day only, after which an invoice that was not taken in time is on no "
        "stage, for ever or until a later one begins. Late fees of which one ends on a day and another "
        "begins days after.",
        why="An invoice in the gap is left alone for no reason that anybody wrote down.",
        example="""
            [[stage]]
            id = "reminder"
            when.days_past_due = { at_least = 1, at_most = 10 }
            action = { channel = "email", template = "reminder" }

            [[stage]]
            id = "call"
            when.days_past_due = { at_least = 20 }
            action = { channel = "call", script = "first-call" }
        """,
        instead="""
            [[stage]]
            id = "reminder"
            when.days_past_due = { at_least = 1 }
            action = { channel = "email", template = "reminder" }

            [[stage]]
            id = "call"
            when.days_past_due = { at_least = 20 }
            action = { channel = "call", script = "first-call" }
        """,
    ),
    code(
        "CR204",
        "conflict",
        "two rules of equal rank hold at once and say different things",
        severity="warning",
        finds="Two rules of a section in which every rule that holds counts, which can both hold for the "
        "same invoice and ask for what cannot both be meant.",
        why="What happens then depends on how the program is made, not on what you decided.",
        example="""
            [[hold]]
            id = "dispute"
            when.disputed = true
            stops = ["stage"]
            clock = "stopped"

            [[hold]]
            id = "dispute-of-a-consumer"
            when.disputed = true
            when.debtor_kind = "consumer"
            stops = ["stage"]
            clock = "running"
        """,
        instead="""
            [[hold]]
            id = "dispute"
            when.disputed = true
            stops = ["stage"]
            clock = "stopped"
        """,
    ),
    code(
        "CR205",
        "unreachable-stage",
        "a stage of the ladder cannot be reached, or cannot be left",
        severity="warning",
        finds="A stage that no invoice can come to by way of the stages before it, or from which no later "
        "stage can be taken.",
        why="The ladder ends earlier than it reads: what stands above is never done.",
        example="""
            [[stage]]
            id = "letter"
            when.days_past_due = { at_least = 30 }
            when.stage = "call"
            action = { channel = "letter", template = "formal-letter" }

            [[stage]]
            id = "call"
            when.days_past_due = { at_least = 15 }
            when.stage = "letter"
            action = { channel = "call", script = "first-call" }
        """,
        instead="""
            [[stage]]
            id = "call"
            when.days_past_due = { at_least = 15 }
            action = { channel = "call", script = "first-call" }

            [[stage]]
            id = "letter"
            when.days_past_due = { at_least = 30 }
            when.stage = "call"
            action = { channel = "letter", template = "formal-letter" }
        """,
    ),
    code(
        "CR206",
        "impossible-wait",
        "a stage's wait is so long that its conditions are over before it ends",
        severity="warning",
        finds="A `wait_days` that, counted from the earliest day the stage before can be carried out, ends "
        "after the last day on which the stage's own conditions hold.",
        why="Even when everything is done on its first day, the stage always comes too late and is never "
        "taken.",
        example="""
            [[stage]]
            id = "reminder"
            when.days_past_due = { at_least = 10 }
            action = { channel = "email", template = "reminder" }

            [[stage]]
            id = "call"
            when.days_past_due = { at_least = 12, at_most = 20 }
            wait_days = 14
            action = { channel = "call", script = "first-call" }

            [[stage]]
            id = "letter"
            when.days_past_due = { at_least = 40 }
            action = { channel = "letter", template = "formal-letter" }
        """,
        instead="""
            [[stage]]
            id = "reminder"
            when.days_past_due = { at_least = 10 }
            action = { channel = "email", template = "reminder" }

            [[stage]]
            id = "call"
            when.days_past_due = { at_least = 12 }
            wait_days = 7
            action = { channel = "call", script = "first-call" }

            [[stage]]
            id = "letter"
            when.days_past_due = { at_least = 40 }
            action = { channel = "letter", template = "formal-letter" }
        """,
    ),
    code(
        "CR207",
        "open-base",
        "a percentage is taken of more than what is late, or of a sum that moves",
        severity="warning",
        finds="A late fee on `outstanding_total`, which has invoices in it that are not due yet. One on a "
        "total with invoices in dispute in it, where a hold stops the fees of those. One on "
        "`invoice_amount` that is charged again and again, also for what has been paid meanwhile. A limit "
        "that is a percentage of `balance`, which falls as the customer pays.",
        why="The customer is charged for money that is not late, and can say so. Every percentage names what "
        "it is taken `of`, and no base has earlier fees in it; what else is in it is easily overlooked.",
        example="""
            [[late_fee]]
            id = "monthly"
            when.days_past_due = { at_least = 1 }
            charge = { percent = 1.5, of = "invoice_amount" }
            repeat = "monthly"
        """,
        instead="""
            [[late_fee]]
            id = "monthly"
            when.days_past_due = { at_least = 1 }
            charge = { percent = 1.5, of = "balance" }
            repeat = "monthly"
        """,
    ),
    code(
        "CR208",
        "looser-than-pack",
        "a limit allows more than a pack the policy names",
        severity="warning",
        finds="A contact limit, a fee or another number of the policy that is less strict than the same one "
        "in a compliance pack it lists under `packs`, for an account that both are about.",
        why="A policy may be stricter than a pack and never looser. What the pack says counts, and the "
        "policy reads as if more were allowed.",
        example="""
            packs = ["us-massachusetts"]

            [[contact_limit]]
            id = "calls"
            channels = ["call"]
            at_most = 10
            within_days = 7
        """,
        instead="""
            packs = ["us-massachusetts"]

            [[contact_limit]]
            id = "calls"
            channels = ["call"]
            at_most = 2
            within_days = 7
        """,
    ),
    code(
        "CR209",
        "cadence",
        "the ladder asks for more contacts than the limits allow",
        severity="warning",
        finds="Days on which the stages of the ladder, each taken as early as it can be, ask for more "
        "contacts than a limit of the policy or of one of its packs allows. The days are shown.",
        why="Staff would find accounts on their list that they may not contact, and the ladder would lag "
        "behind what it says.",
        example="""
            [[stage]]
            id = "reminder"
            when.days_past_due = { at_least = 1 }
            action = { channel = "email", template = "reminder" }

            [[stage]]
            id = "call"
            when.days_past_due = { at_least = 2 }
            action = { channel = "call", script = "first-call" }

            [[contact_limit]]
            id = "once-a-week"
            channels = ["call", "email"]
            at_most = 1
            within_days = 7
        """,
        instead="""
            [[stage]]
            id = "reminder"
            when.days_past_due = { at_least = 1 }
            action = { channel = "email", template = "reminder" }

            [[stage]]
            id = "call"
            when.days_past_due = { at_least = 8 }
            wait_days = 7
            action = { channel = "call", script = "first-call" }

            [[contact_limit]]
            id = "once-a-week"
            channels = ["call", "email"]
            at_most = 1
            within_days = 7
        """,
    ),
)
