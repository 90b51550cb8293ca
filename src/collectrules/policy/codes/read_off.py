"""CR210 to CR299: what is doubtful in a policy that can be read, and is read off it without a question."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR210",
        "review-due",
        "the day by which the policy was to be reviewed has passed",
        severity="warning",
        finds="A `review_by` that lies before the day of the check.",
        why="What a customer may be charged, and how often they may be contacted, changes by law and by "
        "custom. A policy nobody reads any more goes on applying old numbers.",
        example="review_by = 2026-02-01",
        instead="review_by = 2027-02-01",
    ),
    code(
        "CR211",
        "changed-without-reason",
        "a number was changed and no reason is given",
        severity="warning",
        finds="A rule with another threshold, amount or number of days than in the version before, and "
        "neither a `reason` nor a `cite` that is new.",
        why="In a year somebody asks why it is ten days and not five, and nobody knows.",
        example="""
            [[grace]]
            id = "everyone"   # in the version before: days = 5
            days = 10
        """,
        instead="""
            [[grace]]
            id = "everyone"   # in the version before: days = 5
            days = 10
            reason = "Large customers pay weekly; ten days reach the next payment run."
        """,
    ),
    code(
        "CR212",
        "no-scenario",
        "no scenario says what a rule should do",
        severity="warning",
        finds="A rule that decides in none of the scenarios beside the policy.",
        why="Nothing would show that a later change breaks it.",
        example="""
            [[grace]]
            id = "everyone"   # not named in any scenario
            days = 10
        """,
        instead="""
            [[grace]]
            id = "everyone"   # decides in a scenario of the .scenarios.toml file
            days = 10
        """,
    ),
    code(
        "CR213",
        "never-open",
        "the hours of contact leave a channel no minute of the week",
        severity="warning",
        finds="Hard `[[contact_hours]]` without conditions that together are closed for a channel at every "
        "minute of the week.",
        why="Each rule closes what lies outside its own hours, and nobody can step over a hard one: no call "
        "would ever be allowed.",
        example="""
            [[contact_hours]]
            id = "mornings"
            channels = ["call"]
            until = 12:00:00

            [[contact_hours]]
            id = "afternoons"
            channels = ["call"]
            from = 13:00:00
        """,
        instead="""
            [[contact_hours]]
            id = "not-at-noon"
            channels = ["call"]
            open = [{ until = 12:00:00 }, { from = 13:00:00 }]
        """,
    ),
    code(
        "CR214",
        "not-checked",
        "some checks were not made in full",
        severity="note",
        finds="Checks that asked something of the policy which was neither proved nor shown by an example, "
        "or that were left out because the policy has too many rules. They are named.",
        why="What is not said to be doubtful there may be doubtful all the same.",
        example="""
            $ collectrules policy check large.toml
        """,
        instead="""
            pip install 'collectrules[verify]'
        """,
    ),
    code(
        "CR215",
        "idle-pack",
        "a pack that the policy names does not count",
        severity="warning",
        finds="A pack under `packs` whose law binds only those who collect what is owed to others, or firms "
        "of a regulated kind, where the policy does not say that it is to count.",
        why="Whoever names a pack means to be held to it. Its rules would do nothing, and nobody notice.",
        example="""
            packs = ["us-reg-f"]
        """,
        instead="""
            packs = [{ id = "us-reg-f", voluntary = true }]
        """,
    ),
)
