"""Identifiers that sort by the moment they were made, for records that are shown outside (UUID version 7)."""

import uuid

import uuid6


def uuid7() -> uuid.UUID:
    """Return a new identifier; a plain `uuid.UUID`, so that no library meets a subclass."""
    return uuid.UUID(int=uuid6.uuid7().int)
