"""Where a job runs: one protocol, one package per engine."""
