"""What a page shows, worked out from the plan: plain data for the templates, no HTTP."""
