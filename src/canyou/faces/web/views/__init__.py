"""One file a page: read the request, ask the plan, fill the template."""
