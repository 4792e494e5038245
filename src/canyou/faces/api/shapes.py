"""How bodies and parameters are described: fields with words, and the key that makes a write happen once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from canyou.faces.api.schemas import Problems
from canyou.faces.api.schemas_desk import GoneOut

KEY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "Makes the write happen once: the same key and body have the same answer, for seven days.",
}

READ = {401: Problems, 404: Problems, 422: Problems, 503: Problems}
"""What any read may answer beside what was asked for."""
WRITE = {401: Problems, 403: Problems, 404: Problems, 409: GoneOut, 422: Problems, 503: Problems}
"""What any write may answer beside what was done."""


def text_field(words: str, *, one_of: Iterable[str] = (), longest: int = 0) -> dict[str, Any]:
    """A field that is a text, or left out."""
    kind: dict[str, Any] = {"type": "string"}
    if one_of:
        kind["enum"] = list(one_of)
    if longest:
        kind["maxLength"] = longest
    return {"anyOf": [kind, {"type": "null"}], "description": words}


def number_field(words: str, kind: str = "number") -> dict[str, Any]:
    """A field that is a number, or left out."""
    return {"anyOf": [{"type": kind}, {"type": "null"}], "description": words}


def list_field(words: str) -> dict[str, Any]:
    """A field that is a list of texts, or left out."""
    return {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}], "description": words}


def flag_field(words: str) -> dict[str, Any]:
    """A field that is true or false, or left out."""
    return {"anyOf": [{"type": "boolean"}, {"type": "null"}], "description": words}


def body(
    title: str,
    fields: Mapping[str, Any],
    needed: Iterable[str] = (),
    example: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The description of a write's body and its key."""
    properties = {name: dict(field) for name, field in fields.items()}
    for name in needed:
        kinds = [kind for kind in properties[name].get("anyOf", ()) if kind.get("type") != "null"]
        if kinds:
            properties[name]["anyOf"] = kinds
    content: dict[str, Any] = {
        "schema": {
            "type": "object",
            "title": title,
            "properties": properties,
            "required": list(needed),
            "additionalProperties": False,
        }
    }
    if example is not None:
        content["examples"] = {"plain": {"summary": title, "value": dict(example)}}
    return {
        "parameters": [KEY_PARAMETER],
        "requestBody": {"required": True, "content": {"application/json": content}},
    }
