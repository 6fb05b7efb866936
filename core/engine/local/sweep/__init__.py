"""Sweeps on this machine: a process that chooses values, starts jobs with them and reads what came of each."""
