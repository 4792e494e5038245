"""What pages and the API read of the desk. Every query names its shop; nothing here writes."""
