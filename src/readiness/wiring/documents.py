"""Reading documents, and comparing sentences: nothing heavy is loaded before the first one."""

from __future__ import annotations

from readiness.adapters.documents.reading import DocumentFiles
from readiness.adapters.sentence_model import SentenceModel
from readiness.domain.conformance.nearness import Nearness


def open_documents() -> DocumentFiles:
    return DocumentFiles()


def open_nearness() -> Nearness:
    """By meaning; without it, sentences are compared by the words they share."""
    return SentenceModel()
