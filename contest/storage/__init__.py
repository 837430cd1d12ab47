"""Bytes by opaque key: a folder or any S3-compatible store behind one protocol."""

from contest.storage.stores import current_store, init_storage
from contest.storage.types import FileStore, ObjectKey, StoredObject, new_key, sha256_of

__all__ = ["FileStore", "ObjectKey", "StoredObject", "current_store", "init_storage", "new_key", "sha256_of"]
