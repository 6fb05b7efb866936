"""A photo in the terminal's own graphics (sixel, kitty): a process that the cockpit lends the terminal to."""
