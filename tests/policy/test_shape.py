"""What may stand in a file, as an editor's schema will say it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from collectrules.policy.facts import FACTS
from collectrules.policy.shape import PolicyShape


def described(schema: object, name: str = "") -> Iterator[tuple[str, bool]]:
    """Every key of every table with whether it has a description."""
    if isinstance(schema, dict):
        for key, inner in schema.get("properties", {}).items():
            yield f"{name}.{key}", isinstance(inner, dict) and "description" in inner
        for key, inner in schema.get("$defs", {}).items():
            yield from described(inner, key)


def test_every_key_is_described() -> None:
    keys = dict(described(PolicyShape.model_json_schema()))
    assert len(keys) > 50
    assert [key for key, said in keys.items() if not said] == []


def test_the_schema_knows_every_fact() -> None:
    shapes = PolicyShape.model_json_schema()["$defs"]
    asked = shapes["StageShape"]["properties"]["when"]["properties"]
    assert asked.keys() == FACTS.keys()
    of_account = shapes["PriorityShape"]["properties"]["when"]["properties"]
    assert of_account.keys() == {name for name, fact in FACTS.items() if fact.subject == "account"}


def test_the_command_line_starts_without_the_shapes() -> None:
    program = "import sys, collectrules.cli.app; print('pydantic' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
