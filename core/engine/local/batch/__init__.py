"""Batch transforms on this machine: a trained baseline asked about many photos by a job of its own."""
