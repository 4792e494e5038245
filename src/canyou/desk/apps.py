"""The desk as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "canyou.desk"
    label = "desk"
    verbose_name = "Canyou desk"

    def ready(self) -> None:
        from canyou.desk import on_import  # noqa: F401  (connects itself)
