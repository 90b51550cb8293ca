"""A policy as the program holds it: frozen, exact, free of anything about files or ledgers.

Sections are tuples of rules in the order of the file. How many rules of a section decide is the
section's hit policy: `SECTIONS` says it for each.
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
from collectrules.policy.model.contact import ContactLimit
from collectrules.policy.model.ladder import Action, ContactAction, Ladder, PlacementAction, Stage
from collectrules.policy.model.letting_go import WriteOff
from collectrules.policy.model.policy import SECTIONS, Policy
from collectrules.policy.model.who import Grace, Hold, Priority, Segment

__all__ = [
    "LANGUAGE",
    "SECTIONS",
    "Action",
    "Approval",
    "Bands",
    "Bounds",
    "Channel",
    "Charge",
    "Combined",
    "Comparison",
    "Condition",
    "ContactAction",
    "ContactLimit",
    "Counted",
    "EveryDays",
    "Flat",
    "ForEach",
    "Grace",
    "HitPolicy",
    "Hold",
    "Ladder",
    "LateFee",
    "Level",
    "PerSum",
    "Percent",
    "PlacementAction",
    "Policy",
    "Priority",
    "Repeat",
    "Rule",
    "Scalar",
    "SectionKind",
    "Segment",
    "Stage",
    "Stoppable",
    "WriteOff",
]
