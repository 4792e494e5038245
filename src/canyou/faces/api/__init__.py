"""The HTTP API: the plan and the question as JSON, described at /api/openapi.json."""
