"""Reminders on their way: the mail, and the webhook as the Standard Webhooks specification signs it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from readiness.adapters.channel_mail import MailChannel
from readiness.adapters.channel_webhook import WebhookChannel, checked_address, key_of, signed
from readiness.ground.errors import DefinitionError, OutsideFailure
from readiness.ports.reminding import Note
from tests.fakes import HeardMail

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOTE = Note(
    id="reminder_1_2018-03-22", to="rep@example.com", on=date(2018, 3, 22), subject="1 thing is due", text="Field.\n",
    items=({"launch": "atlas", "rung": "due"},),
)  # fmt: skip


def test_the_signature_is_that_of_the_specifications_example() -> None:
    # The example on which the libraries of the specification are tested: id, time and body as they have them.
    headers = signed(key_of(SECRET), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@contextmanager
def listening(status: int = 204) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    heard: list[tuple[dict[str, str], bytes]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(status)
            self.send_header("location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", heard
        server.shutdown()
        thread.join()


def test_the_webhook_gets_the_message_signed_by_its_id_time_and_body() -> None:
    with listening() as (url, heard):
        WebhookChannel(url, SECRET).carry(NOTE)
    [(headers, body)] = heard
    told = json.loads(body)
    assert told["type"] == "reminder.due"
    assert told["data"]["to"] == "rep@example.com"
    assert told["data"]["items"] == [{"launch": "atlas", "rung": "due"}]
    assert headers["webhook-id"] == NOTE.id
    said = f"{NOTE.id}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key_of(SECRET), said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"


@pytest.mark.parametrize("status", [302, 400, 500])
def test_any_answer_but_yes_is_a_failure_and_redirects_lead_nowhere(status: int) -> None:
    with listening(status) as (url, heard), pytest.raises(OutsideFailure, match=str(status)):
        WebhookChannel(url, SECRET).carry(NOTE)
    assert len(heard) == 1


def test_nobody_there_is_a_failure_outside() -> None:
    with pytest.raises(OutsideFailure, match="did not answer"):
        WebhookChannel("http://127.0.0.1:9/hook", SECRET).carry(NOTE)


@pytest.mark.parametrize(
    "url", ["http://example.com/hook", "ftp://example.com", "", "https://", "http://[", "file:///etc"]
)
def test_what_is_said_of_people_goes_over_https_or_stays_here(url: str) -> None:
    with pytest.raises(DefinitionError, match="https"):
        checked_address(url)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64 at all!"]
)
def test_a_secret_is_told_from_what_is_none_and_never_repeated(secret: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        key_of(secret)
    assert len(secret) < 10 or secret not in str(refused.value)


def test_a_mail_is_the_message_as_it_is() -> None:
    mail = HeardMail()
    channel = MailChannel(mail)
    channel.carry(NOTE)
    assert mail.sent == [("rep@example.com", "1 thing is due", "Field.\n")]
    assert not channel.twice_is_once
