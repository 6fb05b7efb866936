"""The command line: the same core as the cockpit, for scripts, CI and screen readers."""
