"""What the help says of the owner's screens beside their keys."""

from __future__ import annotations

from typing import Final

FIGURES: Final = (
    (
        "outstanding",
        "what is left of invoices by days past due, with fees and interest, less credit",
    ),
    ("DSO days", "how many days back the sales reach that are not paid yet (count-back)"),
    ("CEI %", "of what could be collected in the month, how much was"),
    ("past due %", "what is past due of what is receivable, at the end of the month"),
    ("promises", "kept is paid in full by the day promised; broken is all others that were due"),
    ("collected", "money received, and payments that only a balance in their books showed"),
    (
        "today's list",
        "rows of the last run that a limit on contacts or a stop blocks, and until when",
    ),
    ("stage", "the furthest stage carried out for any invoice of the account that is open"),
)
"""What the figures of the dashboard are."""

SAME: Final = (
    "Each number is that of the command: `report ageing`, `report kpi` for the month, `worklist --plain`. "
    "Currencies are never added together."
)
PARTS: Final = (
    (
        "1 rules",
        "what the policy says, section by section, a sentence each, with why and where it is from",
    ),
    (
        "2 contacts",
        "limits and hours, the packs, how long they may dispute, what a result counts as",
    ),
    ("3 versions", "every version, when it is in force, who approved it; Enter reads one"),
    ("4 findings", "what `policy check` finds doubtful in the version that is read"),
    (
        "5 stages",
        "how many accounts stand on which stage; Enter shows them, and Enter again opens one",
    ),
)
"""The parts of the policy screen."""

REVIEWED: Final = (
    ("changes", "each change between the two versions, and how many accounts it alone moves"),
    ("together", "what is left of the whole when each change alone is taken off it"),
    ("on a stage", "what becomes of accounts in flight: kept, moved, begun anew"),
    ("week ahead", "the contacts of seven days, lived forward under both versions"),
    (
        "on the right",
        "what the line under the cursor does, and below it whom it treats differently",
    ),
    ("Tab", "from the changes to what they do, and on to the accounts"),
    ("the books", "a copy of the ledger, as it stood when this was opened; R takes a new one"),
)
"""What the columns of the review are."""
NAMES: Final = (
    ("a file", "policies/next.toml, as seen from where you are"),
    ("published", "the version in force today"),
    ("2, ready@2", "a version that was published"),
    ("git:HEAD~3:FILE", "a file as it was in a revision"),
)
"""How a version is named."""
EXPLAINED: Final = (
    ("above", "what the versions decide differently about the invoices of the account"),
    ("left", "how the version before decides, with the rules and what they read"),
    ("right", "how the version after does; what is different stands out on both sides"),
)
"""What an account under both versions shows."""
PUBLISHING: Final = (
    "The text that was reviewed is frozen in the ledger word for word, with who approved it and why. It "
    "is in force from the day that it says itself; a published version never changes, and the next one "
    "takes its place. What the checks find in it, and how its scenarios come out, is shown before it is "
    "asked."
)
