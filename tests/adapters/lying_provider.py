"""An OpenID provider on loopback that says whatever a test tells it to: what a real one never would."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT = "readiness"


@dataclass
class LyingProvider:
    """`claims` replace those of an honest token; None takes one away. `asked` keeps what the token endpoint was sent."""

    address: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signing: RSAKey | None = None
    algorithm: str = "RS256"
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    describes: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
        } | self.describes

    def id_token(self) -> str:
        now = datetime.now(UTC)
        honest = {
            "iss": self.address, "aud": CLIENT, "sub": "42", "nonce": self.nonce, "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()), "email": "ivo@launch.example", "email_verified": True,
            "name": "Ivo", "groups": ["sales", "all"],
        }  # fmt: skip
        claims = {name: value for name, value in (honest | self.claims).items() if value is not None}
        if self.algorithm == "none":
            return _forged(claims, "none", None)
        if self.algorithm == "HS256":  # joserfc itself would not do this
            return _forged(claims, "HS256", self.key.as_pem(private=False))
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing or self.key)

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.description()).encode()
        if path == "/keys":
            return 200, json.dumps(KeySet([self.key]).as_dict(private=False)).encode()
        if path == "/userinfo":
            return 200, json.dumps(self.userinfo).encode()
        self.asked.append(dict(parse_qsl(body.decode())))
        self.headers.append({name.lower(): value for name, value in headers.items()})
        return 200, json.dumps({"token_type": "Bearer", "access_token": "a", "id_token": self.id_token()}).encode()


def _forged(claims: Mapping[str, Any], algorithm: str, secret: bytes | None) -> str:
    header = {"alg": algorithm, "kid": "one", "typ": "JWT"}
    text = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{_base64(hmac.digest(secret, text.encode(), 'sha256')) if secret else ''}"


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    provider = LyingProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["content-length"])))

        def _answer(self, body: bytes) -> None:
            status, text = provider.answer(self.path, body, self.headers)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
