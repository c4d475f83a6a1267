"""The route at which people fetch all that is kept about them."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from commerce.app import App
from commerce.http.callers import recognise
from commerce.http.limits import Gate
from commerce.http.parameters import headers_of
from commerce.kernel.errors import InvalidInput, Unauthenticated
from commerce.kernel.ids import decode
from commerce.kernel.reach import BUYER, reaching
from commerce.privacy import service as privacy
from commerce.privacy.graphql.types import EXPORT, PATH

_HEADERS = {
    "cache-control": "no-store",
    "content-disposition": 'attachment; filename="my-data.json"',
}


def routes(app: App, gate: Gate) -> list[Route]:
    """The route; it answers whoever is signed in, with what is theirs."""

    async def fetch(request: Request) -> ASGIApp:
        return gate.refusal(request.scope) or await answer(request)

    async def answer(request: Request) -> Response:
        context = app.context()
        with reaching(BUYER):
            try:
                await recognise(app, context, headers_of(request.scope))
            except Unauthenticated:
                return _refused(401)
            account_id = context.actor.account_id
            if account_id is None or context.actor.impersonator_id is not None:
                return _refused(401)
            try:
                export_id = decode(EXPORT, request.path_params["id"])
            except InvalidInput:
                return _refused(404)
            found = await privacy.fetch_export(app.db, export_id, account_id)
        if found is None:
            return _refused(404)
        return Response(found, media_type="application/json", headers=_HEADERS)

    return [Route(f"{PATH}/{{id}}", fetch)]


def _refused(status: int) -> Response:
    headers = {"cache-control": "no-store"}
    return JSONResponse({"error": "not found or not yours"}, status_code=status, headers=headers)
