"""Endpoints on this machine: a trained baseline in a process of its own, asked over a Unix socket."""
