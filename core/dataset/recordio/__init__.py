"""RecordIO files: their bytes, their index, what is wrong with one."""
