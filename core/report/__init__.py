"""A report of one run, or a comparison of several, as one HTML page that needs nothing else."""

from core.report.page import page

__all__ = ["page"]
