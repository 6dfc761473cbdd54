"""The rooms of the web application; `ROUTERS` names each, in the order in which their addresses are tried."""

from __future__ import annotations

from fastapi import APIRouter

from readiness.web.routes import account, gate, health, home, materials, message, sign_in

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    home.router,
    sign_in.router,
    account.router,
    gate.router,
    message.router,
    materials.router,
)
