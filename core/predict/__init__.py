"""Asking an endpoint about photos, and what its answers say of the model."""
