"""What the floor tells those above it, inside the transaction in which it happens."""

from __future__ import annotations

from django.dispatch import Signal

shop_imported = Signal()
"""A shop has been imported: `shop` (FloorShop), `snapshot`, `read` (the Shop as read)."""
