"""A snapshot of open items from its file to a plan, and from the plan to the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from collectrules.errors import InputError, LedgerError
from collectrules.imports import header, proposal
from collectrules.imports.amounts import DecimalSign
from collectrules.imports.apply import apply_plan
from collectrules.imports.cells import cells_of
from collectrules.imports.choose import How, Said, choose, policy_currency
from collectrules.imports.dates import Order
from collectrules.imports.formats import read_file
from collectrules.imports.kinds import kinds_said
from collectrules.imports.mapping import ColumnMapping
from collectrules.imports.plan import Plan
from collectrules.imports.rows import read_rows
from collectrules.imports.sheet import Table
from collectrules.imports.snapshot import compare
from collectrules.imports.warnings import paid_twice
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import MappingRemembered, SnapshotTaken
from collectrules.ledger.items import account_ids, items
from collectrules.ledger.policies import NoneInForce, in_force, versions
from collectrules.ledger.sources import (
    last_run,
    last_seq,
    last_snapshot,
    mappings,
    paid_since_snapshot,
)

ASSUMED_CURRENCY: Final = "USD"
"""Where neither file, mapping, command line nor policy says one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for: a file, the day to cut it at, and how to read it."""

    path: Path
    as_of: date
    today: date
    said: Said
    mapping: str | None = None
    encoding: str | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A file read and compared; nothing is written yet."""

    table: Table
    mapping: ColumnMapping
    how: How
    remember: str
    """The text of the mapping to remember, empty where the ledger has it already."""
    plan: Plan
    dated: bool
    """Whether the snapshot is worth a record: something changed, or it is of a later day."""
    seq: int
    """The last event of the ledger it was compared with."""
    accounts: Mapping[str, int]
    published: bool
    """Whether the ledger has a policy to run."""

    @property
    def writes(self) -> bool:
        """Whether there is anything to write at all."""
        return bool(self.dated or self.remember)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping proposed for a file, as TOML too, and what the file leaves undecided."""

    mapping: ColumnMapping
    text: str
    doubt: InputError | None


def propose(path: Path, encoding: str | None, said: Said) -> Proposal:
    """The mapping that a file's header and values suggest; needs no ledger."""
    table = header.guessed(read_file(path, encoding))
    mapping, doubt = said.over(proposal.proposed(table)), None
    assumed = not mapping.says_currency
    if assumed:
        mapping = replace(mapping, currency=ASSUMED_CURRENCY)
    try:
        cells = cells_of(table, mapping)
        mapping = _as_read(mapping, cells.order, cells.decimal, cells.float_ids)
    except InputError as error:
        doubt = error
    text = proposal.written(mapping, table.header, currency_assumed=assumed)
    return Proposal(mapping, text, doubt)


def prepare(ledger: Ledger, request: Request) -> Prepared:
    """Read a file and compare it with the ledger.

    Raises `InputError` for a file or mapping that cannot be read, `LedgerError` for a day before
    the last import of the same source or the last run.
    """
    seq, remembered = last_seq(ledger), mappings(ledger)
    choice = choose(read_file(request.path, request.encoding), request.mapping, remembered)
    mapping = request.said.over(choice.mapping)
    assumed = "" if mapping.says_currency else _assumed_currency(ledger, request.as_of)
    mapping = replace(mapping, currency=assumed or mapping.currency)
    last = last_snapshot(ledger, mapping.name)
    _check_day(request.as_of, mapping.name, last, last_run(ledger))
    reading = read_rows(choice.table, mapping)
    accounts = account_ids(ledger)
    plan = compare(
        reading,
        items(ledger, request.as_of),
        accounts,
        source=mapping.name,
        as_of=request.as_of,
        partial=request.partial or choice.table.mended or not reading.items,
    )
    said = [_currency_warning(assumed)] if assumed else []
    twice = paid_twice(plan, paid_since_snapshot(ledger, mapping.name, request.as_of))
    said += [twice] if twice else []
    if request.as_of > request.today:
        said.append(f"{request.as_of} is after today, {request.today}")
    plan = replace(
        plan,
        kinds=kinds_said(ledger, mapping, reading.items),
        warnings=(*plan.warnings, *said),
    )
    dated = plan.changes or (last is not None and request.as_of > last and not plan.partial)
    text = choice.text
    if choice.how == "proposed" and dated:
        shown = _as_read(mapping, reading.order, reading.decimal, reading.float_ids)
        text = proposal.written(shown, currency_assumed=bool(assumed))
    elif choice.how != "proposed" and mapping.debtor_kind != choice.mapping.debtor_kind:
        text = proposal.written(replace(choice.mapping, debtor_kind=mapping.debtor_kind))
    return Prepared(
        table=choice.table,
        mapping=mapping,
        how=choice.how,
        remember="" if remembered.get(mapping.name) == text else text,
        plan=plan,
        dated=dated,
        seq=seq,
        accounts=accounts,
        published=bool(versions(ledger)),
    )


def write(ledger: Ledger, prepared: Prepared, *, at: datetime, by: str) -> None:
    """Write what was prepared, all of it or nothing, and nothing at all where nothing is new.

    Raises `LedgerError` where the ledger has been written to since.
    """
    if not prepared.writes:
        return
    with ledger.writing(at=at, by=by) as book:
        if book.seq != prepared.seq:
            raise LedgerError(
                f"`{ledger.path}` was written to while this import was being looked at",
                help="run the command again: nothing was written",
            )
        _append(book, prepared)


def _append(book: Book, prepared: Prepared) -> None:
    plan, table = prepared.plan, prepared.table
    if prepared.remember:
        book.append(MappingRemembered(plan.source, prepared.remember), on=plan.as_of)
    apply_plan(book, plan, prepared.accounts)
    if prepared.dated:
        counts = json.dumps(plan.counts() | {"partial": plan.partial}, separators=(",", ":"))
        book.append(SnapshotTaken(plan.source, table.file, table.sha256, counts), on=plan.as_of)


def _as_read(
    mapping: ColumnMapping,
    order: Order | None,
    decimal: DecimalSign | None,
    float_ids: frozenset[str],
) -> ColumnMapping:
    """A mapping with what the file's own values showed, so that a smaller file is read alike."""
    return replace(
        mapping,
        dates=mapping.dates or order,
        decimal=mapping.decimal or decimal,
        whole_numbers=tuple(sorted(float_ids)),
    )


def _assumed_currency(ledger: Ledger, as_of: date) -> str:
    try:
        text = in_force(ledger, as_of).text
    except NoneInForce:
        return ASSUMED_CURRENCY
    return policy_currency(text) or ASSUMED_CURRENCY


def _currency_warning(currency: str) -> str:
    return (
        f"the file names no currency: {currency} was taken; `--currency CODE`, or `currency` in "
        "the mapping, says another"
    )


def _check_day(as_of: date, source: str, last: date | None, run: date | None) -> None:
    if last is not None and as_of < last:
        raise LedgerError(
            f"`{source}` was already imported as of {last}, which is later than {as_of}",
            help=f"import a file of {last} or later: what the ledger knew is not rewritten",
        )
    if run is not None and as_of < run:
        raise LedgerError(
            f"the policy was already run for {run}, which is later than {as_of}",
            help=f"import a file of {run} or later: what a run has judged is not rewritten",
        )
