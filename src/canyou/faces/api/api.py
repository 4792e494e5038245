"""The API itself: which calls there are."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(
    title="Canyou", version="0.1.0", urls_namespace="api", docs_url=None, openapi_url="/openapi.json"
)
