"""Moved to `readiness.context`, because reports are given it too."""

from readiness.context import Context

__all__ = ["Context"]
