"""A store's API: which addresses it has, who is let in, and how a failure is answered."""

# ruff: noqa: S311 - chance orders rows with equal sort keys, nothing secret

from collections.abc import Awaitable, Callable, Mapping
from random import Random

from starlette import routing
from starlette.requests import Request
from starlette.responses import Response

from bigcommerce_sandbox import answers
from bigcommerce_sandbox.answers import ApiError
from bigcommerce_sandbox.endpoints import RESOURCES
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.resource import Route
from bigcommerce_sandbox.queries import BadParameterError
from bigcommerce_sandbox.store import Store
from bigcommerce_sandbox.variants import Variants

SCOPES = sorted(
    {
        scope
        for resource in RESOURCES
        for route in resource.routes()
        for scope in (route.scope or "").split(" or ")
        if scope
    }
)
"""The scopes that addresses need, without what OAuth puts around them."""


class Api:
    """One store's API.

    Args:
        store: The store.
        store_hash: What the paths call it.
        tokens: The scopes of each access token, None for a token with every scope.
        variants: Habits that the API has; they may change.
    """

    def __init__(
        self,
        store: Store,
        store_hash: str,
        tokens: Mapping[str, frozenset[str] | None],
        variants: Variants,
    ) -> None:
        self._store = store
        self._hash = store_hash
        self._tokens = tokens
        self._variants = variants
        self._chance = Random(store.seed)

    def routes(self) -> list[routing.Route]:
        """The addresses that are served."""
        return [
            routing.Route(f"/stores/{{store_hash}}/{route.version}{route.path}", self._serve(route))
            for resource in RESOURCES
            for route in resource.routes()
        ]

    def _serve(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            path = request.url.path
            try:
                self._admit(request, route)
                with self._store.lock:
                    call = Call(request, self._store, self._hash, self._chance, self._variants)
                    return route.endpoint(call)
            except BadParameterError as problem:
                return answers.error(path, _bad_parameter(route, problem.name))
            except KeyError:
                return answers.error(path, ApiError(404, answers.NOT_FOUND))
            except ApiError as problem:
                return answers.error(path, problem)

        return serve

    def _admit(self, request: Request, route: Route) -> None:
        if request.path_params["store_hash"] != self._hash:
            raise ApiError(404, "The requested store was not found.")
        token = request.headers.get("x-auth-token")
        if token is None:
            raise ApiError(401, "X-Auth-Token header is required")
        if token not in self._tokens:
            raise ApiError(401, "Unauthorized")
        granted = self._tokens[token]
        accepted = {
            f"store_{version}{scope}{access}"
            for scope in (route.scope or "").split(" or ")
            for version in ("", "v2_")
            for access in ("", "_read_only")
        }
        if route.scope is not None and granted is not None and not accepted & granted:
            raise ApiError(403, "You don't have a required scope to access the endpoint")
        accept = request.headers.get("accept", "*/*")
        if route.version == "v2" and not any(
            kind in accept for kind in ("*/*", "application/*", "application/json")
        ):
            # BigCommerce would answer XML here.
            raise ApiError(406, "This store answers JSON only: send Accept: application/json")


def _bad_parameter(route: Route, name: str) -> ApiError:
    if route.version == "v2":
        return ApiError(400, f"The field '{name}' is invalid.")
    return ApiError(422, "The filter(s) are not valid.", {name: "is not valid"})
