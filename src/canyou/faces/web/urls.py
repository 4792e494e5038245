"""Where each page hangs."""

from __future__ import annotations

from django.urls import include, path, re_path

from canyou.faces.web.views.account import choose_shop, demo_as, set_my_hours, setup, welcome
from canyou.faces.web.views.agreement import agreement, move_agreement, propose
from canyou.faces.web.views.ask import ask, options
from canyou.faces.web.views.begin import begin
from canyou.faces.web.views.changes import changes
from canyou.faces.web.views.complete import complete
from canyou.faces.web.views.dates import dates
from canyou.faces.web.views.desk import ask_thing, desk, desk_list, let_one, move_question, seen
from canyou.faces.web.views.figures import figures
from canyou.faces.web.views.floor import floor
from canyou.faces.web.views.fragile import fragile
from canyou.faces.web.views.hand import costs, hand
from canyou.faces.web.views.more import more
from canyou.faces.web.views.morning import morning
from canyou.faces.web.views.order import order
from canyou.faces.web.views.order_change import change
from canyou.faces.web.views.promises import move_promise, promises
from canyou.faces.web.views.report import report
from canyou.faces.web.views.report_people import report_people
from canyou.faces.web.views.risk import at_risk
from canyou.faces.web.views.run import run
from canyou.faces.web.views.search import search
from canyou.faces.web.views.tried import try_it

urlpatterns = [
    path("", ask, name="ask"),
    path("options", options, name="options"),
    re_path(r"^complete/(?P<slot>part|like|order|customer|by)$", complete, name="complete"),
    path("floor", floor, name="floor"),
    path("run", run, name="run"),
    path("run/hand", hand, name="hand"),
    path("run/hand/costs", costs, name="hand-costs"),
    path("try", try_it, name="try"),
    path("questions", begin, name="begin"),
    path("promises", promises, name="promises"),
    path("promises/risk/<int:number>", at_risk, name="at_risk"),
    path("promises/<int:number>/move", move_promise, name="promise_move"),
    path("desk", desk, name="desk"),
    path("desk/ask", ask_thing, name="desk_ask"),
    path("desk/seen", seen, name="desk_seen"),
    path("desk/list", desk_list, name="desk_list"),
    path("desk/list/<int:number>", desk_list, name="desk_list_one"),
    path("desk/let/<int:number>", let_one, name="let"),
    path("desk/<int:number>", desk, name="question"),
    path("desk/<int:number>/move", move_question, name="question_move"),
    path("order/<path:name>", order, name="order"),
    path("orders/change", change, name="change_order"),
    path("search", search, name="search"),
    path("figures", figures, name="figures"),
    path("dates", dates, name="dates"),
    path("agreement", agreement, name="agreement"),
    path("agreement/propose", propose, name="propose_agreement"),
    path("agreement/<int:number>/move", move_agreement, name="move_agreement"),
    path("fragile", fragile, name="fragile"),
    path("changes", changes, name="changes"),
    path("more", more, name="more"),
    path("report", report, name="report"),
    path("report/people", report_people, name="report_people"),
    path("morning", morning, name="morning"),
    path("account/hours", set_my_hours, name="my_hours"),
    path("account/", include("canyou.faces.web.account_urls")),
    path("account/shop", choose_shop, name="choose_shop"),
    path("setup", setup, name="setup"),
    path("welcome/<str:name>/<str:token>", welcome, name="welcome"),
    path("demo/as", demo_as, name="demo_as"),
]
