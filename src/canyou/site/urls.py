"""Where each face hangs: the pages at the root, the API under /api/."""

from __future__ import annotations

from django.urls import include, path

from canyou.faces.api.api import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("canyou.faces.web.urls")),
]

handler500 = "canyou.site.unavailable.answer_error"
