"""Nobody reads a page who is not known. The API says so itself, in its own shape."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from canyou.desk.demo import first_person
from canyou.desk.setup import is_set_up
from canyou.desk.who import anybody_can_sign_in, is_at_this_machine, is_demo, sign_in_as, who_of

SIGN_IN = "/account/login/"
OPEN = ("/account/", "/setup", "/welcome/", "/static/", "/api/", "/demo/")
"""Where each address decides for itself."""


class AccessMiddleware:
    """Let members pass, and show everybody else the way to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN):
            return self.get_response(request)
        who = who_of(request)
        if who is not None and who.by == "open house" and is_demo():
            # The demo opens on its page at once: whoever comes is its first seller until they choose another.
            somebody = first_person()
            if somebody is not None:
                sign_in_as(request, somebody)
        elif who is None:
            return _way_in(request)
        return self.get_response(request)


def _way_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "account/no_shop.html", {}, status=403)
    target = SIGN_IN
    if not anybody_can_sign_in() and not is_set_up() and not is_at_this_machine(request):
        target = "/setup"
    elif request.method == "GET" and request.path != "/":
        target = f"{target}?next={quote(request.get_full_path(), safe='/')}"
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = SIGN_IN
        return response
    if request.method not in ("GET", "HEAD"):
        return render(request, "account/signed_out.html", {}, status=401)
    return HttpResponseRedirect(target)
