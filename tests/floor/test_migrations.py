"""The tables are those that the models describe."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    """A model changed without its migration fails here, not at a customer's upgrade."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
