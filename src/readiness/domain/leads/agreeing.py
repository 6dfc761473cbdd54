"""Under which name agreements on what a qualified lead is stand among the approvals of a launch."""

from __future__ import annotations

from typing import Final

KIND: Final = "lead-criteria"
KEY: Final = "qualified-lead"
