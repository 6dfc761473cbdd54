"""The ways on which reminders leave the application, put together from the settings."""

from __future__ import annotations

from dataclasses import replace

from readiness.adapters.channel_mail import MailChannel
from readiness.context import Context
from readiness.ports.reminding import Channel
from readiness.settings import Settings, load_settings
from readiness.wiring.accounts import open_mail
from readiness.wiring.workspace import open_workspace


def reminding_workspace(*, by: str = "") -> tuple[Context, str]:
    """The workspace around the current folder with its channels, and the address of its web application."""
    context = open_workspace(by=by)
    settings = load_settings(context.root)
    return with_channels(context, settings), settings.public_address.rstrip("/")


def mailing_workspace(*, by: str = "") -> Context:
    """The workspace around the current folder; mail goes out when `mail_url` is set, and is refused otherwise."""
    context = open_workspace(by=by)
    settings = load_settings(context.root)
    return replace(context, mail=open_mail(settings)) if settings.mail_url else context


def with_channels(context: Context, settings: Settings) -> Context:
    """The Context with mail and webhook, as far as they are set up. Nothing is connected to yet.

    Raises DefinitionError for a setting that cannot be read.
    """
    channels: list[Channel] = []
    if settings.mail_url:
        channels.append(MailChannel(open_mail(settings)))
    if settings.webhook_url:
        from readiness.adapters.channel_webhook import WebhookChannel  # noqa: PLC0415  (httpx, for those who have one)

        channels.append(WebhookChannel(settings.webhook_url, settings.webhook_secret))
    return replace(context, channels=tuple(channels))
