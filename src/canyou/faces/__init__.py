"""The ways in: pages, HTTP, command line. None imports another; each reaches the data through the rooms below."""
