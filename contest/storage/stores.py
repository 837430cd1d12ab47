"""Which store an installation has.

The class is named by an import string and imported only when it is chosen, so that an
installation with a folder never loads boto3 (30 MiB and half a second, measured in
docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app
from werkzeug.utils import import_string

from contest.settings import Settings
from contest.storage.types import FileStore

_EXTENSION = "contest.storage"
_MAKERS = {
    "folder": "contest.storage.folder:store_from",
    "s3": "contest.storage.s3:store_from",
}
"""Name in settings and on the command line -> function that builds the store."""


def store_named(name: str, settings: Settings) -> FileStore:
    """The store called ``name`` ("folder" or "s3") with this installation's settings.

    Errors: KeyError for another name; SettingMissing when "s3" has no bucket.
    """
    make = cast("Callable[[Settings], FileStore]", import_string(_MAKERS[name]))
    return make(settings)


def store_from(settings: Settings) -> FileStore:
    """The store this installation uses."""
    return store_named("s3" if settings.s3 else "folder", settings)


def init_storage(app: Flask, settings: Settings) -> None:
    """Give the application its store."""
    app.extensions[_EXTENSION] = store_from(settings)


def current_store() -> FileStore:
    """The store of the running application."""
    return cast("FileStore", current_app.extensions[_EXTENSION])
