"""Sign-in through an OpenID provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1).

Authlib speaks OAuth 2, joserfc judges the ID token, httpx carries both. Authlib's own httpx client is not used: from
1.7 on it asks for another library.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response, prepare_token_request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from readiness.domain.access.sign_in import Identity
from readiness.ground.clock import Clock, WallClock
from readiness.ground.errors import NotAllowed, OutsideFailure
from readiness.ports.accounts import Asked

_SCOPE: Final = "openid email profile"
_ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
"""Signatures only the provider can make; never `none`, never one with the secret we share with it."""
_SKEW_SECONDS: Final = 60
_FRESH_SECONDS: Final = 3600
_AGAIN: Final = "Begin again from the sign-in page."


@dataclass(frozen=True, slots=True)
class _Known:
    """What the provider says of itself, and when it was asked."""

    says: Mapping[str, Any]
    keys: KeySet
    at: float


class OpenIdProvider:
    """The provider at `issuer`. Nothing is asked of it before somebody signs in."""

    def __init__(
        self, *, issuer: str, client_id: str, client_secret: str, clock: Clock | None = None, seconds: float = 10
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._secret = client_secret
        self._clock = clock or WallClock()
        self._http = httpx.Client(timeout=seconds, follow_redirects=False, headers={"accept": "application/json"})
        self._lock = threading.Lock()
        self._kept: _Known | None = None

    @property
    def name(self) -> str:
        return urlsplit(self._issuer).netloc

    def ask(self, back: str) -> Asked:
        known = self._known()
        state, nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        client = self._client(known, back)
        url, _ = client.create_authorization_url(
            known.says["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
        )
        return Asked(url, state, nonce, verifier)

    def answer(self, asked: Asked, *, url: str, back: str) -> Identity:
        query = parse_qs(urlsplit(url).query)
        if not secrets.compare_digest((query.get("state") or [""])[0].encode(), asked.state.encode()):
            raise NotAllowed("this answer of the sign-in provider is to another question.", hint=_AGAIN)
        if "error" in query:
            raise NotAllowed(f"the sign-in provider said no: {ascii(query['error'][0])[1:-1][:80]}.", hint=_AGAIN)
        try:
            code = parse_authorization_code_response(url, asked.state)["code"]
        except OAuth2Error as error:
            raise NotAllowed("the sign-in provider's answer has no code.", hint=_AGAIN) from error
        known = self._known()
        tokens = self._tokens(known, code=code, back=back, verifier=asked.verifier)
        claims = self._claims(tokens.get("id_token"), asked.nonce)
        if "email" not in claims and tokens.get("access_token"):
            claims = {**self._userinfo(known, str(tokens["access_token"]), claims.get("sub")), **claims}
        groups = claims.get("groups")
        return Identity(
            email=_text(claims.get("email")),
            email_verified=claims.get("email_verified") is True,
            name=_text(claims.get("name"))[:200],
            groups=frozenset(one for one in groups if isinstance(one, str))
            if isinstance(groups, list)
            else frozenset(),
        )

    def _client(self, known: _Known, back: str) -> Any:
        methods = known.says.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        how = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        return OAuth2Client(
            None, client_id=self._client_id, client_secret=self._secret, scope=_SCOPE, redirect_uri=back,
            code_challenge_method="S256", token_endpoint_auth_method=how if self._secret else "none",
        )  # fmt: skip

    def _tokens(self, known: _Known, *, code: str, back: str, verifier: str) -> Mapping[str, Any]:
        client = self._client(known, back)
        body = prepare_token_request("authorization_code", "", redirect_uri=back, code=code, code_verifier=verifier)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        url, headers, body = client.client_auth(client.token_endpoint_auth_method).prepare(
            "POST", known.says["token_endpoint"], headers, body
        )
        found = self._asked("POST", url, headers=headers, content=body, refused=True)
        if "id_token" not in found:
            raise NotAllowed("the sign-in provider did not accept the code.", hint=_AGAIN)
        return found

    def _claims(self, id_token: Any, nonce: str) -> Mapping[str, Any]:
        """Of an ID token that is the provider's, for us, for this sign-in, and not too old."""
        issuer = self._known().says["issuer"]
        wanted = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()), leeway=_SKEW_SECONDS,
            iss={"essential": True, "value": issuer}, aud={"essential": True, "value": self._client_id},
            exp={"essential": True}, iat={"essential": True}, sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )  # fmt: skip
        for is_last in (False, True):
            keys = self._known(anew=is_last).keys
            try:
                claims = jwt.decode(_text(id_token), keys, algorithms=list(_ALGORITHMS)).claims
                break
            except (JoseError, ValueError) as error:
                # The provider may have changed its keys since we asked for them: once more, with new ones.
                if is_last:
                    raise NotAllowed("the sign-in provider's token is not one of its own.", hint=_AGAIN) from error
        try:
            wanted.validate(claims)
        except JoseError as error:
            raise NotAllowed("the sign-in provider's token is not for this sign-in.", hint=_AGAIN) from error
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self._client_id:
            raise NotAllowed("the sign-in provider's token is for somebody else too.", hint=_AGAIN)
        return claims

    def _userinfo(self, known: _Known, access_token: str, subject: Any) -> Mapping[str, Any]:
        """What the provider says of the same person; empty when it has no such address."""
        url = known.says.get("userinfo_endpoint")
        if not isinstance(url, str):
            return {}
        found = self._asked("GET", url, headers={"authorization": f"Bearer {access_token}"})
        if found.get("sub") != subject:
            raise NotAllowed("the sign-in provider speaks of two different people.", hint=_AGAIN)
        return found

    def _known(self, *, anew: bool = False) -> _Known:
        now = self._clock.now().timestamp()
        with self._lock:
            kept = self._kept
            if kept is not None and not anew and now - kept.at < _FRESH_SECONDS:
                return kept
            says = self._asked("GET", f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            told = _text(says.get("issuer"))
            missing = [k for k in ("authorization_endpoint", "token_endpoint", "jwks_uri") if not _text(says.get(k))]
            if told.rstrip("/") != self._issuer.rstrip("/") or missing:
                raise OutsideFailure(
                    f"{self._issuer} does not describe itself as an OpenID provider of that name.",
                    hint="Is oidc_issuer right?",
                )
            try:
                keys = KeySet.import_key_set(self._asked("GET", says["jwks_uri"]))  # type: ignore[arg-type]
            except (JoseError, KeyError, TypeError, ValueError) as error:
                raise OutsideFailure(f"the keys of {self._issuer} cannot be read.") from error
            self._kept = _Known(says, keys, now)
            return self._kept

    def _asked(self, method: str, url: str, *, refused: bool = False, **given: Any) -> dict[str, Any]:
        """The JSON object at `url`. With `refused`, a refusal (4xx) is an empty one."""
        try:
            response = self._http.request(method, url, **given)
            if refused and response.is_client_error:
                return {}
            response.raise_for_status()
            found = response.json()
        except (httpx.HTTPError, httpx.InvalidURL, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise OutsideFailure(
                f"the sign-in provider {self.name} did not answer as it should ({type(error).__name__}).",
                hint="Sign in by mail or password, or try again later.",
            ) from error
        if not isinstance(found, dict):
            raise OutsideFailure(f"the sign-in provider {self.name} did not answer with an object.")
        return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
