"""The playbooks of a workspace: `training_templates/playbooks/tier-N.yaml`, its own before the built-in one."""

from __future__ import annotations

import stat
from pathlib import Path

from readiness.adapters.resources import builtin
from readiness.adapters.template_names import leads_into
from readiness.adapters.yaml_tree import parse_tree
from readiness.domain.definition.reader import read_as
from readiness.domain.tasks.playbook import Playbook, playbook_problems
from readiness.ground.errors import DefinitionError, NotFound, Problem, Unusable, Where
from readiness.ground.frozen import frozen

FOLDER = ("training_templates", "playbooks")
MAX_BYTES = 500_000


@frozen
class WorkspacePlaybooks:
    """The playbooks for launches below `root`. Places in problems are told relative to `root`."""

    root: Path

    def playbook(self, tier: int) -> Playbook:
        """The playbook of `tier`. Raises Unusable, NotFound, or DefinitionError with all that is wrong in it."""
        name = f"tier-{tier}.yaml"
        own = self.root.joinpath(*FOLDER, name)
        if own.is_symlink() and not leads_into(own, self.root.joinpath(FOLDER[0]).resolve()):
            told = "/".join((*FOLDER, name))
            message = f"{told} is a link that does not stay in {FOLDER[0]}."
            problem = Problem("TP009", message, "Put the file itself here.", Where(told))
            raise Unusable(f"{told} cannot be used.", problems=(problem,))
        file, told = (own, "/".join((*FOLDER, name))) if own.exists() else (builtin(*FOLDER, name), f"built-in {name}")
        problems: list[Problem] = []
        tree = parse_tree(_bytes(file, told), told, problems)
        if tree is None:
            raise _unusable(told, "the file says nothing.", "Copy the built-in playbook and change it.")
        reading = read_as(tree, Playbook)
        problems += reading.problems
        playbook = reading.value
        if playbook is not None:
            problems += playbook_problems(playbook, reading.places.get)
            if playbook.tier != tier:
                message = f"this is the playbook of tier {playbook.tier}, in the file of tier {tier}."
                place = reading.places.get("tier")
                problems.append(Problem("TK012", message, f"Write tier: {tier}.", place, path="tier"))
        if problems or playbook is None:
            raise DefinitionError(f"the playbook of tier {tier} is unsound.", problems=problems)
        return playbook


def _bytes(file: Path, name: str) -> bytes:
    try:
        told = file.stat()
        if not stat.S_ISREG(told.st_mode):
            raise _unusable(name, "this is no ordinary file.", "Put a text file there.")
        if told.st_size > MAX_BYTES:
            raise _unusable(name, f"the file is {told.st_size / 1e6:.1f} MB; 0.5 MB is the most.", "Make it smaller.")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"there is no playbook {name}.", hint="Tiers are 1, 2 and 3.") from error
    except OSError as error:
        raise _unusable(name, f"it cannot be read: {error.strerror}.", "Mend its permissions.") from error


def _unusable(name: str, message: str, fix: str) -> Unusable:
    return Unusable(f"{name} cannot be used.", problems=(Problem("RD001", message, fix, Where(name)),))
