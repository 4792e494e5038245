"""The desk: people, questions, options, promises, and the append-only record of who did what.

rights.py, conversation.py, promising.py    PURE tables: who may do what, and what comes after what
models/                                     the tables, each row of one shop
actions/                                    the only writers, one verb a file: check, act, record
queries/                                    what pages and the API read
who.py                                      whom a request comes from
"""
