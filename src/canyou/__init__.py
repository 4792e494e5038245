"""Canyou: sales asks "Can you?", operations answers with a promise it can keep."""

__version__ = "0.1.0"
