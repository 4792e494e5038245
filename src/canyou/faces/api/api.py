"""The API itself: which calls there are."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from ninja import NinjaAPI

from canyou.faces.api import (
    agreement,
    consents,
    dates,
    figures,
    health,
    options,
    orders,
    plan,
    promises,
    questions,
    risks,
    troubles,
    where,
)
from canyou.faces.api.auth import Caller
from canyou.faces.api.errors import add_handlers

DESCRIPTION = """\
Canyou answers "Can you ship 100 by tomorrow?" from a finite-capacity plan of the shop.

Times are ISO 8601; those that come out carry the shop's own offset at that moment. A date alone means its
end. What is wrong with a request comes back as `{"errors": [{"field", "text", "nearest"}]}`: 422 for bad
input, 401 without a token (`Authorization: Bearer TOKEN`, from `canyou token EMAIL`), 403 where the person may
not do this, 404 where no shop has been imported, 503 with `Retry-After` while the program is getting ready.
"""


def _version() -> str:
    try:
        return version("canyou")
    except PackageNotFoundError:
        return "0"


api = NinjaAPI(
    title="Canyou",
    version=_version(),
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,  # a page with scripts from elsewhere, which the content security policy refuses
    openapi_url="/openapi.json",
    auth=Caller(),
)
add_handlers(api)
for part in (
    options, questions, consents, promises, risks, orders, agreement, dates, figures, troubles, plan, where, health,
):  # fmt: skip
    api.add_router("", part.router)
