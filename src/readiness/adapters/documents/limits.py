"""How much of a document is read. Time and memory are bounded by these sizes, never by a clock."""

from __future__ import annotations

from typing import Final

MOST_BYTES: Final = 30_000_000
"""Of a file."""
MOST_TEXT_BYTES: Final = 5_000_000
"""Of a file that is text itself."""
MOST_CHARACTERS: Final = 2_000_000
"""Of the text that is judged: a thousand dense pages."""
MOST_PASSAGES: Final = 20_000
"""Paragraphs, rows and headings: twenty on each of a thousand pages. However short, each costs."""
MOST_PAGES: Final = 500
MOST_SLIDES: Final = 1_000
MOST_SHAPES: Final = 100_000
MOST_PARTS: Final = 5_000
"""Files within a package."""
MOST_UNPACKED: Final = 200_000_000
MOST_XML_PART: Final = 10_000_000
MOST_XML: Final = 40_000_000
MOST_WORD_ELEMENTS: Final = 100_000
"""Paragraphs, runs, texts and cells of a Word document: some hundred pages of many pieces; each takes 30 µs."""
MOST_RATIO: Final = 200
"""How many times larger than packed; text is packed to a twentieth, a bomb to a thousandth."""
RATIO_FROM: Final = 1_000_000
"""What is smaller than this when unpacked harms nobody."""
MOST_PDF_CONTENT: Final = 24_000_000
"""Bytes of drawing instructions of all pages together."""
