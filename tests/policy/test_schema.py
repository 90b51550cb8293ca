"""The schema that editors read: it takes what the program takes, and underlines what it does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectrules.policy.schema import FILE_NAME, policy_schema, schema_text
from tests.policy.texts import HEAD, READY

TAPLO = Path(sys.executable).parent / "taplo"


def linted(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / FILE_NAME).write_text(schema_text(), encoding="utf-8")
    (folder / "p.toml").write_text(f"#:schema ./{FILE_NAME}\n{text}", encoding="utf-8")
    return subprocess.run(
        [TAPLO, "lint", "--colors", "never", "p.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def tables(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from tables(each)


def test_no_key_may_be_null_and_every_reference_leads_somewhere() -> None:
    schema = policy_schema()
    known = {f"#/definitions/{name}" for name in schema["definitions"]}
    for table in tables(schema):
        assert table.get("type") != "null"
        assert table.get("$ref", next(iter(known))) in known


def test_every_key_of_a_rule_says_what_it_is() -> None:
    for name, definition in policy_schema()["definitions"].items():
        if name.endswith("Shape"):
            for key, schema in definition["properties"].items():
                assert schema.get("description"), (name, key)


def test_the_ready_policy_is_taken(tmp_path: Path) -> None:
    assert linted(tmp_path, READY.read_text()).returncode == 0


@pytest.mark.parametrize("rules", [
    'charge = { amount = 15.00 }',
    'charge = { amount = [{ from = 2026-01-01, is = 40.00 }, { from = 2027-01-01, is = 45.00 }] }',
    'when.balance = { at_least = { GBP = 50.00 } }\ncharge = { percent = 5, of = "balance" }',
    'charge = { amount = { GBP = [{ from = 2026-01-01, is = 40.00 }] } }',
    'unless.disputed = true\nwhen.segment = { not = ["a", "b"] }\ncharge = { amount = 15.00 }',
    'any = [{ promise = "open" }, { balance = { below = 5.00 } }]\ncharge = { amount = 15.00 }',
])  # fmt: skip
def test_every_way_to_write_a_value_is_taken(tmp_path: Path, rules: str) -> None:
    done = linted(tmp_path, f'{HEAD}\n[[late_fee]]\nid = "fee"\n{rules}\n')
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("rules", [
    'charge = { amount = "15.00" }',
    'charge = { amount = 15.00, percents = 5 }',
    'when.balnace = { at_least = 50.00 }\ncharge = { amount = 15.00 }',
    'when.balance = { atleast = 50.00 }\ncharge = { amount = 15.00 }',
    'when.promise = "opened"\ncharge = { amount = 15.00 }',
    'charge = { amount = [{ form = 2026-01-01, is = 40.00 }] }',
    'charge = { amount = -1 }',
])  # fmt: skip
def test_what_the_program_refuses_is_underlined(tmp_path: Path, rules: str) -> None:
    done = linted(tmp_path, f'{HEAD}\n[[late_fee]]\nid = "fee"\n{rules}\n')
    assert done.returncode == 1
    assert "p.toml:" in done.stderr
