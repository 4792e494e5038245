"""Everything that can be done at the desk, one verb a file. Each checks who may and when, acts, and records it,
in one transaction. Nothing else writes the desk's tables; faces call these and read by `canyou.desk.queries`."""
