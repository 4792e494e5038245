"""Tell: leave somebody a notice."""

from __future__ import annotations

from canyou.desk.models import Desk, Member, Notice


def tell(desk: Desk, to: Member | None, about: str, text: str, at: int, by: Member | None = None) -> None:
    """Leave a notice for somebody, unless it is their own doing."""
    if to is not None and (by is None or to.pk != by.pk) and to.is_active:
        Notice.objects.create(shop_id=desk.shop_id, to=to, about=about, text=text, at=at)
