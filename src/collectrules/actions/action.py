"""What an action is: its words, its key, what it asks, and what carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from collectrules.ledger.book import Ledger
from collectrules.policy.model import Policy
from collectrules.worklist.find import AccountNamed

Group = Literal["contact", "agree", "record", "stop", "decide"]
"""Under which heading the help and the palette have it."""
Kind = Literal["text", "amount", "day", "moment", "count", "percent", "invoices", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """An account that somebody is at work on, in a currency, and the moment at which they are."""

    ledger: Ledger
    account: AccountNamed
    currency: str
    """Of what is owed; empty where they owe nothing."""
    policy: Policy
    policy_seq: int
    at: datetime
    """In UTC."""
    on: date
    """The local day, by the policy's time zone."""
    by: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that an action asks."""

    name: str
    """As the shell has it: `day=+7`."""
    label: str
    kind: Kind = "text"
    hint: str = ""
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    """Of a choice: the words to write and what each means."""
    first: Callable[[Context], str] | None = None
    """What stands there before anybody writes."""
    own: bool = False
    """Whether that is the account's own, so that it may stay empty where many are meant at once."""


Answers = Mapping[str, str]
"""What was written into the fields, by their names; a field left empty may be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What carrying out an action came to."""

    sentence: str
    """Lower case, no full stop: `promise of 250.00 GBP by 2026-12-07 - Harbour Bakery`."""
    events: tuple[int, ...] = ()
    """What was written, by the numbers in the journal."""
    undo: Callable[[Context], str] | None = None
    """Takes it back by further events, and says so; None where it cannot be."""
    lines: tuple[str, ...] = ()
    """More about it, such as the instalments of a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be done with an account."""

    id: str
    """As the shell and the keymap have it: `call-back`."""
    key: str
    """The key that does it on the screen, where nobody moved it to another."""
    label: str
    """In the footer: one word."""
    help: str
    """In the help and the palette: lower case, no full stop."""
    group: Group
    fields: tuple[Field, ...] = ()
    perform: Callable[[Context, Answers], Done]
    """Carries it out in one transaction, or in a dry run says what would come of it.

    Raises `CollectrulesError` where it cannot be done: nothing is written then, but that the gate refused.
    """
    confirm: str = ""
    """The question before it is done, answered No by default; empty where it can simply be undone."""
    bulk: bool = False
    """Whether it can be done with many accounts at once, with the same answers."""
    owner: bool = False
    """Whether the owner alone decides on it."""
