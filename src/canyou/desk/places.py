"""Where on the pages a thing is, by the name that notices and the record give it."""

from __future__ import annotations

from urllib.parse import quote


def path_of(about: str) -> str:
    """`question/12` is at `/desk/12`; what has no page of its own is on the desk."""
    kind, _, name = about.partition("/")
    name = quote(name, safe="/")
    return {
        "consent": f"/desk/let/{name}",
        "question": f"/desk/{name}",
        "promise": f"/promises#p{name}",
        "risk": f"/promises/risk/{name}",
        "order": f"/order/{name}",
        "person": f"/report/people?person={name}",
        "machine": f"/run?center={name}",
        "agreement": f"/agreement?version={name}",
        "precaution": "/fragile",
    }.get(kind, "/desk")
