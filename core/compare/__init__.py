"""Several runs side by side: what they share is left out, what differs is shown. Pure but for reading the run book."""
