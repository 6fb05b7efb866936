"""What the halves of the SageMaker engine share: the configuration, and the connection that the engine makes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.config import Settings
    from core.engine.sagemaker.connection import Aws


class Half(ABC):
    """A half of the engine.

    Args:
        settings: sections `sagemaker` and `hosting`.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    @abstractmethod
    def _aws(self) -> Aws:
        """The connection; made by the first call that needs it."""
