"""The shapes of `[[credit]]` and `[[provision]]`."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from collectrules.policy import model
from collectrules.policy.shape.base import Amount, Percentage, Table, Text, objection, shortened
from collectrules.policy.shape.rules import AccountRule, Conditions

_NEEDS: Final = {"deposit": "percent", "limit": "amount"}
_BUCKET: Final = re.compile(r"current|(\d{1,4})-(\d{1,4})|over (\d{1,4})")
_MEANT: Final = 'write `"current"`, `"1-30"` (both days in it) or `"over 90"`'


class CreditShape(AccountRule):
    """On what terms an account is sold to: each whose conditions hold."""

    decision: Literal["hold-orders", "deposit", "limit"] = Field(
        description="no orders, part in advance, or a limit to what may be open"
    )
    percent: Percentage | None = Field(
        default=None, description="the share of an order that is paid in advance, for a deposit"
    )
    amount: Amount | None = Field(
        default=None, description="the most that may be open, for a limit"
    )

    @model_validator(mode="after")
    def _what_the_decision_needs(self) -> Self:
        needed = _NEEDS.get(self.decision)
        for key in ("percent", "amount"):
            given = getattr(self, key) is not None
            if key == needed and not given:
                raise objection(
                    "missing-key", f"`{self.decision}` needs `{key}`", f"add `{key}`", at="decision"
                )
            if key != needed and given:
                raise objection(
                    "useless-key",
                    f"`{key}` says nothing beside `{self.decision}`",
                    "remove it, or write the decision it belongs to",
                    at=key,
                )
        return self

    def rule(self, read: Conditions) -> model.Credit:
        """The rule as the program holds it."""
        return model.Credit(
            **self.with_conditions(read),
            decision=self.decision,
            percent=self.percent or Decimal(0),
            amount=self.amount or 0,
        )


def days_of(bucket: str) -> tuple[int | None, int | None] | None:
    """The first and last day past due of a bucket, None for no end; None where it is no bucket."""
    found = _BUCKET.fullmatch(bucket)
    if found is None:
        return None
    first, last, over = found.groups()
    if over is not None:
        return int(over) + 1, None
    return (None, 0) if first is None else (int(first), int(last))


def _bucket(text: str) -> str:
    days = days_of(text)
    if days is None:
        raise objection(
            "bad-bucket", f"`{shortened(text)}` is not a bucket of days past due", _MEANT
        )
    first, last = days
    if first is not None and last is not None and first > last:
        raise objection("bad-bucket", f"the bucket `{text}` ends before it begins", _MEANT)
    return text


_FRACTION: Final = re.compile(r"([0-9]{1,18})/([0-9]{1,18})", re.ASCII)


def _fraction(text: str) -> str:
    found = _FRACTION.fullmatch(text)
    if found is None or int(found[2]) == 0:
        raise objection(
            "bad-fraction",
            f"`{shortened(text)}` is not a share",
            'write two whole numbers, such as "2/23": what is lost, and of what',
        )
    if int(found[1]) > int(found[2]):
        raise objection(
            "out-of-range",
            f"`{shortened(text)}` is more than the whole",
            'write what is lost first: "2/23" is 2 of 23',
        )
    return text


class ProvisionShape(Table):
    """What share of invoices of an age is expected to be lost."""

    bucket: Annotated[
        Text,
        AfterValidator(_bucket),
        WithJsonSchema({"type": "string", "pattern": f"^({_BUCKET.pattern})$"}),
    ] = Field(description='days past due: "current", "1-30", "over 90"')
    percent: Percentage | None = Field(
        default=None, description="the share that is expected to be lost, in per cent"
    )
    loss: Annotated[
        Text | None,
        AfterValidator(lambda text: text if text is None else _fraction(text)),
        WithJsonSchema({"type": "string", "pattern": f"^{_FRACTION.pattern}$"}),
    ] = Field(default=None, description='the same as a fraction, exactly: "2/23" is 2 of 23')

    @model_validator(mode="after")
    def _one_share(self) -> Self:
        if self.percent is None and self.loss is None:
            raise objection(
                "missing-key",
                "a provision needs `percent`",
                'add what is expected to be lost: percent = 2, or exactly loss = "2/23"',
            )
        if self.percent is not None and self.loss is not None:
            raise objection(
                "useless-key", "`loss` says the same as `percent`", "keep one of the two", at="loss"
            )
        return self

    def provision(self) -> model.Provision:
        """The provision as the program holds it."""
        first, last = days_of(self.bucket) or (None, None)
        lost = Fraction(self.loss) * 100 if self.loss else Fraction(self.percent or 0)
        return model.Provision(first, last, lost)
