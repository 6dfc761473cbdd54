"""Values that never change under their key, kept in memory: the last so many of them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """For keys that are fingerprints, or hold one: then nothing kept is ever wrong, whichever database it came from.

    Safe to use from several threads; two that miss at once both make the value, and it is the same.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[K, V] = OrderedDict()

    def of(self, key: K) -> V | None:
        """The value, or None when it is not kept (any more)."""
        return self._held.get(key)

    def keep(self, key: K, value: V) -> V:
        """`value` is kept under `key`, in place of the oldest when there are too many; returns it."""
        self._held[key] = value
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return value
