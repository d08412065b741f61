"""Sends requests for BigCommerce to the address in BIGCOMMERCE_API instead.

For programs that have the API's address in their code. Python imports this module when it starts,
if its folder is on the path.
"""

import os
from typing import Any

import requests

API = "https://api.bigcommerce.com"
_send = requests.Session.send


def _send_elsewhere(
    session: requests.Session, request: requests.PreparedRequest, **options: Any
) -> requests.Response:
    if request.url and request.url.startswith(API):
        request.url = os.environ["BIGCOMMERCE_API"] + request.url[len(API) :]
    return _send(session, request, **options)


requests.Session.send = _send_elsewhere  # type: ignore[assignment, method-assign]
