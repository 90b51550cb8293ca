"""Money is an integer count of a currency's minor units; rounding happens here and has a name.

The number of decimals of each currency is ISO 4217's (list one, "minor unit").
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Final, Literal

from collectrules.errors import InputError

Rounding = Literal["half-up", "half-even", "up", "down"]

_MODES: Final[dict[Rounding, str]] = {
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "up": ROUND_CEILING,
    "down": ROUND_FLOOR,
}

_DECIMALS_OTHER_THAN_TWO: Final[dict[int, str]] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_TWO_DECIMALS: Final = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
    CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
    GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK
    PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
    TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_DECIMALS: Final[dict[str, int]] = dict.fromkeys(_TWO_DECIMALS.split(), 2) | {
    code: places for places, codes in _DECIMALS_OTHER_THAN_TWO.items() for code in codes.split()
}

LARGEST_MINOR: Final = 10**15
"""No single amount is larger than this many minor units, so that sums stay within 64 bits."""


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 currency that people pay in."""
    return code in _DECIMALS


def decimals(currency: str) -> int:
    """How many decimals an amount in `currency` has: JPY 0, USD 2, KWD 3.

    Raises `InputError` for a code that ISO 4217 does not list.
    """
    try:
        return _DECIMALS[currency]
    except KeyError:
        raise InputError(
            f"unknown currency `{currency}`",
            help="use a three-letter ISO 4217 code such as USD, EUR or GBP",
        ) from None


@cache
def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-decimals(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """`amount` in minor units, exactly; raises `InputError` where it does not fit the currency."""
    if not amount.is_finite():
        raise InputError(f"`{amount}` is not an amount", help="write a number such as 1250.00")
    if abs(amount) > LARGEST_MINOR * _unit(currency):
        raise InputError(
            f"`{amount}` {currency} is larger than any amount a ledger takes",
            help=f"the largest is {format_minor(LARGEST_MINOR, currency)} {currency}",
        )
    scaled = amount.scaleb(decimals(currency))
    minor = int(scaled)
    if minor != scaled:
        places = decimals(currency)
        raise InputError(
            f"`{amount}` has more decimals than {currency} has",
            help=f"{currency} has {places or 'no'} decimals",
        )
    return minor


def to_decimal(minor: int, currency: str) -> Decimal:
    """`minor` units as an exact decimal in whole units of `currency`."""
    return Decimal(minor).scaleb(-decimals(currency))


def format_minor(minor: int, currency: str, *, grouped: bool = True) -> str:
    """`123450` USD as `1,234.50`; without the currency, which columns and sentences add."""
    return f"{to_decimal(minor, currency):{',' if grouped else ''}f}"


def round_minor(exact: Decimal, rounding: Rounding = "half-up") -> int:
    """An exact count of minor units rounded once to a whole one, in the named way."""
    return int(exact.quantize(Decimal(1), rounding=_MODES[rounding]))


def percent_of(minor: int, percent: Decimal, rounding: Rounding = "half-up") -> int:
    """`percent` per cent of `minor` units, in minor units, rounded once."""
    return round_minor(Decimal(minor) * percent / 100, rounding)


def round_exact(exact: Fraction, rounding: Rounding = "half-up") -> int:
    """An exact number rounded once to a whole one, in the named way; halves as `round_minor` does."""
    floor, rest = divmod(exact.numerator, exact.denominator)
    match rounding:
        case "down":
            return floor
        case "up":
            return floor + (rest > 0)
        case "half-up":
            above = 2 * rest > exact.denominator or (2 * rest == exact.denominator and floor >= 0)
        case "half-even":
            above = 2 * rest + (floor % 2) > exact.denominator
    return floor + above


def round_fraction(exact: Fraction, rounding: Rounding = "half-up") -> int:
    """As `round_exact`."""
    return round_exact(exact, rounding)
