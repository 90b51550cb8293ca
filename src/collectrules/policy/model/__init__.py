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
from collectrules.policy.model.charges import (
    Bands,
    Bounds,
    Charge,
    Combined,
    EveryDays,
    Flat,
    ForEach,
    LateFee,
    Percent,
    PerSum,
    Repeat,
)
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
from collectrules.policy.model.interest import (
    ContractRate,
    DayCount,
    Interest,
    Reference,
    ReferenceRate,
)
from collectrules.policy.model.ladder import (
    Action,
    ContactAction,
    InFlight,
    Ladder,
    PlacementAction,
    Stage,
)
from collectrules.policy.model.letting_go import WriteOff
from collectrules.policy.model.offers import Discount, Every, Offer, Plan, Settlement
from collectrules.policy.model.policy import CONDITIONAL, GATED, SECTIONS, Policy
from collectrules.policy.model.prevention import Credit, Provision
from collectrules.policy.model.terms import Allocation, BetweenInvoices, EarlyPayment, Part, Terms
from collectrules.policy.model.who import Grace, Hold, Priority, Segment

__all__ = [
    "CONDITIONAL",
    "GATED",
    "LANGUAGE",
    "SECTIONS",
    "WEEKDAYS",
    "Action",
    "Allocation",
    "Approval",
    "Bands",
    "BetweenInvoices",
    "Bounds",
    "Channel",
    "Charge",
    "Clock",
    "Combined",
    "Comparison",
    "Condition",
    "ContactAction",
    "ContactHours",
    "ContactLimit",
    "ContactPause",
    "ContactQuota",
    "ContactRule",
    "ContractRate",
    "Counted",
    "Credit",
    "DayCount",
    "Discount",
    "EarlyPayment",
    "Every",
    "EveryDays",
    "Flat",
    "ForEach",
    "Grace",
    "HitPolicy",
    "Hold",
    "InFlight",
    "Interest",
    "Ladder",
    "LateFee",
    "Level",
    "Offer",
    "Opening",
    "Part",
    "PerSum",
    "Percent",
    "Period",
    "PlacementAction",
    "Plan",
    "Policy",
    "Priority",
    "Provision",
    "Reference",
    "ReferenceRate",
    "Repeat",
    "Rule",
    "Scalar",
    "SectionKind",
    "Segment",
    "Settlement",
    "Stage",
    "Stoppable",
    "Terms",
    "Trigger",
    "Weekday",
    "WriteOff",
]
