"""What signing in needs, put together from the settings. Apart from `workspace`: most commands need none of it."""

from __future__ import annotations

from dataclasses import replace

from readiness.adapters.mail_console import ConsoleMail
from readiness.adapters.mail_smtp import SmtpMail
from readiness.adapters.passwords import ArgonPasswords
from readiness.context import Context
from readiness.ports.accounts import Mail, Provider
from readiness.settings import Settings


def with_accounts(context: Context, settings: Settings) -> Context:
    """The Context with mail, passwords and the OpenID provider, if there is one. Nothing is connected to yet.

    Raises DefinitionError for a mail_url that cannot be read.
    """
    return replace(context, mail=open_mail(settings), passwords=ArgonPasswords(), provider=open_provider(settings))


def open_mail(settings: Settings) -> Mail:
    return SmtpMail(settings.mail_url) if settings.mail_url else ConsoleMail()


def open_provider(settings: Settings) -> Provider | None:
    """None when `oidc_issuer` is not set."""
    if not settings.oidc_issuer:
        return None
    from readiness.adapters.openid import OpenIdProvider  # noqa: PLC0415  (18 MB, for those who sign in through one)

    return OpenIdProvider(
        issuer=settings.oidc_issuer, client_id=settings.oidc_client_id, client_secret=settings.oidc_client_secret
    )
