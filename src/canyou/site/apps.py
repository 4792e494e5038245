"""The site as a Django app: it only brings the start-up checks."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "canyou.site"
    label = "canyou_site"

    def ready(self) -> None:
        from canyou.site import checks  # noqa: F401  (registers itself)
