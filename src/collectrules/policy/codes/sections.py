"""CR110 to CR119: sections and their keys."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR110",
        "unknown-language",
        "the policy is in a version of the language this program does not read",
        finds="A `language` with another number than the one this program reads.",
        why="The same words may mean something else in another version, so nothing is guessed.",
        example="""
            language = 7

            [policy]
            id = "harbour"
        """,
        instead="""
            language = 1

            [policy]
            id = "harbour"
            title = "Harbour Supplies: collection policy"
            version = "1"
            effective_from = 2026-01-01
            currency = "GBP"
        """,
    ),
    code(
        "CR111",
        "unknown-section",
        "no section is called so",
        finds="A section whose name is not of the language of the version you have.",
        why="Its rules would be passed over, and you would rely on them.",
        example="""
            [[gracee]]
            id = "everyone"
            days = 5
        """,
        instead="""
            [[grace]]
            id = "everyone"
            days = 5
        """,
    ),
    code(
        "CR112",
        "unknown-key",
        "no key is called so in this section",
        finds="A key that its section does not have: misspelt, in the wrong section, or not of "
        "the version you have.",
        why="What it says would be passed over, and the rule would do something else than it reads.",
        example="""
            [[grace]]
            id = "everyone"
            days = 5
            note = "A transfer takes three banking days."
        """,
        instead="""
            [[grace]]
            id = "everyone"
            days = 5
            reason = "A transfer takes three banking days."
        """,
    ),
    code(
        "CR113",
        "missing-key",
        "a key that must be there is not",
        finds="A rule or a section without something it cannot do without.",
        why="A default for a number that people pay by would be a guess.",
        example="""
            [[grace]]
            id = "everyone"
        """,
        instead="""
            [[grace]]
            id = "everyone"
            days = 5
        """,
    ),
    code(
        "CR114",
        "useless-key",
        "a key says nothing beside what else is said",
        finds="A key that has no effect, given the other keys of the rule.",
        why="Whoever wrote it expects something of it.",
        example="""
            [[stage]]
            id = "call"
            action = { channel = "call", template = "first-call" }
        """,
        instead="""
            [[stage]]
            id = "call"
            action = { channel = "call", script = "first-call" }
        """,
    ),
    code(
        "CR115",
        "section-form",
        "a section has single brackets where it needs double ones, or the reverse",
        finds="`[grace]` where rules are listed, which is written `[[grace]]`; or `[[policy]]` for what is "
        "said once.",
        why="In single brackets there can be one rule only, and the second would be a fault that is hard "
        "to understand.",
        example="""
            [grace]
            id = "everyone"
            days = 5
        """,
        instead="""
            [[grace]]
            id = "everyone"
            days = 5
        """,
    ),
)
