"""The floor as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "canyou.floor"
    label = "floor"
    default_auto_field = "django.db.models.BigAutoField"
