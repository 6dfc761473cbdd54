"""Pages that doors show or write."""

from __future__ import annotations

from readiness.adapters.report_page import ReportPage


def open_report_page() -> ReportPage:
    return ReportPage()
