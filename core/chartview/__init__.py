"""What a chart shows and how its user looks at it: pure values, drawn by the cockpit and by the command line."""
