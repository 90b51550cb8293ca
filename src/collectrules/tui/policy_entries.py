"""A policy as a screen shows it: chapters of entries, each a name, a sentence, and what is behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from collectrules.compliance.results import Result, results
from collectrules.ledger.policies import Approval
from collectrules.policy.contact_words import received_text
from collectrules.policy.model import CONDITIONAL, DisputePeriod, Policy, Rule, of_a_pack
from collectrules.policy.sentences import chapters, differences
from collectrules.policy.words import joined
from collectrules.worklist.looking import folded

_OF_CONTACTS: Final = ("contact_limit", "contact_hours", "contact_consent")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a policy says."""

    name: str
    text: str
    behind: tuple[str, ...] = ()
    """Why it is so, where it is from, what a customer is told; a sentence each."""

    def has(self, words: Sequence[str]) -> bool:
        """Whether every word, without case and accents, is somewhere in it."""
        whole = folded("\n".join((self.name, self.text, *self.behind)))
        return all(word in whole for word in words)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries under a heading."""

    heading: str
    entries: tuple[Entry, ...]


def found_in(among: Iterable[Chapter], text: str) -> tuple[Chapter, ...]:
    """The entries that have every word of a text, or whose heading has; all of them for no word."""
    words = folded(text).split()
    kept = []
    for each in among:
        whole = Entry(each.heading, "").has(words)
        entries = each.entries if whole else tuple(one for one in each.entries if one.has(words))
        kept += [Chapter(each.heading, entries)] if entries else []
    return tuple(kept)


def rule_chapters(policy: Policy, approval: Approval | None = None) -> tuple[Chapter, ...]:
    """What the policy says but for contacts: its head, with who approved it, then section by section in the
    order of its file."""
    return (_head(policy, approval), *_sections(policy, of_contacts=False), *_differences(policy))


def contact_chapters(policy: Policy) -> tuple[Chapter, ...]:
    """What the policy says of contacts, with its packs, dispute periods, and what results count as."""
    found = (
        *_sections(policy, of_contacts=True),
        Chapter("The packs that it is never looser than", tuple(_packs(policy))),
        Chapter(
            "How long they may dispute what is owed", tuple(map(_period, policy.dispute_period))
        ),
        Chapter("What the result of a contact counts as", tuple(map(_result, results().values()))),
    )
    return tuple(each for each in found if each.entries)


def _head(policy: Policy, approval: Approval | None) -> Chapter:
    said = {
        "policy": f"{policy.title} (`{policy.id}` version {policy.version})",
        "approved by": approval.by if approval else "",
        "from": f"{policy.effective_from}",
        "review by": f"{policy.review_by}" if policy.review_by else "",
        "currencies": joined(policy.currencies, "and"),
        "days": f"by the clock of {policy.time_zone}"
        + (f", public holidays of {policy.holidays}" if policy.holidays else ""),
        "order": f"of the list: {joined(policy.order, 'then')}",
        "ladder": f"who is late when first seen enters {_entering(policy)}",
        "sha-256": policy.sha256,
    }
    behind = {
        "policy": (policy.reason,) if policy.reason else (),
        "approved by": (f"why: {approval.reason}",) if approval else (),
    }
    entries = [Entry(name, text, behind.get(name, ())) for name, text in said.items() if text]
    return Chapter("The policy", tuple(entries))


def _entering(policy: Policy) -> str:
    if policy.ladder.enter == "first":
        return "at the first stage"
    upto = f", at `{policy.ladder.ceiling}` at most" if policy.ladder.ceiling else ""
    return f"by age{upto}"


def _sections(policy: Policy, *, of_contacts: bool) -> Iterator[Chapter]:
    _, read = policy.groups[0]
    for each in chapters(policy):
        if (each.section in _OF_CONTACTS) != of_contacts:
            continue
        rules = read.section(each.section) if each.section in CONDITIONAL else ()
        by_id = {rule.id: rule for rule in rules}
        entries = (Entry(id, text, _behind(by_id.get(id))) for id, text in each.rules)
        yield Chapter(each.heading, tuple(entries))


def _behind(rule: Rule | None) -> tuple[str, ...]:
    if rule is None:
        return ()
    said = (
        ("why: ", rule.reason),
        ("from: ", rule.cite),
        ("customers are told: ", rule.say),
        ("of a pack that the policy names", " " if of_a_pack(rule.id) else ""),
    )
    return tuple((lead + text).strip() for lead, text in said if text)


def _differences(policy: Policy) -> Iterator[Chapter]:
    for each in differences(policy):
        yield Chapter(each.heading, tuple(Entry(id, text) for id, text in each.rules))


def _packs(policy: Policy) -> Iterator[Entry]:
    for use in policy.packs:
        reaches = use.id not in policy.packs_not_reaching
        said = "its rules count" if reaches else "it does not reach who collects for themselves"
        yield Entry(str(use), said, (f"`collectrules policy packs {use.id}` tells it in full",))


def _period(period: DisputePeriod) -> Entry:
    text = (
        f"until {period.days_after_receipt} days after the first "
        f"{joined(period.begun_by, 'or')} {received_text(period)}"
    )
    return Entry(period.id, text, (f"from: {period.cite}",) if period.cite else ())


def _result(result: Result) -> Entry:
    counted = [
        name
        for name, counts in (
            ("attempt", result.attempt),
            ("contact", result.contact),
            ("conversation", result.conversation),
        )
        if counts
    ]
    way = "by us" if result.direction == "out" else "by them"
    text = f"{result.label} ({joined(result.channels, 'or')}, {way}): "
    named = [f"{'an' if each == 'attempt' else 'a'} {each}" for each in counted]
    text += joined(named, "and") or "counts as nothing"
    return Entry(result.code, text + ("; carries out a stage" if result.carries_out else ""))
