"""Which persons a timeline knows so far, and what reaches them: each is named before it is spoken of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, get_args

from collectrules.compliance.people import KINDS
from collectrules.compliance.whom import Purpose
from collectrules.policy.facts import closest
from collectrules.policy.model import Channel
from collectrules.policy.positions import KeyPath
from collectrules.policy.shape.base import shortened
from collectrules.scenarios.happenings_people import Person, Reach
from collectrules.scenarios.leaves import Leaves
from collectrules.scenarios.meant import ANYBODY, Meant

MEANT: Final = ("person", "to", "purpose")
"""The keys that say whom a contact is to reach, and what for."""
_PURPOSES: Final[tuple[Purpose, ...]] = tuple(each for each in get_args(Purpose) if each)


class KnownPersons:
    """The persons that were recorded so far, keeping the faults of those that were not."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves
        self._persons: dict[str, Person] = {}

    def know(self, person: Person) -> None:
        """Record one more; a name that is taken is a fault."""
        if person.name in self._persons:
            self._leaves.report.add(
                "duplicate-name",
                f"the timeline has a person `{shortened(person.name)}` already",
                (*person.path, "name"),
                help="give each person of the timeline a name of their own",
            )
        self._persons[person.name] = person

    def one_of(self, table: Mapping[str, object], path: KeyPath) -> str | None:
        """Whom a table is about: the person that it names, else the only one."""
        if "person" in table:
            return self.named(table["person"], (*path, "person"))
        if len(self._persons) == 1:
            return next(iter(self._persons))
        if self._persons:
            first = next(iter(self._persons))
            self._leaves.report.add(
                "which-person",
                f"there are {len(self._persons)} persons by then, and it does not say which",
                path,
                help=f'add `person = "{first}"`, or the name of another',
                part="key",
            )
            return None
        self._leaves.report.add(
            "unknown-person",
            "nobody has been recorded by then",
            path,
            help='a customer has persons: `customer = { person = { name = "..." } }`',
            part="key",
        )
        return None

    def named(self, value: object, path: KeyPath) -> str | None:
        """A person by their name."""
        line = self._leaves.line(value, path)
        if line is None:
            return None
        name = " ".join(line.split())
        if name in self._persons:
            return name
        near = closest(name, list(self._persons))
        known = ", ".join(self._persons)
        self._leaves.report.add(
            "unknown-person",
            f"no person `{shortened(name)}` has been recorded by then",
            path,
            help=f"did you mean `{near}`?"
            if near
            else f"there is {known}"
            if known
            else 'a customer has persons: `customer = { person = { name = "..." } }`',
        )
        return None

    def reach_of(
        self, person: str, value: object, path: KeyPath, channels: Iterable[Channel] = ()
    ) -> str | None:
        """A number or an address of a person as it is kept; one that `channels` do not use is a fault."""
        text = self._leaves.line(value, path)
        if text is None:
            return None
        reaches = self._persons[person].reaches
        wanted = _bare(text)
        found = next(
            (each for each in reaches if wanted in {_bare(each.value), _bare(each.written)}), None
        )
        if found is None:
            self._unknown_reach(person, text, reaches, path)
            return None
        unused = [each for each in channels if KINDS[each] != found.kind]
        if unused:
            self._leaves.report.add(
                "unknown-reach",
                f"no {unused[0]} reaches `{shortened(person)}` at `{shortened(found.value)}`",
                path,
                help="calls and texts go to telephone numbers, e-mails and letters to addresses of theirs",
            )
            return None
        return found.value

    def meant(
        self, table: Mapping[str, object], path: KeyPath, channels: Iterable[Channel]
    ) -> Meant | None:
        """Whom a contact over some channels is to reach, and what for; what is left out is anybody."""
        if not table.keys() & set(MEANT):
            return ANYBODY
        person = self.one_of(table, path) if table.keys() & {"person", "to"} else ""
        to: str | None = ""
        if person and "to" in table:
            to = self.reach_of(person, table["to"], (*path, "to"), channels)
        purpose: Purpose = ""
        if "purpose" in table:
            word = self._leaves.word(table["purpose"], (*path, "purpose"), _PURPOSES)
            purpose = next((each for each in _PURPOSES if each == word), "")
        return None if person is None or to is None else Meant(person, to, purpose)

    def _unknown_reach(
        self, person: str, text: str, reaches: Iterable[Reach], path: KeyPath
    ) -> None:
        known = ", ".join(each.value for each in reaches)
        self._leaves.report.add(
            "unknown-reach",
            f"`{shortened(person)}` has no number and no address `{shortened(text)}`",
            path,
            help=f"they have {known}" if known else "say with the person what reaches them",
        )


def _bare(text: str) -> str:
    return "".join(each for each in text.casefold() if each not in " .-()/\t")
