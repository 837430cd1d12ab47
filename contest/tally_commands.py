"""``contest tallies``: compare the marks kept beside the sheets with the marks themselves, and write them anew."""

from __future__ import annotations

import sys

import click

from contest import create_app
from contest.commands import settings_here
from contest.db import db
from contest.judging.tallies import rebuild_tallies, stale_tallies

DIFFERENT = 3


@click.command(help="So điểm ghi gọn cạnh phiếu với điểm từng tiêu chí. Thoát 0: khớp; 3: có phiếu lệch.")
@click.option("--rebuild", "write", is_flag=True, help="Ghi lại các phiếu lệch từ điểm từng tiêu chí.")
def tallies_command(*, write: bool) -> None:
    """Say how many sheets differ; with ``--rebuild`` mend them."""
    with create_app(settings_here()).app_context():
        wrong = stale_tallies(db.session)
        if write:
            rebuild_tallies(db.session, wrong)
            db.session.commit()
    click.echo(f"{len(wrong)} phiếu lệch" + (", đã ghi lại." if write else "."))
    sys.exit(DIFFERENT if wrong and not write else 0)
