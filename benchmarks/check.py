"""How long `policy check` takes on a made policy, as a multiple of reading it: by boxes, and with z3."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median
from typing import Final, TypeVar

from collectrules.policy.checks import Checked, Known, check_policy
from collectrules.policy.load import policy_in
from collectrules.policy.model import Policy
from collectrules.policy.proof.prover import prover_for, z3_is_installed
from collectrules.policy.proof.theory import Theory
from collectrules.policy.source import read_document

SIZES: Final = (50, 200, 500)
_DAY: Final = date(2026, 6, 1)
_TIMES: Final = 3
T = TypeVar("T")
_HEAD: Final = """\
language = 1

[policy]
id = "made"
title = "A made policy"
version = "1"
effective_from = 2026-01-01
currency = "GBP"
"""


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print a line for each size: seconds to read it, then to check it and the ratio to reading it."""
    print("policy check: seconds on a made policy, and multiples of the time to read it")
    print(f"{'rules':>6}{'read s':>8}{'boxes s':>9}{'/read':>7}{'z3 s':>9}{'/read':>7}{'found':>7}")
    for size in sizes:
        text = made_policy(size).encode()
        reading, policy = _taken(lambda text=text: policy_in(read_document(text, "made.toml")))
        cells = [f"{size:6}{reading:8.3f}"]
        found = 0
        for with_z3 in (False, True) if z3_is_installed() else (False,):
            checking, checked = _taken(lambda p=policy, z=with_z3: _checked(p, with_z3=z))
            cells.append(f"{checking:9.3f}{checking / reading:7.1f}")
            found = len(checked.found)
            if checked.undecided:
                cells.append(f" not in full: {', '.join(checked.undecided)}")
        print("".join(cells) + f"{found:7}", flush=True)


def _checked(policy: Policy, *, with_z3: bool) -> Checked:
    return check_policy(policy, Known(day=_DAY), prover_for(Theory(policy), with_z3=with_z3))


def _taken(work: Callable[[], T]) -> tuple[float, T]:
    taken = []
    for _ in range(_TIMES):
        started = time.process_time()
        result = work()
        taken.append(time.process_time() - started)
    return median(taken), result


def made_policy(size: int) -> str:
    """A policy of `size` rules in the proportions of a large one, with a few doubtful ones among them."""
    share = size // 10
    parts = [
        *_segments(share),
        *_graces(share),
        *_fees(2 * share),
        *_holds(share),
        *_stages(min(30, share)),
        *_limits(),
        *_write_offs(2 * share),
        *_priorities(size - 2 - share * 7 - min(30, share)),
    ]
    return _HEAD + "\n".join(parts)


def _segments(count: int) -> Iterator[str]:
    for n in range(count - 1):
        yield f'[[segment]]\nid = "s{n}"\nwhen.paid_last_12_months = {{ at_least = {(count - n) * 1000}.00 }}'
        yield f"when.invoices_paid = {{ at_least = {n + 2} }}\n"
    yield '[[segment]]\nid = "standard"\n'


def _graces(count: int) -> Iterator[str]:
    for n in range(count - 1):
        yield f'[[grace]]\nid = "g{n}"\nwhen.segment = "s{n}"\nwhen.balance = {{ at_least = {n}.00 }}'
        yield f"days = {n % 20}\n"
    yield '[[grace]]\nid = "everyone"\ndays = 5\n'


def _fees(count: int) -> Iterator[str]:
    for n in range(count):
        yield f'[[late_fee]]\nid = "f{n}"\nwhen.days_past_grace = {{ at_least = {1 + n} }}'
        yield f"when.balance = {{ at_least = {100 * n}.00, below = {100 * (n + 2)}.00 }}"
        yield f'when.debtor_kind = "business"\ncharge = {{ amount = {10 + n}.00 }}\n'


def _holds(count: int) -> Iterator[str]:
    yield '[[hold]]\nid = "dispute"\nwhen.disputed = true\nstops = ["stage"]\nclock = "stopped"\n'
    for n in range(count - 1):
        yield f'[[hold]]\nid = "h{n}"\nwhen.promise = "open"\nwhen.overdue_total = {{ below = {n + 1}00.00 }}'
        yield 'stops = ["stage", "late_fee"]\nclock = "running"\n'


def _stages(count: int) -> Iterator[str]:
    for n in range(count):
        yield f'[[stage]]\nid = "t{n}"\nwhen.days_past_grace = {{ at_least = {1 + 6 * n} }}'
        yield f"when.overdue_total = {{ at_least = {10 * n}.00 }}\nwait_days = {min(5, n)}"
        yield 'action = { channel = "email" }\n'


def _limits() -> Iterator[str]:
    for at_most, days in ((3, 7), (1, 1)):
        yield f'[[contact_limit]]\nid = "l{at_most}"\nchannels = ["email", "call"]'
        yield f"at_most = {at_most}\nwithin_days = {days}\n"


def _write_offs(count: int) -> Iterator[str]:
    for n in range(count):
        yield f'[[write_off]]\nid = "w{n}"\nwhen.days_past_due = {{ at_least = {30 + 10 * (n % 37)} }}'
        yield f'when.balance = {{ at_most = {n + 1}.00 }}\napproval = "owner"\n'


def _priorities(count: int) -> Iterator[str]:
    for n in range(count):
        yield f'[[priority]]\nid = "p{n}"\nwhen.overdue_total = {{ at_least = {n * 50}.00 }}'
        yield f'any = [{{ promise = "broken" }}, {{ oldest_days_past_due = {{ at_least = {n} }} }}]'
        yield f"score = {n}\n"


if __name__ == "__main__":
    main()
