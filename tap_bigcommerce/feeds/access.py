"""What a 403 or a 404 means for a stream, in the user's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.errors import (
    AccessError,
    AddressError,
    ForbiddenError,
    NotFoundError,
    RejectedError,
    StoreError,
    StreamError,
    TapError,
)
from tap_bigcommerce.streams.base import ChildStream, RootStream

if TYPE_CHECKING:
    from tap_bigcommerce.sdk import SingerStream
    from tap_bigcommerce.streams.scopes import Scope


REPORT = "Rerun the tap; if it stays so, please report this, with what --test=api prints."


def explained(error: TapError, stream: SingerStream, root: RootStream) -> TapError:
    """Say what a response to a request means for a stream.

    Args:
        error: what the request failed with.
        stream: the stream that needs the response.
        root: the stream of the records that bring its rows; it may be the stream itself.
    """
    if not isinstance(error, AddressError):
        return error
    if isinstance(error, ForbiddenError):
        return _forbidden(error, stream, root)
    is_own = _is_own(error, stream, root)
    if is_own and stream.plan and isinstance(error, NotFoundError | RejectedError):
        return AccessError(
            f"{error.message} It may need a plan of BigCommerce: {stream.plan}. If the store does "
            "not have it, deselect the stream, or set missing_access to 'skip'."
        )
    if isinstance(error, NotFoundError) and error.path == _path_of(root):
        return _missing(error, root)
    if isinstance(error, RejectedError):
        return StreamError(error.message, REPORT)
    return error


def _forbidden(error: AddressError, stream: SingerStream, root: RootStream) -> AccessError:
    is_own = _is_own(error, stream, root)
    is_parents = error.path == _path_of(root)
    is_needed = is_own or is_parents
    scopes = root.scopes if is_parents else stream.scopes
    owners = root.owners
    also = owners.scope if owners else None
    titles = "' or '".join(scope.title for scope in scopes)
    names = " or ".join(scope.name for scope in scopes)
    advice = [
        (
            f"the access token may not read {stream.name if is_own else error.path} (403). In "
            "the control panel, under Settings > Store-level API accounts, set the scope "
            f"'{titles}' of its API account to read-only ({names})."
        ),
        f"It also needs {_named(also)}, to list {owners.path}." if owners and also else "",
        f"The store may also need a plan: {stream.plan}." if stream.plan else "",
        "" if is_needed else "Or deselect the field that needs it.",
        error.message,
    ]
    is_owners = owners and error.path == f"{owners.dialect.version}/{owners.path}"
    missing = " or ".join(map(_named, [also] if is_owners and also else scopes))
    plan = f", and maybe a plan ({stream.plan})," if stream.plan else ""
    return AccessError(" ".join(filter(None, advice)), f"{missing}{plan}" if is_needed else "")


def _named(scope: Scope) -> str:
    return f"'{scope.title}' ({scope.name})"


def _is_own(error: AddressError, stream: SingerStream, root: RootStream) -> bool:
    """Return whether a stream is nothing without an address, and not only a field of it."""
    if isinstance(stream, ChildStream) and stream.own_list:
        return error.path.endswith(f"/{stream.own_list.ending}")
    if root.channels and root.channels.of and error.path.endswith(f"/{root.channels.of.path}"):
        return True
    if root.owners:
        return True
    return error.path == _path_of(root)


def _path_of(root: RootStream) -> str:
    return f"{root.dialect.version}/{root.path}"


def _missing(error: TapError, root: RootStream) -> TapError:
    """Tell a store that does not exist from a list that does not."""
    try:
        exists = root.run.client.has_store()
    except StoreError as other:
        return other
    if exists:
        return StreamError(
            f"{error.message} The store exists, so this list should exist as well. Rerun the "
            "tap later, or deselect the stream; if it stays so, please report this."
        )
    settings = root.run.settings
    return StoreError(
        f"there is no store '{settings.store_hash}' at {settings.api_url} (404). "
        "Check the settings store_hash (the part of the API path behind /stores/) and api_url. "
        f"{error.message}"
    )
