"""How long `policy check` takes for long policies, as a multiple of a bare TOML parse: reading the policy
alone, its checks by boxes and by z3, and the whole command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Final, TypeVar

from benchmarks.clock import measured, seconds
from collectrules.policy.checks import Checked, Known, check_policy
from collectrules.policy.load import policy_in
from collectrules.policy.proof.prover import prover_for, z3_is_installed
from collectrules.policy.source import read_document

SIZES: Final = (200, 500)
_TIMES: Final = 5
_DAY: Final = date(2026, 6, 1)
T = TypeVar("T")
_HEAD: Final = """\
language = 1

[policy]
id = "benchmark"
title = "A policy of many rules"
version = "1"
effective_from = 2026-01-01
currency = "GBP"
"""


def main() -> None:
    """Print the median CPU seconds of each part of a check, and its ratio to a bare parse."""
    for size in SIZES:
        data = policy_text(size)
        print(f"policy check, {size} rules, {len(data):,} bytes: seconds of CPU and ratios of them")
        bare = seconds(lambda data=data: tomllib.loads(data.decode()), _TIMES)
        for what, taken in chain([("tomllib alone", bare)], _parts(data)):
            print(f"{what:32} {taken:8.3f} {taken / bare:8.1f}", flush=True)


def _parts(data: bytes) -> Iterator[tuple[str, float]]:
    yield "load alone", seconds(lambda: policy_in(read_document(data, "benchmark.toml")), _TIMES)
    for with_z3 in (False, True) if z3_is_installed() else (False,):
        taken, checked = measured(lambda z=with_z3: _check(data, with_z3=z), _TIMES)
        left = f", {len(checked.undecided)} not in full" if checked.undecided else ""
        yield f"load and checks, {checked.prover}{left}", taken
    yield "the whole command, boxes", _command(data)


def _check(data: bytes, *, with_z3: bool) -> Checked:
    policy = policy_in(read_document(data, "benchmark.toml"))
    return check_policy(policy, Known(day=_DAY), partial(prover_for, with_z3=with_z3))


_WITHOUT_Z3: Final = (
    "from collectrules.policy.proof import prover; prover.z3_is_installed = lambda: False; "
    "from collectrules.__main__ import main; main()"
)


def _command(data: bytes) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.toml"
        path.write_bytes(data)
        command = [sys.executable, "-c", _WITHOUT_Z3, "policy", "check", str(path)]
        # As after an installation: the modules are compiled once, by a first run that is not counted.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        run = partial(
            subprocess.run, command, cwd=folder, env=environment, capture_output=True, check=True
        )
        run()
        return seconds(run, _TIMES)


def policy_text(rules: int) -> bytes:
    """A policy of so many rules in the proportions of a large one, with a few doubtful ones among them."""
    share = rules // 10
    stages = min(30, share)
    parts = chain(
        _segments(share),
        _graces(share),
        _fees(2 * share),
        _holds(share),
        _stages(stages),
        _limits(),
        _write_offs(2 * share),
        _priorities(),
    )
    return "\n".join([_HEAD, *islice(parts, rules)]).encode()


def _segments(count: int) -> Iterator[str]:
    for n in range(count - 1):
        yield (
            f'[[segment]]\nid = "s{n}"\nwhen.paid_last_12_months = {{ at_least = {(count - n) * 1000}.00 }}\n'
            f"when.invoices_paid = {{ at_least = {n + 2} }}\n"
        )
    yield '[[segment]]\nid = "standard"\n'


def _graces(count: int) -> Iterator[str]:
    for n in range(count - 1):
        yield (
            f'[[grace]]\nid = "g{n}"\nwhen.segment = "s{n}"\nwhen.balance = {{ at_least = {n}.00 }}\n'
            f"days = {n % 20}\n"
        )
    yield '[[grace]]\nid = "everyone"\ndays = 5\n'


def _fees(count: int) -> Iterator[str]:
    for n in range(count):
        yield (
            f'[[late_fee]]\nid = "f{n}"\nwhen.days_past_grace = {{ at_least = {1 + n} }}\n'
            f"when.balance = {{ at_least = {100 * n}.00, below = {100 * (n + 2)}.00 }}\n"
            f'when.debtor_kind = "business"\ncharge = {{ amount = {10 + n}.00 }}\n'
        )


def _holds(count: int) -> Iterator[str]:
    yield '[[hold]]\nid = "dispute"\nwhen.disputed = true\nstops = ["stage"]\nclock = "stopped"\n'
    for n in range(count - 1):
        yield (
            f'[[hold]]\nid = "h{n}"\nwhen.promise = "open"\nwhen.overdue_total = {{ below = {n + 1}00.00 }}\n'
            'stops = ["stage", "late_fee"]\nclock = "running"\n'
        )


def _stages(count: int) -> Iterator[str]:
    for n in range(count):
        yield (
            f'[[stage]]\nid = "t{n}"\nwhen.days_past_grace = {{ at_least = {1 + 6 * n} }}\n'
            f"when.overdue_total = {{ at_least = {10 * n}.00 }}\nwait_days = {min(5, n)}\n"
            'action = { channel = "email" }\n'
        )


def _limits() -> Iterator[str]:
    for at_most, days in ((3, 7), (1, 1)):
        yield (
            f'[[contact_limit]]\nid = "l{at_most}"\nchannels = ["email", "call"]\n'
            f"at_most = {at_most}\nwithin_days = {days}\n"
        )


def _write_offs(count: int) -> Iterator[str]:
    for n in range(count):
        yield (
            f'[[write_off]]\nid = "w{n}"\nwhen.days_past_due = {{ at_least = {30 + 10 * (n % 37)} }}\n'
            f'when.balance = {{ at_most = {n + 1}.00 }}\nunless.promise = "open"\napproval = "owner"\n'
        )


def _priorities() -> Iterator[str]:
    n = 0
    while True:
        yield (
            f'[[priority]]\nid = "p{n}"\nwhen.overdue_total = {{ at_least = {n * 50}.00 }}\n'
            f'any = [{{ promise = "broken" }}, {{ oldest_days_past_due = {{ at_least = {n} }} }}]\n'
            f"score = {n}\n"
        )
        n += 1


if __name__ == "__main__":
    main()
