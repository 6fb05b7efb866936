"""Pages for people, and the module that builds those made from tables."""
