"""Who speaks for an account, how each is reached, what their clock shows, and whether we may now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content
from textual.style import Style

from collectrules.compliance.limits import CHANNEL_NAMES, channel_name
from collectrules.ledger.people import Consent, QuietTime
from collectrules.tui.account_text import QUIET, WARNING, may_text, section, sections
from collectrules.tui.cells import harmless
from collectrules.worklist.account import Account
from collectrules.worklist.account_people import PersonNow, ReachNow
from collectrules.worklist.own_number import not_theirs_text

_DIALLED: Final = "+0123456789"


def people_text(account: Account) -> Content:
    """The account's own number and address, then each person."""
    return sections(
        [
            section("the account", list(_own(account))),
            *(section(_called(each), list(_person(each))) for each in account.people),
        ]
    )


def dial_string(number: str) -> str:
    """A number as a telephone dials it: digits and a `+` in front; empty of what is no number."""
    dialled = "".join(each for each in number if each in _DIALLED)
    plus = "+" if dialled.startswith("+") else ""
    digits = dialled.replace("+", "")
    return plus + digits if digits else ""


def first_number(account: Account) -> str:
    """The number to dial: the first of a person that may be called now, else any, else the account's own."""
    phones = [
        each for person in account.people for each in person.reaches if each.reach.kind == "phone"
    ]
    free = [each for each in phones if each.verdict is not None and each.verdict.allowed]
    chosen = free or phones
    return chosen[0].reach.value if chosen else account.head.phone


def number_link(number: str) -> Content:
    """A number that is a link to dial it, where the terminal knows links."""
    dialled = dial_string(number)
    if not dialled:
        return Content(harmless(number))
    return Content.assemble((harmless(number), Style(link=f"tel:{dialled}", underline=True)))


def _own(account: Account) -> Iterator[Content]:
    head = account.head
    if head.phone:
        yield number_link(head.phone)
        if head.not_theirs_since is not None:
            yield Content.styled(f"  {not_theirs_text(head.not_theirs_since)}", WARNING)
    if head.email:
        yield Content(harmless(head.email))
    if not head.phone and not head.email:
        yield Content.styled("no number and no address", QUIET)
    if not account.people:
        yield Content.styled("nobody is recorded who speaks for them", QUIET)
        yield Content.styled(f"our clock shows {account.at.astimezone(account.zone):%H:%M}", QUIET)


def _called(person: PersonNow) -> str:
    language = person.person.language
    return ", ".join(
        each
        for each in (person.person.name, person.person.role, language and f"speaks {language}")
        if each
    )


def _person(person: PersonNow) -> Iterator[Content]:
    yield _clock(person)
    for each in person.reaches:
        yield _reach(each)
    if not person.reaches:
        yield Content.styled("no number and no address", QUIET)
    for consent in person.consents:
        yield Content.styled(harmless(_consent(person, consent)), "" if consent.given else WARNING)
    for quiet in person.quiet_times:
        yield Content.styled(harmless(f"inconvenient: {_hours(quiet)}"), WARNING)


def _clock(person: PersonNow) -> Content:
    if not person.clock_known:
        said = f"where they are is not known; it may be {person.clock}, our clock among them"
        return Content.styled(said, QUIET)
    first, last = person.times[0], person.times[-1]
    days = f", {first:%a}" if first.date() == last.date() else f", {first:%a} or {last:%a}"
    return Content(f"it is {person.clock} there{days}")


def _reach(reach: ReachNow) -> Content:
    place = "" if reach.reach.place == "other" else f"  {reach.reach.place}"
    value = reach.reach.value
    way = number_link(value) if reach.reach.kind == "phone" else Content(harmless(value))
    if reach.verdict is None:
        return Content.assemble(way, (place, QUIET))
    by = f" ({reach.verdict.rule})" if not reach.verdict.allowed else ""
    may = harmless(f"  {CHANNEL_NAMES[reach.channel]} {may_text(reach.verdict)}{by}")
    return Content.assemble(way, (place, QUIET), (may, QUIET if reach.verdict.allowed else WARNING))


def _consent(person: PersonNow, consent: Consent) -> str:
    reaches = {each.seq: each.value for each in person.person.reaches}
    to = f" to {reaches.get(consent.reach_id, '')}" if consent.reach_id else ""
    verb = "allows" if consent.given else "took back"
    return f"{verb} {channel_name(consent.channel)}{to}: {consent.how}"


def _hours(quiet: QuietTime) -> str:
    first, last = (_clock_text(each) for each in (quiet.from_minute, quiet.until_minute))
    return f"{' '.join(quiet.days)} {first} to {last}"


def _clock_text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
