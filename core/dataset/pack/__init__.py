"""Photos packed into RecordIO files, and the cache of packs."""
