"""CSV for people's spreadsheets: nothing in a cell is a formula, whatever somebody is called."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from fastapi.responses import StreamingResponse

from readiness.ground.csv_cells import defused

_ROWS_AT_ONCE: Final = 500


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingResponse:
    """The file `name` to save: UTF-8 with the byte order mark by which spreadsheets know it; made as it goes."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_parts(header, iter(rows)), media_type="text/csv; charset=utf-8", headers=headers)


def _parts(header: Sequence[str], rows: Iterator[Sequence[object]]) -> Iterator[str]:
    yield "\ufeff" + _text([header])
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        yield _text(batch)


def _text(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([defused(cell) for cell in row] for row in rows)
    return out.getvalue()
