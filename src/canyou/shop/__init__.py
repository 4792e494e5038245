"""What a shop is: records, calendars as open-time tables, reading and checking a folder. Pure."""
