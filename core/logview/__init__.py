"""What can be asked of a log that is being read: where a time is, what was parsed, the lines as a file. No screen."""
