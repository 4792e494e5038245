"""The pages as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "canyou.faces.web"
    label = "canyou_web"
    verbose_name = "Canyou pages"
