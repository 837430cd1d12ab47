"""Child side: what the file is and how far the work is, told to the parent on standard output."""

from __future__ import annotations

import sys


def tell_kind(kind: str) -> None:
    """Report what the file is, so that the parent's clock fits it."""
    sys.stdout.write(f'{{"kind": "{kind}"}}\n')
    sys.stdout.flush()


def tell_progress(share: float) -> None:
    """Report the share done, 0 to 1."""
    sys.stdout.write(f'{{"progress": {min(max(share, 0.0), 1.0):.4f}}}\n')
    sys.stdout.flush()
