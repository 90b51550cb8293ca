"""The ledger's page names every table and every column."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collectrules.ledger.book import Ledger
from collectrules.ledger.events import KINDS, columns
from tests.docs.pages import ROOT

TEXT = (ROOT / "docs/reference/ledger.md").read_text(encoding="utf-8")


def test_every_kind_of_event_is_told_with_its_columns() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.*) \|$", TEXT, flags=re.MULTILINE)
    told = {table: tuple(re.findall(r"`(\w+)`", named)) for table, named in rows}
    assert told == {table: columns(kind) for table, kind in KINDS.items()}


@pytest.mark.parametrize(
    "table",
    [
        "journal",
        "worklist",
        "worklist_block",
        "worklist_run",
        "worklist_rest",
        "worklist_approval",
        "claim",
    ],
)
def test_the_other_tables_are_told(table: str, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.db") as ledger:
        names = [row["name"] for row in ledger.query(f"PRAGMA table_info({table})")]
    assert names
    assert [name for name in names if f"`{name}`" not in TEXT] == []
