"""How far a stated chance can be believed: old promises, each forecast from nothing but what was known before it."""
