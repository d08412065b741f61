"""What may give access to something else, and so is not delivered."""

from __future__ import annotations

import re
from typing import Any

SECRET = re.compile(
    r"pass(word|_?phrase)|secret|credential|(^|_)(key|login|pin|user_?name|meter_number)$"
    r"|^account(?!_\w+_email$)|(access|api|auth|bearer|refresh)_?token",
    re.IGNORECASE,
)
"""Names of fields with passwords, keys and the numbers of accounts, as carriers' APIs call them
(https://developer.bigcommerce.com/docs/rest-management/shipping-v2/shipping-carrier)."""


def without_secrets(value: Any) -> Any:
    """Return a value of any kind without the fields, at any depth, that are named like secrets."""
    if isinstance(value, dict):
        return {
            name: without_secrets(inner) for name, inner in value.items() if not SECRET.search(name)
        }
    return [without_secrets(one) for one in value] if isinstance(value, list) else value
