"""What a contact can come to: the table of result codes, and what each of them counts as."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal

from collectrules.errors import InputError
from collectrules.policy.model import Channel, Counted, Recounted, Trigger

Direction = Literal["out", "in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result of a contact: its code, the letter that picks it, and what it counts as."""

    code: str
    label: str
    key: str
    """Unique among the results of a channel."""
    channels: tuple[Channel, ...]
    direction: Direction = "out"
    attempt: bool = False
    contact: bool = False
    conversation: bool = False
    carries_out: bool = False
    """Whether it does what a stage of the ladder asked for."""
    needs: Literal["", "promise", "dispute"] = ""
    """What has to be recorded with it."""

    @property
    def passes_gate(self) -> bool:
        """Whether it is an attempt of ours, which the limits on contacts are asked about."""
        return self.attempt and self.direction == "out"

    def counts_as(self, counted: Counted) -> bool:
        """Whether a limit that counts attempts, contacts or conversations counts this result."""
        if self.direction != "out":
            return False
        match counted:
            case "attempts":
                return self.attempt
            case "contacts":
                return self.contact
            case "conversations":
                return self.conversation

    def is_a(self, trigger: Trigger) -> bool:
        """Whether a rest after such an attempt, contact or conversation follows, whoever began it."""
        match trigger:
            case "attempt":
                return self.attempt and self.direction == "out"
            case "contact":
                return self.contact
            case "conversation":
                return self.conversation


RESERVED: Final = Result(
    code="reserved",
    label="about to be made",
    key="",
    channels=("call", "email", "sms", "letter"),
    attempt=True,
)
"""What stands for the result of an attempt that has none yet: it is in no table and nobody can log it."""

UNDER_WAY: Final = replace(
    RESERVED, code="under way", label="under way", contact=True, conversation=True
)
"""What an attempt may still become while it is being made; it is in no table, and no event has it."""


@cache
def results() -> Mapping[str, Result]:
    """Every result by its code, in the order of the table."""
    text = files("collectrules.compliance").joinpath("results.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            code: Result(code=code, **{**row, "channels": tuple(row["channels"])})
            for code, row in tomllib.loads(text).items()
        }
    )


@cache
def results_of(channel: Channel) -> tuple[Result, ...]:
    """The results a contact over `channel` can have, in the order of the table."""
    return tuple(result for result in results().values() if channel in result.channels)


def result_named(channel: Channel, code: str) -> Result:
    """The result of a contact over `channel` by its code, in capitals or not.

    Raises `InputError` for a code that is none, or that belongs to another channel.
    """
    known = [result.code for result in results_of(channel)]
    wanted = code.strip().upper()
    if wanted in known:
        return results()[wanted]
    near = difflib.get_close_matches(wanted, known, n=1)
    listed = f"use one of {', '.join(known)}"
    if wanted in results():
        other = results()[wanted].channels[0]
        raise InputError(f"`{wanted}` is a result by {other}, not by {channel}", help=listed)
    raise InputError(
        f"`{code}` is not a result of a contact by {channel}",
        help=f"did you mean `{near[0]}`?" if near else listed,
    )


def recounted(result: Result, changes: Sequence[Recounted]) -> Result:
    """A result as a rule reads it for which some codes count otherwise."""
    for each in changes:
        if each.code == result.code:
            result = replace(
                result,
                attempt=result.attempt if each.attempt is None else each.attempt,
                contact=result.contact if each.contact is None else each.contact,
                conversation=result.conversation
                if each.conversation is None
                else each.conversation,
            )
    return result


def _every(changes: Sequence[Recounted]) -> list[Result]:
    return [recounted(each, changes) for each in (*results().values(), RESERVED, UNDER_WAY)]


@cache
def codes_counted(counted: Counted, changes: tuple[Recounted, ...] = ()) -> tuple[str, ...]:
    """The codes that a limit on attempts, contacts or conversations counts."""
    return tuple(each.code for each in _every(changes) if each.counts_as(counted))


@cache
def codes_that_are(trigger: Trigger, changes: tuple[Recounted, ...] = ()) -> tuple[str, ...]:
    """The codes after which a rest that follows an attempt, a contact or a conversation begins."""
    return tuple(each.code for each in _every(changes) if each.is_a(trigger))
