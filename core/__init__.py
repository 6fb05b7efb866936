"""Everything except presentation: data sets, jobs, engines, the run book. Knows of no screen and no command line."""
