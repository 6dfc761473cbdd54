"""Mail to the console, and through an SMTP server that really listens on loopback."""

from __future__ import annotations

import io
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy

import pytest

from readiness.adapters.mail_console import ConsoleMail
from readiness.adapters.mail_smtp import SmtpMail, read_mail_url
from readiness.ground.errors import DefinitionError, OutsideFailure


class SmtpServer(socketserver.ThreadingTCPServer):
    """Just enough of RFC 5321, in the clear; `refuses` is a verb to say no to."""

    daemon_threads = True

    def __init__(self, refuses: str = "") -> None:
        super().__init__(("127.0.0.1", 0), SmtpConversation)
        self.refuses = refuses
        self.heard: list[str] = []
        self.messages: list[bytes] = []

    @property
    def url(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class SmtpConversation(socketserver.StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            self.server.heard.append(line)
            verb = line.partition(" ")[0].upper()
            if verb == self.server.refuses:
                self._say("550 no, and your password is pa%ss/word")
            elif verb == "EHLO":
                self._say("250-here\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 AUTH PLAIN")
            elif verb == "AUTH":
                self._say("235 in")
            elif verb == "DATA":
                self._say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                self.server.messages.append(b"".join(lines))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 yes")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def smtp_server(refuses: str = "") -> Iterator[SmtpServer]:
    with SmtpServer(refuses) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_the_console_shows_the_whole_mail():
    out = io.StringIO()
    ConsoleMail(out).send("ivo@launch.example", "Your link", "http://127.0.0.1/x\n")
    assert out.getvalue() == "\n--- mail to ivo@launch.example: Your link\nhttp://127.0.0.1/x\n---\n"


def test_a_mail_arrives_with_its_sender_and_text():
    with smtp_server() as server:
        SmtpMail(f"smtp://{server.url}?from=readiness@launch.example").send(
            "ivo@launch.example", "Prüfung", "Grüße\n.\n"
        )
        message = message_from_bytes(server.messages[0], policy=policy.default)
    assert (message["From"], message["To"]) == ("readiness@launch.example", "ivo@launch.example")
    assert message["Subject"] == "Prüfung"
    assert "Grüße" in message.get_content()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@launch.example>")


def test_the_user_is_logged_in_with_a_password_that_the_url_spells_out():
    with smtp_server() as server:
        SmtpMail(f"smtp://bot%40x.example:pa%25ss%2Fword@{server.url}?from=r@x.example").send("i@x.example", "s", "t")
        assert [line for line in server.heard if line.startswith("AUTH")]


def test_a_refusal_is_an_outside_failure_without_the_password():
    for verb in ("AUTH", "RCPT", "DATA"):
        with smtp_server(verb) as server:
            mail = SmtpMail(f"smtp://bot:pa%25ss%2Fword@{server.url}?from=r@x.example")
            with pytest.raises(OutsideFailure, match="was not sent") as raised:
                mail.send("i@x.example", "s", "t")
        assert "pa%ss" not in str(raised.value)
        assert raised.value.__cause__ is None


def test_a_server_that_is_not_there_is_an_outside_failure():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(OutsideFailure, match=f"127.0.0.1:{port} failed"):
        SmtpMail(f"smtp://127.0.0.1:{port}?from=r@x.example").send("i@x.example", "s", "t")


@pytest.mark.parametrize("subject", ["a\nBcc: everybody@x.example", "a\r\nX: y"])
def test_a_subject_cannot_bring_headers_along(subject: str):
    with smtp_server() as server:
        with pytest.raises(ValueError, match=r"linefeed|newline"):
            SmtpMail(f"smtp://{server.url}?from=r@x.example").send("i@x.example", subject, "t")
        assert server.messages == []


def test_the_address_is_read_and_its_password_never_shown():
    at = read_mail_url("smtps://ann%40x.example:p%40ss@mail.x.example?from=r@x.example")
    assert (at.host, at.port, at.user, at.password, at.is_smtps) == (
        "mail.x.example",
        465,
        "ann@x.example",
        "p@ss",
        True,
    )
    assert "p@ss" not in repr(at)
    assert "ss" not in SmtpMail("smtp://ann:ss@mail.x.example?from=r@x.example").shown.replace("smtp", "")
    assert read_mail_url("smtp://ann%40x.example:p@mail.x.example").sender == "ann@x.example"


@pytest.mark.parametrize(
    "url", ["mail.x.example", "http://x", "smtp://", "smtp://h:port", "smtp://ann:secret@host", "smtp://h?from=nobody"]
)
def test_an_address_that_cannot_be_read_is_told_without_repeating_it(url: str):
    with pytest.raises(DefinitionError) as raised:
        read_mail_url(url)
    assert "secret" not in str(raised.value)
    assert "smtp://user:password@" in raised.value.hint


def test_only_this_machine_may_be_spoken_to_in_the_clear():
    assert read_mail_url("smtp://localhost?from=r@x.example").is_loopback
    assert read_mail_url("smtp://127.0.0.1?from=r@x.example").is_loopback
    assert not read_mail_url("smtp://mail.x.example?from=r@x.example").is_loopback
    assert not read_mail_url("smtp://10.0.0.1?from=r@x.example").is_loopback
