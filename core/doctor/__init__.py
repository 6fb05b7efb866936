"""What works on this machine, and what to do about the rest: one module per subject, each a few checks."""
