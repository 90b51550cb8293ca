"""`collectrules review --html FILE`: the whole review in one file that opens anywhere, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from collectrules.cli import common

if TYPE_CHECKING:
    from collectrules.cli.review_parts import AskedParts
    from collectrules.review.backtest import Backtest
    from collectrules.review.model import Impact
    from collectrules.review.reasons import Reasons
    from collectrules.review.tell import Work


def write_html(
    file: Path,
    impact: Impact,
    why: Reasons,
    notes: Sequence[str],
    *,
    work: Work,
    more: AskedParts,
    tried: Backtest | None,
) -> None:
    """Write the page, and say so; a back-test is in it where one was made."""
    from collectrules.policy.diff import changes
    from collectrules.reports.page_html import page_html
    from collectrules.review.model import Review
    from collectrules.review.report import Parts, review_page
    from collectrules.review.tell_backtest import backtest_page

    before, after = impact.before, impact.after
    said = changes(before.version.policy, after.version.policy)
    review = Review(before.version, after.version, before.as_of, said, impact)
    parts = Parts(more=more.sections)
    if tried is not None:
        page = backtest_page(tried)
        period = f"{tried.first} to {tried.last}"
        parts = Parts(more.sections, page.sections, period, page.notes)
    common.write_text(
        file, page_html(review_page(review, why, notes, work, parts)), option="--html"
    )
    typer.echo(common.printable(f"wrote {file}"))
