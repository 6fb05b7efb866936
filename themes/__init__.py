"""Colour themes as YAML files."""
