"""Augmented manifests: read, judged, made into a data set."""
