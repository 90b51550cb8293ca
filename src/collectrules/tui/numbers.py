"""The persons of an account and the numbers and addresses that a channel reaches them by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from collectrules.compliance.people import KINDS
from collectrules.compliance.telephone import country_of_business, telephone
from collectrules.compliance.whom import ANYBODY, Whom
from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.ledger.people import Person, Reach, people_of
from collectrules.policy.model import Channel, Policy
from collectrules.worklist.own_number import not_theirs_since

_ACCOUNT: Final = """
    SELECT coalesce(k.phone, a.phone), coalesce(k.email, a.email)
    FROM account AS a LEFT JOIN account_change AS k ON k.account_id = a.seq
    WHERE a.seq = ? ORDER BY k.effective_on DESC, k.seq DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number or an address to use, and whom it reaches."""

    value: str
    """As it is read out; empty where none is known."""
    uri: str
    """`tel:` or `mailto:` and what follows it; empty where there is nothing to open."""
    whose: str
    """The person's name, and where the number is; empty for the account's own."""
    whom: Whom
    zones: tuple[str, ...]
    not_theirs_since: date | None = None
    """Of the account's own number, the day of the call by which it is not theirs."""

    def local_times(self, at: datetime, today: date) -> tuple[str, ...]:
        """What their clock may show at a moment, each time once: `04:30 in New York`.

        With the day of the week where it is another day there than `today`, which it is here.
        """
        places: dict[str, str] = {}
        for zone in self.zones:
            local = at.astimezone(ZoneInfo(zone))
            shown = f"{local:%H:%M}" if local.date() == today else f"{local:%a %H:%M}"
            places.setdefault(shown, zone.rpartition("/")[2].replace("_", " "))
        return tuple(f"{shown} in {place}" for shown, place in places.items())


def numbers_of(
    ledger: Ledger, account_id: int, channel: Channel, on: date, policy: Policy
) -> tuple[Number, ...]:
    """What a channel can use, persons first and the account's own last; at least one, which may be empty."""
    kind = KINDS[channel]
    found = [
        _of_person(person, reach)
        for person in people_of(ledger.connection, account_id, as_of=on)
        if person.erased_on is None
        for reach in person.reached_at
        if reach.kind == kind
    ]
    found += _own(ledger, account_id, kind, policy, {each.uri for each in found})
    return tuple(found) or (Number(value="", uri="", whose="", whom=ANYBODY, zones=()),)


def _of_person(person: Person, reach: Reach) -> Number:
    place = f", {reach.place}" if reach.place != "other" else ""
    return Number(
        value=_shown(reach.value) if reach.kind == "phone" else reach.value,
        uri=_uri(reach.kind, reach.value),
        whose=f"{person.name}{place}",
        whom=Whom(person.seq, reach.seq),
        zones=reach.zones,
    )


def _own(
    ledger: Ledger, account_id: int, kind: str, policy: Policy, known: set[str]
) -> Iterator[Number]:
    """The account's own number or address, where no person has it."""
    phone, email = ledger.connection.execute(_ACCOUNT, (account_id,)).fetchone()
    value = {"phone": phone, "email": email}.get(kind, "")
    zones: tuple[str, ...] = ()
    if not value:
        return
    shown = value
    if kind == "phone":
        try:
            read = telephone(value, country_of_business(policy))
        except InputError:
            pass
        else:
            value, zones = read.value, read.zones
    uri = _uri(kind, value)
    if uri not in known:
        wrong = not_theirs_since(ledger.connection, account_id) if kind == "phone" else None
        yield Number(
            value=shown, uri=uri, whose="", whom=ANYBODY, zones=zones, not_theirs_since=wrong
        )


def _uri(kind: str, value: str) -> str:
    """What a click opens: the digits of a number alone, so that nothing else can be in it."""
    if kind == "phone":
        number, _, extension = value.partition(" ext. ")
        digits = "".join(
            each for each in number if each.isascii() and (each.isdigit() or each == "+")
        )
        return f"tel:{digits}{f';ext={extension}' if extension.isdigit() else ''}" if digits else ""
    plain = value.isascii() and value.isprintable() and " " not in value
    return f"mailto:{value}" if kind == "email" and plain else ""


def _shown(value: str) -> str:
    """A number in groups, as it is read out: `+44 20 7946 0958`."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
