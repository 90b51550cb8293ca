"""The code of everything that can be wrong in a policy file, and what each means.

Codes are part of the interface: scripts and editors read them, so they are never renamed.
"""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, str]] = {
    # the file
    "unreadable": "there is no such file, or it cannot be read",
    "too-long": "the file is too long to be a policy",
    "not-utf8": "the file is not UTF-8 text",
    "empty-file": "the file says nothing",
    "not-toml": "the file breaks the rules of TOML",
    "duplicate-key": "a key or a section that may stand once stands twice",
    # sections and keys
    "unknown-language": "the policy is in a version of the language this program does not read",
    "unknown-section": "no section is called so, or none yet",
    "unknown-key": "no key is called so in this section, or none yet",
    "missing-key": "a key that must be there is not",
    "useless-key": "a key says nothing beside what else is said",
    "section-form": "a section has single brackets where it needs double ones, or the reverse",
    # values
    "wrong-type": "a value of another kind is needed here",
    "empty": "a text, a list or a group of conditions has nothing in it",
    "duplicate": "a list names the same thing twice",
    "control-character": "a text has a character that no screen shows",
    "out-of-range": "a number is too small or too large to make sense",
    "too-many-decimals": "an amount or a percentage has more decimals than it can have",
    "unknown-word": "a word is none of those that can stand here",
    "bad-id": "an id has characters that no id has",
    # the head
    "unknown-currency": "no currency has this code",
    "mixed-decimals": "the policy's currencies differ in their decimals",
    "unknown-time-zone": "no time zone is called so",
    "out-of-order": "a day comes before the one it should follow",
    # conditions
    "unknown-fact": "no fact is called so",
    "unknown-comparison": "no comparison is called so",
    "wrong-comparison": "a fact that is not a number is compared as if it were one",
    "unit": "a fact that counts whole things is compared with a part of one",
    "wrong-subject": "a rule that judges an account asks for something of an invoice",
    "not-decided-yet": "a rule asks for what the policy decides only after it",
    "unknown-segment": "no segment has this id",
    "unknown-stage": "no stage has this id",
    # rules
    "duplicate-id": "two rules of a section have the same id",
    "reserved-id": "an id has a meaning of its own",
    "segment-open": "some accounts would be in no segment",
    "grace-open": "some invoices would have no days of grace",
    "charge-form": "a charge is neither a sum, nor a percentage, nor bands",
    "band-open": "a band without a limit is not the last, or the last one has a limit",
    "band-order": "the limits of bands do not rise",
    "action-form": "an action is neither a contact nor a placement",
    "clock-without-dates": "a hold stops the clock for something whose days are not recorded",
    # doubts
    "never-holds": "no account and no invoice there can be meets the conditions of a rule",
    "hidden-rule": "a rule decides nothing, because others take all that it asks for",
    "gap": "a section that should decide has nothing to say at some age of an invoice",
    "conflict": "two rules of the same rank contradict or double each other",
    "unreachable-stage": "no invoice can come to a stage, or go on from it",
    "impossible-wait": "by the time a stage's wait is over, it can no longer hold",
    "cadence": "the ladder asks for more contacts in so many days than a contact limit allows",
    "review-due": "the day by which the policy was to be reviewed has passed",
    "changed-without-reason": "a number of a rule is not the one of the version before, and nobody says why",
    "no-scenario": "no scenario shows that a rule does what it is meant to",
}
