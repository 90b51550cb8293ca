"""Telephone numbers and e-mail addresses as they are kept: one way of writing for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from collectrules.compliance.zones import country_of_zone, zones_of_number
from collectrules.errors import InputError
from collectrules.policy.model import Policy

_LONGEST: Final = 254
"""Characters of an e-mail address, as RFC 5321 allows."""


@dataclass(frozen=True, slots=True)
class Telephone:
    """A telephone number as it is kept."""

    value: str
    """In the international form of E.164, `+442079460958`, with its extension after it where it has one."""
    zones: tuple[str, ...]
    mobile: bool
    """Whether it is a mobile telephone's for certain."""


def country_of_business(policy: Policy) -> str:
    """The country that numbers without a country code are read in, by its two letters; empty if unknown.

    That of the policy's public holidays, else of its time zone.
    """
    return policy.holidays.partition("-")[0] or country_of_zone(policy.time_zone)


def telephone(text: str, country: str) -> Telephone:
    """A telephone number as somebody wrote it, read in a country unless it begins with `+`.

    Raises `InputError` for what is no telephone number there.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException as wrong:
        raise _no_number(text, country, bare=wrong.error_type == wrong.NOT_A_NUMBER) from None
    if not phonenumbers.is_valid_number(number):
        raise _no_number(text, country)
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Telephone(
        f"{value} ext. {number.extension}" if number.extension else value,
        zones_of_number(number),
        phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE,
    )


def _no_number(text: str, country: str, *, bare: bool = False) -> InputError:
    if text.strip().startswith("+") or (bare and not country):
        return InputError(
            f"`{text}` is not a telephone number of any country", help="check its digits"
        )
    if not country:
        return InputError(
            f"`{text}` does not say which country it is in",
            help="begin with + and the code of the country, or name the country with `--region`",
        )
    return InputError(
        f"`{text}` is not a telephone number in {country}",
        help="check its digits; name another country with `--region`, or begin with + and its code",
    )


def email_address(text: str) -> str:
    """An e-mail address as it is kept, what follows the @ in small letters.

    Raises `InputError` for what is none.
    """
    name, at, host = text.strip().rpartition("@")
    labels = host.split(".")
    sound = (
        at
        and name
        and len(text) <= _LONGEST
        and text.strip().isprintable()
        and not any(character.isspace() for character in text.strip())
        and "@" not in name
        and len(labels) > 1
        and all(labels)
    )
    if not sound:
        raise InputError(f"`{text}` is not an e-mail address", help="write it as name@example.com")
    return f"{name}@{host.lower()}"
