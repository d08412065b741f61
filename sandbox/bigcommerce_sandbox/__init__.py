"""A store on this machine that answers as BigCommerce does, for testing clients of its API."""

from bigcommerce_sandbox.clock import DEFAULT_NOW
from bigcommerce_sandbox.faults import Fault
from bigcommerce_sandbox.front import Request
from bigcommerce_sandbox.server import Sandbox
from bigcommerce_sandbox.store import Store

__all__ = ["DEFAULT_NOW", "Fault", "Request", "Sandbox", "Store"]
