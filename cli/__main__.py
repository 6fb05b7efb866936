"""`python -P -m cli` is the program `trainscope`, for processes that it starts itself."""

from __future__ import annotations

import sys

from cli.main import main

sys.exit(main())
