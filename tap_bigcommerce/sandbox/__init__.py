"""A store on this machine that answers as BigCommerce does.

For trying the tap without an account, for the tests of pipelines, and for this project's own.
Needs the extra ``sandbox``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from tap_bigcommerce.sandbox.clock import DEFAULT_NOW
from tap_bigcommerce.sandbox.faults import Fault
from tap_bigcommerce.sandbox.store import Store

if TYPE_CHECKING:
    from tap_bigcommerce.sandbox.front import Request
    from tap_bigcommerce.sandbox.server import Sandbox

__all__ = ["DEFAULT_NOW", "Fault", "Request", "Sandbox", "Store"]


def __getattr__(name: str) -> object:
    # These need the extra; without it, __main__ must come far enough to say so.
    home = {"Request": "front", "Sandbox": "server"}.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{home}"), name)
