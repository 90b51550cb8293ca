"""What was done at this desk and can be taken back: the last act first, of whatever kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from collectrules.actions.action import Context

Undo = Callable[[Context], str]


@dataclass(frozen=True, slots=True)
class Subject:
    """An account, in a currency, that something is done with."""

    account_id: int
    account: str
    """Its number."""
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done: with whom, how it was told, and what takes it back."""

    said: str
    undos: tuple[tuple[Subject, Undo], ...]
    """One for each account that it was done with, the last first."""
    result: str = ""
    """The code of the contact that it was; empty of anything else."""
    list_changed: bool = False
    """Whether more than the mark of its row changed on the list."""


@dataclass(slots=True)
class UndoStack:
    """The acts of one person since the program was opened."""

    _acts: list[Act] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._acts)

    def push(self, act: Act) -> None:
        """Remember an act that can be taken back."""
        if act.undos:
            self._acts.append(act)

    def pop(self) -> Act:
        """The last act, which is forgotten with it."""
        return self._acts.pop()

    @property
    def last(self) -> str:
        """What the next `u` takes back, as it was told; empty where there is nothing."""
        return self._acts[-1].said if self._acts else ""
