"""What else is there? Every page with the question it answers: the way in on a phone, and for whoever is new."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from canyou.faces.web.shell import page

__all__ = ["more"]

PAGES = (
    ("/", "Ask", "What can I tell the customer?"),
    ("/desk", "Desk", "What waits for me?"),
    ("/promises", "Promises", "What did we promise?"),
    ("/search", "Find", "Where is it?"),
    ("/floor", "Floor", "Where is it in the shop?"),
    ("/run", "Run", "What runs next on this machine?"),
    ("/run/hand", "Hand", "What is held by hand?"),
    ("/morning", "Morning", "What changed since yesterday?"),
    ("/report", "Report", "What happened on the floor?"),
    ("/try", "Try", "What if …?"),
    ("/figures", "Figures", "Did we keep it?"),
    ("/dates", "Dates", "Which dates do we believe?"),
    ("/agreement", "Agreement", "What have we agreed?"),
    ("/fragile", "Fragile", "What hangs on one thing alone?"),
    ("/changes", "Changes", "What changed since the last import?"),
    ("/account/", "You", "Who am I here?"),
)


@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """The list; it needs no plan."""
    return page(request, "canyou/more.html", {"all_pages": PAGES}, here="more")
