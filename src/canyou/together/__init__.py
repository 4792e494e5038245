"""What both sides do together, beside the day's questions. Django app."""
