"""What runs next on this machine? A list that can be printed, a sheet a machine."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from canyou.desk.clock import now_in
from canyou.desk.who import shop_of, who_of
from canyou.faces.web import when
from canyou.faces.web.read.hand import changed
from canyou.faces.web.read.index import index_of
from canyou.faces.web.read.run import sheets
from canyou.faces.web.shell import Key, page, with_shop
from canyou.floor.current import Current

__all__ = ["run"]

JOBS = (5, 10, 20)
KEYS: tuple[Key, ...] = (("p", "print"),)


@with_shop
@require_GET
def run(request: HttpRequest, now: Current) -> HttpResponse:
    shop = now.shop
    chosen = frozenset(name for name in request.GET.getlist("center") if name in shop.work_centers)
    asked = request.GET.get("jobs", "")
    most = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in JOBS else JOBS[0]
    zone = ZoneInfo(shop.timezone)
    found = sheets(now.plan, index_of(now.plan, shop), chosen, most, now_in(shop))
    who = who_of(request)
    context = {
        "may_pin": who is not None and who.may("pin"),
        "changes": changed(shop_of(request), now, zone),
        "fence": f"{shop.fence_days.normalize():f}",
        "sheets": found,
        "centers": [(name, center.name or name) for name, center in shop.work_centers.items()],
        "chosen": chosen,
        "jobs": most,
        "job_choices": JOBS,
        "as_of": when.day_clock(now.plan.now_at, zone, now.plan.now_at),
        "running": sum(any(job.is_running for job in sheet.jobs) for sheet in found),
        "shop": shop.name,
    }
    return page(request, "canyou/run.html", context, here="run", keys=KEYS, now=now)
