"""One difference between two versions of a policy: where it is, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from collectrules.policy.words import joined

Kind = Literal["added", "removed", "changed", "renamed", "moved", "text only"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, and how it reads before and after; empty where it is not there.

    One of a later day, or of a currency, says what is different there and not as those before it say. So what
    is different on a day in a currency is, for each place, what the last one says that reaches it.
    """

    section: str
    """The section's name in the file, `policy` of the head."""
    rule: str
    """The rule's id, the new one where it was renamed; the key of the head or of the terms; a bucket."""
    kind: Kind
    before: str = ""
    after: str = ""
    field: str = ""
    """What of the rule: `days`, `when.segment`, `any`; empty of the rule as a whole."""
    fields: tuple[str, ...] = ()
    """The fields of the model that hold it, which are set back together; empty of the rule as a whole."""
    formerly: str = ""
    """The id that a renamed rule had."""
    since: date | None = None
    """The day from which on it is so; None from the first."""
    currencies: tuple[str, ...] = ()
    """The currencies it is for; none are all."""
    sentence: str = ""
    """All of it in a sentence, without a full stop where it does not quote one."""

    @property
    def id(self) -> str:
        """What it is known by among the changes of two versions: `grace/grace-standard/days`."""
        parts = [self.section, self.rule, self.field or self.kind]
        parts += [str(self.since)] * (self.since is not None)
        return "/".join((*parts, *self.currencies))

    @property
    def place(self) -> tuple[str, str, str]:
        """The section, the rule and the field, whatever the day and the currency."""
        return self.section, self.rule, self.field or self.kind

    def reaches(self, day: date, currency: str) -> bool:
        """Whether it is so on a day in a currency, where no later one of its place says otherwise."""
        begun = self.since is None or self.since <= day
        return begun and (not self.currencies or currency in self.currencies)

    @property
    def decides(self) -> bool:
        """Whether anything can be decided otherwise by it: not by words alone."""
        return self.kind != "text only"

    @property
    def heading(self) -> str:
        """Where it is so: `From 2030-01-01 on, for what is owed in EUR`; empty where it is from the first
        day and in every currency."""
        said = [f"from {self.since} on"] * (self.since is not None)
        said += [f"for what is owed in {joined(self.currencies, 'and')}"] * bool(self.currencies)
        text = ", ".join(said)
        return text[:1].upper() + text[1:]

    def at(self, since: date | None, currencies: tuple[str, ...]) -> Change:
        """The same from a day on, or for some currencies."""
        return replace(self, since=since, currencies=currencies)
