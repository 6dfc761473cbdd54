"""What a provider may say and is not believed. The honest case against a provider from PyPI is in tests/web."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.jwk import RSAKey

from readiness.adapters.openid import OpenIdProvider
from readiness.domain.access.sign_in import Identity
from readiness.ground.errors import NotAllowed, OutsideFailure
from tests.adapters.lying_provider import CLIENT, LyingProvider, lying_provider

BACK = "https://readiness.example/sign-in/provider/back"


@pytest.fixture
def provider() -> Iterator[LyingProvider]:
    with lying_provider() as made:
        yield made


def client(provider: LyingProvider, secret: str = "s3cret") -> OpenIdProvider:
    return OpenIdProvider(issuer=provider.address, client_id=CLIENT, client_secret=secret, seconds=2)


def sign_in(provider: LyingProvider, *, secret: str = "s3cret", query: str = "", ours: OpenIdProvider | None = None):
    ours = ours or client(provider, secret)
    asked = ours.ask(BACK)
    if "nonce" not in provider.claims:
        provider.nonce = asked.nonce
    url = f"{BACK}?{query}" if query else f"{BACK}?code=c0de&state={asked.state}"
    return ours.answer(asked, url=url, back=BACK)


def test_an_honest_answer_names_the_person_and_their_groups(provider: LyingProvider):
    assert sign_in(provider) == Identity(
        email="ivo@launch.example", email_verified=True, name="Ivo", groups=frozenset({"sales", "all"})
    )


def test_the_question_has_state_nonce_and_a_pkce_challenge_and_the_answer_its_verifier(provider: LyingProvider):
    ours = client(provider)
    asked = ours.ask(BACK)
    said = {name: values[0] for name, values in parse_qs(urlsplit(asked.url).query).items()}
    assert said == {
        "response_type": "code", "client_id": CLIENT, "redirect_uri": BACK, "scope": "openid email profile",
        "state": asked.state, "nonce": asked.nonce, "code_challenge_method": "S256",
        "code_challenge": create_s256_code_challenge(asked.verifier),
    }  # fmt: skip
    assert len({asked.state, asked.nonce, asked.verifier, *(ours.ask(BACK).state for _ in range(3))}) == 6
    provider.nonce = asked.nonce
    ours.answer(asked, url=f"{BACK}?code=c0de&state={asked.state}", back=BACK)
    assert provider.asked[0] == {
        "grant_type": "authorization_code", "code": "c0de", "redirect_uri": BACK, "code_verifier": asked.verifier,
    }  # fmt: skip
    assert provider.headers[0]["authorization"].startswith("Basic ")


def test_the_secret_goes_in_the_body_where_the_provider_wants_it_so_and_nowhere_without_one(provider: LyingProvider):
    provider.describes["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    sign_in(provider)
    assert provider.asked[0]["client_secret"] == "s3cret"
    sign_in(provider, secret="")
    assert provider.asked[1]["client_id"] == CLIENT
    assert "client_secret" not in provider.asked[1]


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example"}, {"iss": None}, {"aud": "another"}, {"aud": ["another"]}, {"aud": None},
        {"aud": [CLIENT, "another"]}, {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": 1}, {"exp": None}, {"exp": "never"}, {"iat": 99999999999}, {"nbf": 99999999999},
        {"nonce": "of another sign-in"}, {"nonce": None}, {"sub": None}, {"sub": 42},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_is_refused(provider: LyingProvider, lie: dict[str, Any]):
    provider.claims = lie
    with pytest.raises(NotAllowed, match="token"):
        sign_in(provider)


def test_a_token_for_several_of_which_we_are_the_one_that_asked_is_ours(provider: LyingProvider):
    provider.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert sign_in(provider).email == "ivo@launch.example"


@pytest.mark.parametrize("forgery", ["unsigned", "with the public key as a secret", "with another key"])
def test_a_token_that_the_provider_did_not_sign_is_refused(provider: LyingProvider, forgery: str):
    if forgery == "unsigned":
        provider.algorithm = "none"
    elif forgery == "with another key":
        provider.signing = RSAKey.generate_key(2048, {"kid": "one"})
    else:
        provider.algorithm = "HS256"
    with pytest.raises(NotAllowed, match="not one of its own"):
        sign_in(provider)


def test_new_keys_of_the_provider_are_fetched_when_the_old_ones_do_not_fit(provider: LyingProvider):
    ours = client(provider)
    sign_in(provider, ours=ours)
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    assert sign_in(provider, ours=ours).email == "ivo@launch.example"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("code=c0de&state=wrong", "another question"), ("code=c0de", "another question"), ("", "another question"),
        ("error=access_denied&state=%s", "said no: access_denied"), ("state=%s", "has no code"),
        ("error=%0d%0a<script>&state=%s", "said no"),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_to_our_question_is_refused(provider: LyingProvider, query: str, says: str):
    ours = client(provider)
    asked = ours.ask(BACK)
    with pytest.raises(NotAllowed, match=says) as raised:
        ours.answer(asked, url=f"{BACK}?{query.replace('%s', asked.state)}", back=BACK)
    assert "\n" not in raised.value.message
    assert provider.asked == []


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_only_true_is_verified(provider: LyingProvider, verified: object):
    provider.claims = {"email_verified": verified}
    assert sign_in(provider).email_verified is False


@pytest.mark.parametrize("groups", [None, "sales", {"sales": 1}, [1, None], 7])
def test_groups_that_are_no_list_of_texts_are_none(provider: LyingProvider, groups: object):
    provider.claims = {"groups": groups}
    assert sign_in(provider).groups == frozenset()


def test_a_mail_address_that_stands_only_in_the_user_info_is_found_there(provider: LyingProvider):
    provider.claims = {"email": None, "email_verified": None}
    provider.userinfo = {"sub": "42", "email": "ivo@launch.example", "email_verified": True}
    assert sign_in(provider).email_verified
    provider.userinfo["sub"] = "43"
    with pytest.raises(NotAllowed, match="two different people"):
        sign_in(provider)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/.well-known/openid-configuration", (500, b"")), ("/.well-known/openid-configuration", (200, b"[]")),
        ("/.well-known/openid-configuration", (200, b"<html>")), ("/.well-known/openid-configuration", (302, b"")),
        ("/.well-known/openid-configuration", (200, b'{"issuer": "https://elsewhere.example"}')),
        ("/keys", (200, b'{"keys": 3}')), ("/keys", (404, b"")), ("/token", (500, b"")), ("/token", (200, b"\xff")),
    ],
)  # fmt: skip
def test_a_provider_that_is_broken_is_an_outside_failure(provider: LyingProvider, path: str, answer: tuple[int, bytes]):
    provider.answers[path] = answer
    with pytest.raises(OutsideFailure):
        sign_in(provider)


def test_a_code_that_the_provider_does_not_take_is_refused(provider: LyingProvider):
    provider.answers["/token"] = (400, b'{"error": "invalid_grant"}')
    with pytest.raises(NotAllowed, match="did not accept the code"):
        sign_in(provider)


def test_a_provider_that_is_not_there_is_told():
    ours = OpenIdProvider(issuer="http://127.0.0.1:9", client_id=CLIENT, client_secret="s3cret", seconds=1)
    with pytest.raises(OutsideFailure, match=r"127\.0\.0\.1:9") as raised:
        ours.ask(BACK)
    assert "s3cret" not in str(raised.value)
