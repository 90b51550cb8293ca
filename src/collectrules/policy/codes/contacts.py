"""CR168 and CR169: the forms of the rules about contacts."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR168",
        "contact-limit-form",
        "a contact limit is neither so many in a period nor a rest, or mixes them",
        finds="A `[[contact_limit]]` without a number and a period, and without a rest; or one with both.",
        why="It would limit nothing, or nobody could say which of the two stands in the way.",
        example="""
            [[contact_limit]]
            id = "calls"
            channels = ["call"]
            at_most = 3
            within_days = 7
            after = "conversation"
            pause_days = 7
        """,
        instead="""
            [[contact_limit]]
            id = "calls"
            channels = ["call"]
            at_most = 3
            within_days = 7

            [[contact_limit]]
            id = "rest-after-conversation"
            channels = ["call"]
            after = "conversation"
            pause_days = 7
        """,
    ),
    code(
        "CR169",
        "hours-form",
        "hours of contact are said in two ways, or close nothing",
        finds="A `[[contact_hours]]` with `open` beside `days`, `from` or `until`; or with none of them.",
        why="Two ways to say the hours can contradict each other, and hours that close nothing look as if "
        "they did.",
        example="""
            [[contact_hours]]
            id = "decent-hours"
            channels = ["call"]
            from = 08:00:00
            open = [{ days = ["sat"], from = 09:00:00, until = 13:00:00 }]
        """,
        instead="""
            [[contact_hours]]
            id = "decent-hours"
            channels = ["call"]
            open = [
                { days = ["mon", "tue", "wed", "thu", "fri"], from = 08:00:00 },
                { days = ["sat"], from = 09:00:00, until = 13:00:00 },
            ]
        """,
    ),
)
