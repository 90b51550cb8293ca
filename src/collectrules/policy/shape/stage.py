"""The shape of `[[stage]]`: a rung of the ladder and the step it asks for."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from collectrules.policy import model
from collectrules.policy.model import Approval, Channel
from collectrules.policy.shape.base import Id, Line, Percentage, Table, Wait, objection
from collectrules.policy.shape.rules import Conditions, InvoiceRule


class ContactShape(Table):
    """Speak or write to the customer."""

    channel: Channel = Field(description="how: call, email, sms or letter")
    template: Id | None = Field(default=None, description="the text of the message, by its id")
    script: Id | None = Field(default=None, description="what to say on the call, by its id")
    tone: Line = Field(
        default="", description="a word for how it sounds, such as friendly or formal"
    )

    @model_validator(mode="after")
    def _words_for_the_channel(self) -> Self:
        spoken = self.channel == "call"
        if (self.template if spoken else self.script) is not None:
            has, wants = ("template", "script") if spoken else ("script", "template")
            raise objection(
                "useless-key",
                f"a step by {self.channel} has a `{wants}`, not a `{has}`",
                f"rename `{has}` to `{wants}`",
                at=has,
            )
        return self

    def action(self) -> model.ContactAction:
        """The step as the program holds it."""
        return model.ContactAction(
            self.channel, template=self.template or self.script or "", tone=self.tone
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
    forms = (("channel", "<contact>"), ("place_with", "<placement>"), ("task", "<task>"))
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
    approval: Approval = Field(
        default="none", description="who must agree before the step: none or owner"
    )

    def rule(self, read: Conditions) -> model.Stage:
        """The rule as the program holds it."""
        return model.Stage(
            **self.with_conditions(read),
            action=self.action.action(),
            wait_days=self.wait_days,
            approval=self.approval,
        )
