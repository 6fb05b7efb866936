"""Mended copies of folders and lists."""
