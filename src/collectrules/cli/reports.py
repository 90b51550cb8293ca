"""`report`: figures from the ledger."""

from __future__ import annotations

import typer

from collectrules.cli.report_ageing import ageing
from collectrules.cli.report_compliance import compliance
from collectrules.cli.report_dashboard import dashboard
from collectrules.cli.report_kpi import kpi
from collectrules.cli.report_provision import loss_rates, provision
from collectrules.cli.report_trial import trial

app = typer.Typer(help="Figures from the ledger.", no_args_is_help=True, rich_markup_mode=None)

app.command()(ageing)
app.command()(kpi)
app.command()(dashboard)
app.command()(compliance)
app.command()(provision)
app.command("loss-rates")(loss_rates)
app.command()(trial)


@app.callback()
def _group() -> None:
    pass
