"""The ways in: pages, HTTP, command line. None imports another; data is reached through the rooms below."""
