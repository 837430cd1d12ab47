"""The only room that joins identity with works: one projection per audience, each an allow-list.

A judge's room receives ``blind_entries`` and what belongs to them, nothing else. No approved blind copy, no
row; an empty blind title stays empty. Adding a field to a projection is a policy change: write the decision
note and extend the two proofs.

``blind``: what a judge sees. ``conflicts``: who must not score what, without saying why in names. ``people``: how
officers are named. ``released``: what opens once results are confirmed.
"""

from contest.visibility.blind import (
    BlindFile,
    ShownMakers,
    ShownOutlet,
    blind_entries,
    blind_files,
    makers_of_open,
    out_of_contest,
    outlet_of_semi,
    unseen_works,
)
from contest.visibility.conflicts import IdentityConflict, held_by_relatives, identity_conflicts
from contest.visibility.people import holders, officers, officers_of, people_named
from contest.visibility.released import (
    ReleasedFile,
    UnmaskedWork,
    authors_with_accounts,
    released_files,
    unmasked_works,
)

__all__ = [
    "BlindFile",
    "IdentityConflict",
    "ReleasedFile",
    "ShownMakers",
    "ShownOutlet",
    "UnmaskedWork",
    "authors_with_accounts",
    "blind_entries",
    "blind_files",
    "held_by_relatives",
    "holders",
    "identity_conflicts",
    "makers_of_open",
    "officers",
    "officers_of",
    "out_of_contest",
    "outlet_of_semi",
    "people_named",
    "released_files",
    "unmasked_works",
    "unseen_works",
]
