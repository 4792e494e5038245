"""The database itself refuses to change or take away what the record says."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

REFUSAL = "the record is only added to"
SQLITE = [
    f"CREATE TRIGGER desk_record_no_{verb.lower()} BEFORE {verb} ON desk_record "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION desk_record_stands() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_TRIGGER = (
    "CREATE TRIGGER desk_record_stands BEFORE UPDATE OR DELETE ON desk_record "
    "FOR EACH ROW EXECUTE FUNCTION desk_record_stands()"
)
POSTGRESQL = [_FUNCTION, _TRIGGER]


def guard(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER desk_record_stands ON desk_record")
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER desk_record_no_{verb}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("desk", "0002_conversation")]
    operations: ClassVar = [migrations.RunPython(guard, unguard)]
