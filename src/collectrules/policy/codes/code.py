"""What is said of one code: its number and name, and an explanation under fixed headings."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import cleandoc

from collectrules.errors import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of finding in a policy. Neither its number nor its name ever changes."""

    number: str
    """Such as `CR101`; its first digit is the block."""
    name: str
    """Such as `unknown-fact`: what a message shows in brackets."""
    meaning: str
    """In one line: lower case, no full stop."""
    finds: str
    why: str
    example: str
    """What is found: a piece of a policy, keys before the first section being of `[policy]`; or, where
    no policy can show it, a command after a `$`."""
    instead: str
    """The same, put right."""
    severity: Severity

    @property
    def is_policy(self) -> bool:
        """Whether the example is a piece of a policy, not a command and not of a file of scenarios."""
        return self.is_toml and not self.number.startswith("CR3")

    @property
    def is_toml(self) -> bool:
        """Whether the example is a piece of a file, not a command."""
        return not self.example.startswith("$")


def code(
    number: str,
    name: str,
    meaning: str,
    *,
    finds: str,
    why: str,
    example: str,
    instead: str,
    severity: Severity = "error",
) -> Code:
    """A code whose example and its correction may be indented as the source around them is."""
    return Code(
        number=number,
        name=name,
        meaning=meaning,
        finds=finds,
        why=why,
        example=cleandoc(example),
        instead=cleandoc(instead),
        severity=severity,
    )
