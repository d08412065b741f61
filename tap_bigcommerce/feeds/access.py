"""What a 403 or a 404 means for a stream, in the user's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.errors import (
    AddressError,
    ForbiddenError,
    NotFoundError,
    StoreError,
    StreamError,
    TapError,
)

if TYPE_CHECKING:
    from tap_bigcommerce.streams.base import RootStream


def explained(error: TapError, root: RootStream) -> TapError:
    """Say what a response to the requests of a family means.

    Args:
        error: what a request failed with.
        root: the stream of the records.
    """
    own = f"{root.dialect.version}/{root.path}"
    is_own_list = isinstance(error, AddressError) and error.path == own
    if isinstance(error, ForbiddenError):
        what = root.name if is_own_list else error.path
        otherwise = "" if is_own_list else " Or deselect the field that needs it."
        return StreamError(
            f"the access token may not read {what} (403). In the control panel, under "
            f"Settings > Store-level API accounts, set the scope '{root.scopes[0].title}' of its "
            f"API account to read-only ({root.scopes[0].name}).{otherwise} {error.message}"
        )
    return _missing(error, root) if is_own_list and isinstance(error, NotFoundError) else error


def _missing(error: TapError, root: RootStream) -> TapError:
    """Tell a store that does not exist from a list that does not."""
    try:
        exists = root.run.client.has_store()
    except StoreError as other:
        return other
    if exists:
        return StreamError(
            f"{error.message} The store exists, so this list should exist as well. Run the "
            "tap again later, or deselect the stream; if it stays so, please report this."
        )
    settings = root.run.settings
    return StoreError(
        f"there is no store '{settings.store_hash}' at {settings.api_url} (404). "
        "Check the setting store_hash: it is the part of the API path behind /stores/. "
        f"{error.message}"
    )
