"""Every module that declares tables, so that the migrations see all of them."""

from __future__ import annotations

from contest.accounts import models as accounts
from contest.blinding import early_models as early
from contest.blinding import models as blinding
from contest.blinding import published_models as published
from contest.judging import models as judging
from contest.ledger import models as ledger
from contest.notices import models as notices
from contest.results import models as results
from contest.seasons import models as seasons
from contest.submissions import models as submissions

TABLE_MODULES = (accounts, blinding, early, judging, ledger, notices, published, results, seasons, submissions)
