"""A test account of AWS: a real HTTP server on loopback, in which training jobs have a life of their own."""
