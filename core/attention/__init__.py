"""Attention: the events that an engineer should hear of, told once each, in the ways the configuration asks for."""
