"""What the tests of media share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contest.media import forks
from contest.media.forks import Forkserver


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Forkserver]:
    """A fork server that starts in this test, with what it finds here, and ends with it; the only one then."""
    forks.server.close()
    own = Forkserver()
    monkeypatch.setattr(forks, "server", own)
    yield own
    own.close()
