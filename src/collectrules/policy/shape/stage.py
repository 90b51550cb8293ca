"""The shape of `[[stage]]`: a rung of the ladder and the step it asks for."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from collectrules.policy import model
from collectrules.policy.model import Approval, Channel, Enough
from collectrules.policy.shape.base import (
    Id,
    Items,
    Line,
    Percentage,
    Table,
    Wait,
    objection,
    once_each,
)
from collectrules.policy.shape.rules import Conditions, InvoiceRule
from collectrules.policy.words import joined


class ContactShape(Table):
    """Speak or write to the customer."""

    channel: Channel | None = Field(default=None, description="how: call, email, sms or letter")
    channels: Annotated[tuple[Channel, ...], Items, AfterValidator(once_each)] | None = Field(
        default=None,
        min_length=2,
        description="several of them for one step, such as email and letter",
    )
    enough: Enough = Field(
        default="all",
        description="of several channels: all of them carry the step out together, or any one alone",
    )
    template: Id | None = Field(default=None, description="the text of the message, by its id")
    script: Id | None = Field(default=None, description="what to say on the call, by its id")
    tone: Line = Field(
        default="", description="a word for how it sounds, such as friendly or formal"
    )

    @model_validator(mode="after")
    def _one_way_or_several(self) -> Self:
        if self.channel is not None and self.channels is not None:
            raise objection(
                "useless-key",
                "`channel` and `channels` say the same thing",
                "keep `channels`, with all of them, or `channel` where it is one",
                at="channel",
            )
        if self.channels is None and "enough" in self.model_fields_set:
            raise objection(
                "useless-key",
                "`enough` is about several `channels`",
                "remove it, or name the `channels`",
                at="enough",
            )
        return self

    @model_validator(mode="after")
    def _words_for_the_channels(self) -> Self:
        spoken = "call" in self._ways
        written = any(way != "call" for way in self._ways)
        for has, wants, fits in (("template", "script", written), ("script", "template", spoken)):
            if getattr(self, has) is not None and not fits:
                raise objection(
                    "useless-key",
                    f"a step by {joined(self._ways, 'and')} has a `{wants}`, not a `{has}`",
                    f"rename `{has}` to `{wants}`",
                    at=has,
                )
        return self

    @property
    def _ways(self) -> tuple[Channel, ...]:
        return self.channels or ((self.channel,) if self.channel else ())

    def action(self) -> model.ContactAction:
        """The step as the program holds it."""
        return model.ContactAction(
            self._ways,
            template=self.template or "",
            script=self.script or "",
            tone=self.tone,
            enough=self.enough,
        )


class PlacementShape(Table):
    """Hand the debt to an agency or lawyer who keeps a share of what is recovered."""

    place_with: Id = Field(description="who takes it over, by their id")
    contingency_percent: Percentage = Field(
        description="the share of what is recovered that they keep, in per cent"
    )

    def action(self) -> model.PlacementAction:
        """The step as the program holds it."""
        return model.PlacementAction(self.place_with, self.contingency_percent)


class TaskShape(Table):
    """Do something else: neither a contact nor a placement."""

    task: Id = Field(
        description="what is done, as an id that reads as words, such as disconnect-the-meter"
    )

    def action(self) -> model.TaskAction:
        """The step as the program holds it."""
        return model.TaskAction(self.task)


def _form(action: object) -> str | None:
    """Which of the forms is written, so that a fault is about that one alone."""
    known = action if isinstance(action, dict) else {}
    forms = (
        ("channel", "<contact>"), ("channels", "<contact>"),
        ("place_with", "<placement>"), ("task", "<task>"),
    )  # fmt: skip
    return next((tag for key, tag in forms if key in known), None)


ActionShape = Annotated[
    Annotated[ContactShape, Tag("<contact>")]
    | Annotated[PlacementShape, Tag("<placement>")]
    | Annotated[TaskShape, Tag("<task>")],
    Discriminator(
        _form,
        custom_error_type="action-form",
        custom_error_message="{sentence}",
        custom_error_context={
            "sentence": "an action is a contact with the customer, a placement or a task",
            "help": 'write { channel = "email", template = "reminder" } '
            'or { place_with = "the-agency", contingency_percent = 25 } '
            'or { task = "disconnect-the-meter" }',
        },
    ),
]


class StageShape(InvoiceRule):
    """One rung of the ladder, in the order of the file: one step a run, none skipped."""

    action: ActionShape = Field(
        description="the step: { channel, ... }, { place_with, ... } or { task }"
    )
    wait_days: Wait = Field(
        default=0,
        description="whole days that must have passed since the step before was carried out",
    )
    wait_working_days: Wait = Field(
        default=0, description="the same in working days: no weekends, no `holidays` of the policy"
    )
    working_days_only: bool = Field(
        default=False, description="whether the stage falls due on working days only"
    )
    approval: Approval = Field(
        default="none", description="who must agree before the step: none or owner"
    )

    @model_validator(mode="after")
    def _one_wait(self) -> Self:
        if self.wait_days and self.wait_working_days:
            raise objection(
                "useless-key",
                "a stage has one wait: `wait_days` or `wait_working_days`",
                "keep the one that is meant",
                at="wait_days",
            )
        return self

    def rule(self, read: Conditions) -> model.Stage:
        """The rule as the program holds it."""
        return model.Stage(
            **self.with_conditions(read),
            action=self.action.action(),
            wait_days=self.wait_days,
            wait_working_days=self.wait_working_days,
            working_days_only=self.working_days_only,
            approval=self.approval,
        )
