"""CR120 to CR139: single values, and what is said of the policy as such."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR120",
        "wrong-type",
        "a value of another kind is needed here",
        finds="A text where a number is needed, a number where a text is needed, a moment where a day is "
        "needed, and so on; also `nan` and `inf`, which TOML allows and no amount is.",
        why="What was meant can often be guessed, and a guess about money is wrong some day.",
        example="""
            [[grace]]
            id = "everyone"
            days = "5"
        """,
        instead="""
            [[grace]]
            id = "everyone"
            days = 5
        """,
    ),
    code(
        "CR121",
        "empty",
        "a text, a list or a group of conditions has nothing in it",
        finds="Quotes, brackets or braces with nothing between them, where something has to be.",
        why="An empty list may mean none or all, and both have been meant.",
        example="""
            [[hold]]
            id = "promise"
            when.promise = "open"
            stops = []
            clock = "running"
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
        "CR122",
        "duplicate",
        "a list names the same thing twice",
        finds="A list, such as the currencies or what a hold stops, with the same word in it twice.",
        why="The second was most likely meant to be another one, which is now missing.",
        example='currency = ["GBP", "EUR", "GBP"]',
        instead='currency = ["GBP", "EUR", "USD"]',
    ),
    code(
        "CR123",
        "control-character",
        "a text has a character that no screen shows",
        finds="A character in a text that moves the cursor, rings the bell or turns the direction of "
        "writing; or a line break in a text that has to be one line.",
        why="Such a text looks different from what it is, on the screen of staff or in a letter.",
        example=r'title = "Harbour\u0007 Supplies"',
        instead='title = "Harbour Supplies"',
    ),
    code(
        "CR124",
        "out-of-range",
        "a number is too small or too large to make sense",
        finds="Days of grace below 0, a percentage above 100, a wait of more than ten years, an amount no "
        "ledger takes.",
        why="It is nearly always a slip: a missing dot, 0.02 for 2 per cent, a minus sign.",
        example="""
            [[late_fee]]
            id = "monthly"
            charge = { percent = 1000, of = "balance" }
        """,
        instead="""
            [[late_fee]]
            id = "monthly"
            charge = { percent = 1, of = "balance" }
        """,
    ),
    code(
        "CR125",
        "too-many-decimals",
        "an amount or a percentage has more decimals than it can have",
        finds="An amount with more decimals than its currency has, or a percentage with more than six.",
        why="It would have to be rounded somewhere, and nobody could say where.",
        example="""
            [[late_fee]]
            id = "flat"
            charge = { amount = 12.505 }
        """,
        instead="""
            [[late_fee]]
            id = "flat"
            charge = { amount = 12.51 }
        """,
    ),
    code(
        "CR126",
        "unknown-word",
        "a word is none of those that can stand here, or not yet",
        finds="A word that is not in the list of words a key or a fact can have; also one that "
        "the ledger does not know enough for yet, such as a limit `per` person.",
        why="A condition on a word that never comes would never hold.",
        example="""
            [[priority]]
            id = "broken"
            when.promise = "brocken"
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
        "CR127",
        "bad-id",
        "an id has characters that no id has",
        finds="An id with capital letters, spaces, signs or more than 64 characters.",
        why="Ids are typed in commands, stand in file names and are compared letter by letter.",
        example='id = "Harbour Supplies"',
        instead='id = "harbour-supplies"',
    ),
    code(
        "CR128",
        "bad-fraction",
        "a share is written in a way that is not known",
        finds='A `loss` that is not two whole numbers with a stroke between them, such as `"2/23"`; also one '
        "of which the second is 0.",
        why="A share that no decimal says exactly would be wrong by its last digits on every invoice.",
        example="""
            [[provision]]
            bucket = "31-60"
            loss = "2 of 23"
        """,
        instead="""
            [[provision]]
            bucket = "31-60"
            loss = "2/23"
        """,
    ),
    code(
        "CR130",
        "unknown-currency",
        "no currency has this code",
        finds="A currency that is not among the codes of ISO 4217, or not in capital letters.",
        why="How many decimals an amount has depends on it.",
        example='currency = "POUNDS"',
        instead='currency = "GBP"',
    ),
    code(
        "CR131",
        "mixed-decimals",
        "the policy's currencies differ in their decimals",
        finds="A list of currencies of which one has cents and another has none.",
        why="An amount of the policy is meant in each of them alike, and 12.50 cannot be meant in yen.",
        example='currency = ["GBP", "JPY"]',
        instead='currency = ["GBP", "EUR"]',
    ),
    code(
        "CR132",
        "unknown-time-zone",
        "no time zone is called so",
        finds="A `time_zone` that is not in the IANA database.",
        why="A day late begins at midnight, and it has to be known whose.",
        example='time_zone = "London"',
        instead='time_zone = "Europe/London"',
    ),
    code(
        "CR133",
        "out-of-order",
        "a day or an hour comes before the one it should follow",
        finds="A `review_by` that is not after `effective_from`, dated values that are not in the order of "
        "their days, or hours of contact whose `until` is not after their `from`.",
        why="A policy cannot be due for review before it counts, and hours that end before they begin never "
        "are; one of the two is a slip.",
        example="""
            effective_from = 2026-07-01
            review_by = 2026-01-01
        """,
        instead="""
            effective_from = 2026-07-01
            review_by = 2027-01-01
        """,
    ),
    code(
        "CR134",
        "value-gap",
        "a dated value begins after the policy does",
        finds="A list of dated values of which the first counts from a later day than `effective_from`.",
        why="Between the two days nobody could say what the value is.",
        example="""
            [[late_fee]]
            id = "fixed-sum"
            charge = { amount = [{ from = 2026-07-01, is = 40.00 }, { from = 2027-01-01, is = 45.00 }] }
        """,
        instead="""
            [[late_fee]]
            id = "fixed-sum"
            charge = { amount = [{ from = 2026-01-01, is = 40.00 }, { from = 2027-01-01, is = 45.00 }] }
        """,
    ),
    code(
        "CR135",
        "unknown-pack",
        "no compliance pack has this id",
        finds="A name under `packs` that no shipped pack has.",
        why="The limits you count on would not be there.",
        example="""
            packs = ["uk-late-paymnet"]
        """,
        instead="""
            reason = "No pack covers our trade; what the law asks is in the limits below."
        """,
    ),
    code(
        "CR136",
        "in-flight-form",
        "what becomes of invoices in flight is neither a word nor a table of moves",
        finds="An `in_flight` that is neither `keep`, nor `restart`, nor says where invoices move.",
        why="Invoices on a stage that goes could be lost from the ladder, or begin it again unseen.",
        example="""
            in_flight = true
        """,
        instead="""
            in_flight = "keep"
        """,
    ),
    code(
        "CR137",
        "unknown-place",
        "no place whose public holidays are known is called so",
        finds="A `holidays` that is no ISO 3166 code of a country, or of a part of one that has holidays of "
        "its own.",
        why="On a day that is free for everybody else, the customer would be rung up.",
        example='holidays = "England"',
        instead='holidays = "GB-ENG"',
    ),
    code(
        "CR138",
        "unknown-pack-rule",
        "a pack has no rule of this name that is off",
        finds="A name under `on` that is no rule of the pack, or one that counts anyway.",
        why="What you meant to switch on would stay off.",
        example="""
            packs = [{ id = "us-new-york-city", on = ["a-week-after"] }]
        """,
        instead="""
            packs = [{ id = "us-new-york-city", on = ["a-week-after-an-exchange"] }]
        """,
    ),
)
