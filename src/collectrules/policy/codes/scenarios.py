"""CR3xx: what can be said against scenarios. Their examples are pieces of a file of scenarios."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR301",
        "no-scenarios",
        "scenarios were looked for, and there are none",
        finds="A policy beside which no file of scenarios lies, or such a file without a scenario.",
        why="A test that tries nothing says nothing, and must not look like one that passed.",
        example="$ collectrules policy test policies/new.toml",
        instead="$ collectrules policy test policies/ready.toml",
    ),
    code(
        "CR302",
        "policy-not-found",
        "the policy that scenarios are about is not there",
        finds="A file of scenarios whose `policy` leads nowhere.",
        why="Nothing can be tried without it.",
        example="""
            policy = "raedy.toml"
        """,
        instead="""
            policy = "ready.toml"
        """,
    ),
    code(
        "CR303",
        "nothing-expected",
        "a scenario expects nothing, so it cannot fail",
        finds="A scenario without `expect`, or with a timeline in which no day expects anything.",
        why="It would pass whatever the policy says.",
        example="""
            [[scenario]]
            name  = "a week late"
            given = { days_past_due = 7 }
        """,
        instead="""
            [[scenario]]
            name  = "a week late"
            given = { days_past_due = 7 }
            expect.stage = "reminder"
        """,
    ),
    code(
        "CR304",
        "scenario-form",
        "a scenario has facts and a timeline, or what belongs to the other of the two",
        finds="A scenario with both `given` and `timeline`, or with `customer` beside `given`.",
        why="Facts that are given and facts that follow from a story could contradict each other.",
        example="""
            [[scenario]]
            name      = "a consumer"
            customer  = { debtor_kind = "consumer" }
            expect.late_fee = []
        """,
        instead="""
            [[scenario]]
            name  = "a consumer"
            given = { debtor_kind = "consumer" }
            expect.late_fee = []
        """,
    ),
    code(
        "CR305",
        "timeline-only",
        "a scenario of facts expects what only a timeline can tell",
        finds="An expectation about contacts or what was carried out, where there is no timeline.",
        why="Whether somebody may be contacted depends on what was done before, which facts do not say.",
        example="""
            [[scenario]]
            name  = "a week late"
            given = { days_past_due = 7 }
            expect.allowed = { call = true }
        """,
        instead="""
            [[scenario]]
            name  = "a week late"
            given = { days_past_due = 7 }
            expect.stage = "reminder"
        """,
    ),
    code(
        "CR306",
        "duplicate-name",
        "two scenarios have the same name, or two invoices or persons of one",
        finds="A name, an invoice number, or a number or an address of a person that is used twice.",
        why="What is said of one could not be told from what is said of the other.",
        example="""
            [[scenario]]
            name = "a week late"
            expect.stage = "reminder"

            [[scenario]]
            name = "a week late"
            expect.stage = "none"
        """,
        instead="""
            [[scenario]]
            name = "a week late"
            expect.stage = "reminder"

            [[scenario]]
            name = "due today"
            expect.stage = "none"
        """,
    ),
    code(
        "CR307",
        "unknown-rule",
        "a scenario names a rule that the policy does not have",
        finds="An id under `expect` that no rule of that section has.",
        why="The expectation could never be met, or be met by nothing.",
        example="""
            [[scenario]]
            name  = "a week late"
            given = { days_past_due = 7 }
            expect.stage = "remainder"
        """,
        instead="""
            [[scenario]]
            name  = "a week late"
            given = { days_past_due = 7 }
            expect.stage = "reminder"
        """,
    ),
    code(
        "CR308",
        "unknown-invoice",
        "a timeline speaks of an invoice that was not issued by then",
        finds="A number that no invoice of the timeline has on that day.",
        why="The payment or dispute would be lost.",
        example="""
            [[scenario.timeline]]
            on = 2026-03-01
            payment = { of = "A10", amount = 100.00 }
        """,
        instead="""
            [[scenario.timeline]]
            on = 2026-03-01
            invoice = { number = "A10", amount = 500.00, due = 2026-03-31 }
            payment = { of = "A10", amount = 100.00 }
        """,
    ),
    code(
        "CR309",
        "which-invoice",
        "a timeline has several invoices and does not say which it means",
        finds="A payment, dispute or expectation without `of`, where there are several invoices.",
        why="It would be guessed which of them is meant.",
        example="""
            [[scenario.timeline]]
            on = 2026-04-20
            payment = { amount = 100.00 }
        """,
        instead="""
            [[scenario.timeline]]
            on = 2026-04-20
            payment = { of = "A1", amount = 100.00 }
        """,
    ),
    code(
        "CR310",
        "not-given",
        "a fact is given that the policy decides, or that the scenario says elsewhere",
        finds="A fact under `given` that follows from the policy, such as `segment`, or the currency.",
        why="A scenario tries what the policy decides; given, it would be tried no more.",
        example="""
            [[scenario]]
            name  = "an ordinary customer"
            given = { segment = "standard" }
            expect.grace = "grace-standard"
        """,
        instead="""
            [[scenario]]
            name  = "an ordinary customer"
            given = { paid_last_12_months = 100.00 }
            expect.grace = "grace-standard"
        """,
    ),
    code(
        "CR311",
        "impossible",
        "facts are given that no account and no invoice can have together",
        finds="Facts under `given` that contradict each other.",
        why="What is decided for what cannot be says nothing of what can.",
        example="""
            [[scenario]]
            name  = "more left to pay than they owe"
            given = { balance = 500.00, outstanding_total = 200.00 }
            expect.stage = "none"
        """,
        instead="""
            [[scenario]]
            name  = "one of two invoices"
            given = { balance = 200.00, outstanding_total = 500.00 }
            expect.stage = "none"
        """,
    ),
    code(
        "CR312",
        "unknown-person",
        "a timeline speaks of a person whom it has not recorded by then",
        finds="A consent, a stop, hours or a contact of a person who is not known by that day.",
        why="What they said would count for nobody.",
        example="""
            customer = { person = { name = "Ana Diaz" } }

            [[scenario.timeline]]
            on   = 2026-03-01
            stop = { kind = "cease", person = "Anna Diaz" }
        """,
        instead="""
            customer = { person = { name = "Ana Diaz" } }

            [[scenario.timeline]]
            on   = 2026-03-01
            stop = { kind = "cease", person = "Ana Diaz" }
        """,
    ),
    code(
        "CR313",
        "which-person",
        "there are several persons, and it does not say which",
        finds="A consent, hours or an address without `person`, where there are two persons or more.",
        why="It would be a guess who said so.",
        example="""
            customer = { person = [{ name = "Ana Diaz" }, { name = "Ben Ray", role = "attorney" }] }

            [[scenario.timeline]]
            on            = 2026-03-01
            consent_given = { channel = "sms" }
        """,
        instead="""
            customer = { person = [{ name = "Ana Diaz" }, { name = "Ben Ray", role = "attorney" }] }

            [[scenario.timeline]]
            on            = 2026-03-01
            consent_given = { person = "Ana Diaz", channel = "sms" }
        """,
    ),
    code(
        "CR314",
        "unknown-reach",
        "a person is not reached there, or not over that channel",
        finds="A `to` that is no number and no address of the person, or one that the channel does not use.",
        why="A consent for a number counts for that number alone; so does what is known of where it is.",
        example="""
            customer = { person = { name = "Ana Diaz", phone = "+12125550123" } }

            [[scenario.timeline]]
            on            = 2026-03-01
            consent_given = { channel = "sms", to = "+12125550132" }
        """,
        instead="""
            customer = { person = { name = "Ana Diaz", phone = "+12125550123" } }

            [[scenario.timeline]]
            on            = 2026-03-01
            consent_given = { channel = "sms", to = "+12125550123" }
        """,
    ),
    code(
        "CR315",
        "no-address",
        "a name, a number or an address of a person is none",
        finds="A telephone number of no country, an e-mail address that is none, or a text that is too long.",
        why="The time zones of a person follow from their numbers, and the hours of contact from those.",
        example="""
            customer = { person = { name = "Ana Diaz", phone = "+1 212 55" } }
        """,
        instead="""
            customer = { person = { name = "Ana Diaz", phone = "+1 212 555 0123" } }
        """,
    ),
)
