"""CR101 to CR109: the file as a whole."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR101",
        "unreadable",
        "there is no such file, or it cannot be read",
        finds="A file that is not there, is a folder where a file is needed, or may not be read by you; "
        "and a folder in which there is no policy.",
        why="Nothing was checked. A check that finds no file must not look like one that found no fault.",
        example="$ collectrules policy check polices/harbour.toml",
        instead="$ collectrules policy check policies/harbour.toml",
    ),
    code(
        "CR102",
        "too-long",
        "the file is too long to be a policy",
        finds="A file of more than one megabyte.",
        why="A policy is a few pages of text. What is so long is an export or a backup, and reading it "
        "would only end in thousands of other faults.",
        example="$ collectrules policy check customers-2026.toml",
        instead="$ collectrules policy check policies/harbour.toml",
    ),
    code(
        "CR103",
        "not-utf8",
        "the file is not UTF-8 text",
        finds="A byte that is not UTF-8: the file was saved in another encoding, such as Windows-1252 or "
        "UTF-16, or is no text at all.",
        why="The same bytes would be other letters on another machine, and a customer would be written to "
        "with them.",
        example='title = "Café Zürich"   # saved as Windows-1252',
        instead='title = "Café Zürich"   # saved as UTF-8',
    ),
    code(
        "CR104",
        "empty-file",
        "the file says nothing",
        finds="A file in which there is nothing but spaces and line ends.",
        why="It is usually a file that was not saved, or whose disk was full.",
        example="",
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
        "CR105",
        "not-toml",
        "the file breaks the rules of TOML",
        finds="The first place at which the text is no longer TOML: words without quotes, quotes that are "
        "not closed, a day that is not in the calendar, a thousand written with a comma.",
        why="From that place on nobody can tell what was meant, so nothing else in the file is checked "
        "until it is mended.",
        example="""
            review_by = 2026-02-30
        """,
        instead="""
            review_by = 2026-02-28
        """,
    ),
    code(
        "CR106",
        "duplicate-key",
        "a key or a section that may stand once stands twice",
        finds="A key that is given twice in one rule, or a section in single brackets that stands twice.",
        why="One of the two would silently win, and it would not be the one you look at.",
        example="""
            [[grace]]
            id = "everyone"
            days = 5
            days = 10
        """,
        instead="""
            [[grace]]
            id = "everyone"
            days = 10
        """,
    ),
    code(
        "CR107",
        "too-many-rules",
        "the policy has more rules than anybody reads",
        finds="More than 2,000 rules in one policy.",
        why="A rule for each customer or each invoice is not a policy: nobody can read it, and proving that "
        "none of its rules hides another takes hours.",
        example="$ collectrules policy check a-rule-for-each-customer.toml",
        instead="$ collectrules policy check a-rule-for-each-segment.toml",
    ),
)
