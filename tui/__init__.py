"""The cockpit: a Textual application over the core."""
