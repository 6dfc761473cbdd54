"""Where the built-in templates, playbooks and sample launches are, in the wheel and in a checkout alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_REPOSITORY = _PACKAGE.parents[1]


def builtin(*parts: str) -> Path:
    """The built-in file or folder at `parts`: `builtin("training_templates", "playbooks", "tier-1.yaml")`.

    The wheel carries them inside the package; a checkout has them at its top. The path may not exist: the caller knows
    what it is missing. It never leads out of the built-in folder.
    """
    packed = _PACKAGE / "builtin"
    root = packed if packed.is_dir() else _REPOSITORY
    path = root.joinpath(*parts)
    if not path.resolve().is_relative_to(root):
        raise ValueError(f"{'/'.join(parts)} leads out of the built-in files")
    return path
