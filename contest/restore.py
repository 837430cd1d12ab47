"""Beginning again from a backup, in an empty installation only.

Everything is proved before a byte is written; objects come before the database, so that a restore that was
interrupted is simply begun again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from contest.backup import About, proved_files, read_about
from contest.backup_database import FILES, BackupProblem, ensure_no_database, kind_of, put_back
from contest.settings import Settings
from contest.storage.types import FileStore, ObjectKey


def restore_backup(settings: Settings, store: FileStore, folder: Path) -> About:
    """Put a backup into an empty installation. Errors: BackupProblem, before anything is written."""
    about = read_about(folder)
    if about.database != kind_of(settings.database):
        raise BackupProblem(
            f"Bản sao lưu là của {about.database}, còn thiết lập ở đây là {kind_of(settings.database)} (DATABASE_URL)."
        )
    ensure_no_database(settings.database)
    names = dict(proved_files(folder, about))
    copy = names.pop(FILES[about.database])
    _ensure_no_other_object(store, {path.name for path in names.values()})
    _ensure_room(settings, about, store)
    for path in names.values():
        with path.open("rb") as body:
            store.put(ObjectKey(path.name), body, content_type="application/octet-stream")
    put_back(settings.database, copy)
    return about


def _ensure_no_other_object(store: FileStore, ours: set[str]) -> None:
    """Those of this very backup may be there: a restore that was interrupted is begun again."""
    other = next((found.key for found in store.list_objects() if found.key not in ours), None)
    if other is not None:
        raise BackupProblem(f"Kho tệp không trống (có {other}). Hãy khôi phục vào một kho trống.")


def _ensure_room(settings: Settings, about: About, store: FileStore) -> None:
    free = shutil.disk_usage(settings.instance).free
    if not store.origin and free < about.size:
        raise BackupProblem(f"Ổ đĩa còn {free >> 20} MiB trống, cần {about.size >> 20} MiB.")
