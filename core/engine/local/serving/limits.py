"""What an endpoint on this machine takes: the service's limits (reference/sagemaker-image-classification.md §6)."""

from __future__ import annotations

MOST_BYTES = 6_291_456
"""Of a photo, as InvokeEndpoint has it."""
MOST_SECONDS = 60.0
"""From the connection to the whole answer, as InvokeEndpoint has it."""
MOST_CONNECTIONS = 32
"""At once; who comes then waits."""
CONTENT_TYPES = ("image/jpeg", "image/png", "application/x-image")
