"""Accounts of the web application: roles granted, sessions, sign-in links, API tokens, answers to repeated requests.

Secrets are kept as SHA-256 of a random token (passwords as argon2), so a stolen database signs nobody in.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_and_close


class AccountRow(SQLModel, table=True):
    """Somebody who may sign in, on the roster or not. `email` is spelled as `mail_address` does."""

    __tablename__ = "account"

    email: str = Field(primary_key=True)
    name: str = ""
    password: str | None = None
    """argon2 hash; None = signs in by link or provider only."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_by: str
    disabled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


@insert_and_close("revoked_at", "revoked_by")
class RoleGrantRow(SQLModel, table=True):
    """A role given to an account; `region` narrows a sales leader, "" = everywhere. Revoked, never deleted."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_open_email_role_region_source",
            "email",
            "role",
            "region",
            "source",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(foreign_key="account.email")
    role: str
    region: str = ""
    source: str = "administrator"
    """"administrator", or "provider" when a group of the OpenID provider carries it."""
    granted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    granted_by: str
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revoked_by: str | None = None


class WebSessionRow(SQLModel, table=True):
    """One signed-in browser."""

    __tablename__ = "web_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    email: str = Field(foreign_key="account.email", index=True)
    how: str
    """"link", "password" or "provider"."""
    browser: str = ""
    signed_in_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class SignInLinkRow(SQLModel, table=True):
    """A sign-in link: good once, for minutes."""

    __tablename__ = "sign_in_link"

    token_hash: str = Field(primary_key=True)
    email: str = Field(index=True)
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class ApiTokenRow(SQLModel, table=True):
    """A token for programs: acts as its owner, within its scopes (space-separated)."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    email: str = Field(foreign_key="account.email", index=True)
    name: str
    scopes: str
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class RepeatedRequestRow(SQLModel, table=True):
    """What was answered to a POST with an idempotency key, so that the same request again gets the same answer."""

    __tablename__ = "repeated_request"
    __table_args__ = (UniqueConstraint("email", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    email: str
    key: str
    request: str
    """Fingerprint of method, path and body."""
    status: int
    body: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
