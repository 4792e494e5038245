"""Together as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class TogetherConfig(AppConfig):
    name = "canyou.together"
    label = "together"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Canyou together"
