"""The rooms of the web application; `ROUTERS` names each, in the order in which their addresses are tried."""

from __future__ import annotations

from fastapi import APIRouter

from readiness.web.routes import (
    account,
    admin_people,
    admin_record,
    admin_roster,
    applying,
    board,
    certificate,
    definition,
    gate,
    health,
    home,
    kept,
    launches,
    learn,
    materials,
    message,
    question_statistics,
    questions,
    questions_exchange,
    quiz,
    readiness,
    regrading,
    sign_in,
    team,
    timeline,
    training,
)

# Addresses are tried one after the other, so the room where most people are at once comes first.
ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    quiz.router,
    learn.router,
    certificate.router,
    home.router,
    sign_in.router,
    account.router,
    kept.router,
    launches.router,
    board.router,
    timeline.router,
    definition.router,
    applying.router,
    readiness.router,
    gate.router,
    message.router,
    materials.router,
    question_statistics.router,
    regrading.router,
    questions_exchange.router,
    questions.router,
    training.router,
    team.router,
    admin_roster.router,
    admin_record.router,
    admin_people.router,
)
