"""How sure people are of what they answer, against how right; for those who see the question bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from readiness.domain.access.permissions import see_training
from readiness.domain.access.roles import Viewer
from readiness.reports.calibration import QuizCalibration, quiz_calibration
from readiness.web.access import acting, may
from readiness.web.pages import show

router = APIRouter()

Reader = Annotated[Viewer, Depends(may(see_training))]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationPage:
    found: QuizCalibration


@router.get("/launches/{launch}/training/quizzes/{key}/calibration")
def calibration_page(request: Request, launch: str, key: str, viewer: Reader) -> Response:
    found = quiz_calibration(acting(request, viewer), launch=launch, quiz=key)
    return show(request, viewer, "training/calibration.html.j2", CalibrationPage(found=found))
