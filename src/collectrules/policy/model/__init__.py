"""A policy as the program holds it: frozen, exact, free of anything about files or ledgers.

Sections are tuples of rules in the order of the file. How many rules of a section decide is the
section's hit policy: `SECTIONS` and `GATED` say it for each.
"""

from __future__ import annotations

from collectrules.policy.model.base import (
    LANGUAGE,
    Approval,
    Channel,
    Comparison,
    Condition,
    Counted,
    HitPolicy,
    Level,
    Rule,
    Scalar,
    SectionKind,
    Stoppable,
)
from collectrules.policy.model.charges import Bands, Charge, Flat, LateFee, Percent
from collectrules.policy.model.contact import (
    WEEKDAYS,
    Clock,
    ContactHours,
    ContactLimit,
    ContactPause,
    ContactQuota,
    ContactRule,
    Opening,
    Period,
    Trigger,
    Weekday,
)
from collectrules.policy.model.ladder import Action, ContactAction, Ladder, PlacementAction, Stage
from collectrules.policy.model.letting_go import WriteOff
from collectrules.policy.model.policy import GATED, SECTIONS, Policy
from collectrules.policy.model.who import Grace, Hold, Priority, Segment

__all__ = [
    "GATED",
    "LANGUAGE",
    "SECTIONS",
    "WEEKDAYS",
    "Action",
    "Approval",
    "Bands",
    "Channel",
    "Charge",
    "Clock",
    "Comparison",
    "Condition",
    "ContactAction",
    "ContactHours",
    "ContactLimit",
    "ContactPause",
    "ContactQuota",
    "ContactRule",
    "Counted",
    "Flat",
    "Grace",
    "HitPolicy",
    "Hold",
    "Ladder",
    "LateFee",
    "Level",
    "Opening",
    "Percent",
    "Period",
    "PlacementAction",
    "Policy",
    "Priority",
    "Rule",
    "Scalar",
    "SectionKind",
    "Segment",
    "Stage",
    "Stoppable",
    "Trigger",
    "Weekday",
    "WriteOff",
]
