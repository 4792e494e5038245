"""The floor: the shop's data in the database, every import kept as a dated snapshot.

imports.py   the one writer: a shop goes in whole or not at all
rows.py      how a row of a shop file becomes a record: key, canonical text, digest
snapshots.py reading the rows of any snapshot back
queries.py   what changed between snapshots, what was promised first
current.py   the shop and its plan as they are now, kept in this process
keeper.py    the thread that keeps them fresh while the program serves
"""
