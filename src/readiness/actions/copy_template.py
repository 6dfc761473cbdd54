"""A built-in training template becomes the workspace's own, to be changed."""

from __future__ import annotations

from pathlib import Path

from readiness.context import Context


def copy_template(context: Context, *, name: str) -> Path:
    """The workspace has the template as a file of its own, and where. Nothing is rendered and nothing goes on record.

    Raises NotFound with a suggestion, Conflict when there is a file of that name already.
    """
    return context.templates.copy(name)
