from __future__ import annotations

from syrupy.assertion import SnapshotAssertion

from collectrules.policy.load import load
from collectrules.policy.model import SECTIONS
from collectrules.policy.sentences import chapters
from tests.policy.texts import READY, policy

EVERYTHING = """
[[segment]]
id = "standard"

[[grace]]
id = "short"
when.segment = { not = "standard" }
days = 1

[[grace]]
id = "none"
days = 0

[[late_fee]]
id = "flat"
charge = { amount = 15.00 }

[[late_fee]]
id = "monthly"
when.days_past_grace = { at_least = 1 }
charge = { percent = 1.50, of = "balance" }
repeat = "monthly"

[[late_fee]]
id = "one-band"
charge = { bands = [{ amount = 40.00 }], of = "invoice_amount" }

[[hold]]
id = "always"
stops = ["write_off"]
clock = "running"

[[stage]]
id = "call"
action = { channel = "call" }
wait_days = 1

[[stage]]
id = "agency"
action = { place_with = "northgate", contingency_percent = 12.50 }
approval = "owner"

[[contact_limit]]
id = "rest"
channels = ["call", "sms"]
at_most = 1
within_days = 7
counts = "conversations"
level = "soft"

[[write_off]]
id = "all"
approval = "none"

[[priority]]
id = "one"
score = 1

[[priority]]
id = "down"
when.promise = ["open", "kept"]
score = -20
"""


def read_aloud(text: str) -> str:
    lines = []
    for chapter in chapters(policy(text)):
        lines += [chapter.heading, *(f"  {id}: {sentence}" for id, sentence in chapter.rules)]
    return "\n".join(lines)


def test_each_rule_is_one_sentence(snapshot: SnapshotAssertion) -> None:
    assert read_aloud(EVERYTHING) == snapshot


def test_the_ready_policy_read_aloud(snapshot: SnapshotAssertion) -> None:
    lines = []
    for chapter in chapters(load(READY)):
        lines += [chapter.heading, *(f"  {id}: {sentence}" for id, sentence in chapter.rules)]
    assert "\n".join(lines) == snapshot


def test_every_section_is_read() -> None:
    read = {chapter.section for chapter in chapters(policy(EVERYTHING))}
    assert read == {*SECTIONS, "contact_limit"}
