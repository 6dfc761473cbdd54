"""The rooms of the web application; `ROUTERS` names each, in the order in which their addresses are tried."""

from __future__ import annotations

from fastapi import APIRouter

from readiness.web.routes import home

ROUTERS: tuple[APIRouter, ...] = (home.router,)
