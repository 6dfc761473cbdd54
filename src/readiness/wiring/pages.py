"""Pages that doors show or write."""

from __future__ import annotations

from readiness.adapters.conform_page import ConformPage
from readiness.adapters.report_page import ReportPage


def open_report_page() -> ReportPage:
    return ReportPage()


def open_conform_page() -> ConformPage:
    return ConformPage()
