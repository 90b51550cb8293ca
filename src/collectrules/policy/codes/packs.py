"""CR4xx: what can be wrong with the file of a compliance pack."""

from __future__ import annotations

from typing import Final

from collectrules.policy.codes.code import Code, code

CODES: Final[tuple[Code, ...]] = (
    code(
        "CR401",
        "pack-cycle",
        "a compliance pack builds on itself",
        finds="A pack that names, in `includes`, a pack that leads back to it.",
        why="Which of its rules come first could not be said.",
        example="""
            includes = ["house-rules"]
        """,
        instead="""
            includes = ["eu-late-payment"]
        """,
    ),
    code(
        "CR402",
        "pack-unconfirmed",
        "an unconfirmed rule of a pack is not off",
        finds="A rule of a pack whose `confidence` is unconfirmed, without `off = true`.",
        why="Nobody has read the law that it comes from: whoever wants it has to say so.",
        example="""
            confidence = "unconfirmed"
        """,
        instead="""
            confidence = "unconfirmed"
            off        = true
        """,
    ),
)
