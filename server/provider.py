"""The identity provider, asked who is signing in, by OpenID Connect's authorization code flow with PKCE.

Authlib makes the requests and joserfc checks the signature. The checks of an ID token are those of OpenID
Connect Core 1.0, section 3.1.3.7; a fresh sign-in is section 3.1.2.1 (`max_age`, `auth_time`).
"""

import time
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from config.sign_on import SignOn

SIGNED_BY = ["RS256", "PS256", "ES256"]
PATIENCE_SECONDS = 10
TRY_SECONDS = 600
"""How long a worker may take at the provider, second factor included."""
CLOCKS_APART = 60
"""Seconds by which the provider's clock and ours may differ."""
KEEP_SECONDS = 3600


class ProviderFailed(Exception):
    """The provider cannot be reached, or its answer fails a check. The text is for the log and has no names in it."""


class NotFresh(ProviderFailed):
    """The provider did not ask again, but let in someone who had signed in before."""


@dataclass(frozen=True)
class Try:
    """The start of a try to sign in; kept in the browser, signed. `at` is in seconds since 1970."""

    council_id: str
    state: str
    nonce: str
    verifier: str
    at: int


def require(settings: SignOn) -> None:
    """Raise ProviderFailed unless the provider answers and is the right one."""
    _metadata(settings)


def begin(settings: SignOn, council_id: str) -> tuple[str, Try]:
    """Where to send the browser, and what to keep until it is back. Raises ProviderFailed."""
    made = Try(council_id, token_urlsafe(32), token_urlsafe(32), token_urlsafe(48), int(time.time()))
    asked = {
        "nonce": made.nonce,
        "code_challenge": create_s256_code_challenge(made.verifier),
        "code_challenge_method": "S256",
    }
    if settings.prompt_login:
        # The worker signs in again there: the provider's own session must not bring back one that has ended here.
        asked |= {"prompt": "login", "max_age": "0"}
    client = _client(settings, "")
    address, _ = client.create_authorization_url(_metadata(settings)["authorization_endpoint"], made.state, **asked)
    return address, made


def finish(settings: SignOn, secret: str, made: Try, *, state: str, code: str) -> dict:
    """The claims about whoever came back. Raises ProviderFailed, or NotFresh."""
    if state != made.state or not code:
        raise ProviderFailed("the answer belongs to another try")
    metadata = _metadata(settings)
    try:
        with _client(settings, secret, metadata) as client:
            token = client.fetch_token(
                metadata["token_endpoint"], code=code, code_verifier=made.verifier, timeout=PATIENCE_SECONDS
            )
        claims = _read(token["id_token"], settings, metadata)
    except (requests.RequestException, AuthlibBaseError, JoseError, KeyError, ValueError) as error:
        # Their own messages may quote the provider's answer.
        raise ProviderFailed(type(error).__name__) from None
    _check(claims, settings, metadata, made)
    return claims


def end_address(settings: SignOn) -> str:
    """Where to send the browser so that the provider ends its session too. Raises ProviderFailed."""
    address = _metadata(settings).get("end_session_endpoint")
    if not address:
        return settings.site
    asked = {"client_id": settings.client_id, "post_logout_redirect_uri": f"{settings.site}/"}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def pack(made: Try, secret: str) -> str:
    """A try as the browser keeps it. Signed, so that `at` cannot be set back to make an old sign-in look fresh."""
    claims = {**vars(made), "exp": made.at + TRY_SECONDS}
    return jwt.encode({"alg": "HS256"}, claims, _own_key(secret))


def unpack(kept: str, secret: str) -> Try | None:
    """The start of a try; None if there is none, or it is too old or not ours."""
    try:
        claims = jwt.decode(kept, _own_key(secret), algorithms=["HS256"]).claims
        jwt.JWTClaimsRegistry(exp={"essential": True}).validate(claims)
        return Try(*(claims[name] for name in Try.__dataclass_fields__))
    except (JoseError, ValueError, KeyError):
        return None


def _check(claims: dict, settings: SignOn, metadata: dict, made: Try) -> None:
    registry = jwt.JWTClaimsRegistry(
        leeway=CLOCKS_APART,
        iss={"essential": True, "value": metadata["issuer"]},
        aud={"essential": True, "value": settings.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": made.nonce},
    )
    try:
        registry.validate(claims)
    except JoseError as error:
        raise ProviderFailed(f"the ID token does not hold: {error.error}") from None
    _check_try(claims, made)
    _check_party(claims, settings)
    if settings.prompt_login:
        _check_freshness(claims.get("auth_time"), made)


def _check_try(claims: dict, made: Try) -> None:
    """The token was issued for this try. The registry also takes a list that has our nonce in it, and any old `iat`."""
    if claims["nonce"] != made.nonce:
        raise ProviderFailed("the ID token is for several tries")
    if claims["iat"] < made.at - CLOCKS_APART:
        raise ProviderFailed("the ID token was issued before this try")


def _check_party(claims: dict, settings: SignOn) -> None:
    """The token was made for us, not for another program that shares the provider (`azp`, steps 4 and 5)."""
    party, audience = claims.get("azp"), claims["aud"]
    if party is None and isinstance(audience, list) and len(audience) > 1:
        raise ProviderFailed("the ID token is for several programs and does not name one")
    if party is not None and party != settings.client_id:
        raise ProviderFailed("the ID token was made for another program")


def _check_freshness(signed_in_at: object, made: Try) -> None:
    if not isinstance(signed_in_at, int) or isinstance(signed_in_at, bool):
        raise NotFresh("no auth_time")
    if signed_in_at < made.at - CLOCKS_APART:
        raise NotFresh("an old auth_time")
    if signed_in_at > time.time() + CLOCKS_APART:
        # Otherwise one sign-in would count as fresh until that time.
        raise ProviderFailed("an auth_time that is still to come")


def _read(token: str, settings: SignOn, metadata: dict) -> dict:
    """The claims of a token with a valid signature. If no known key fits, the provider's keys are fetched again."""
    try:
        return jwt.decode(token, _keys(metadata["jwks_uri"], _hour()), algorithms=SIGNED_BY).claims
    except (JoseError, ValueError):
        _keys.cache_clear()
        return jwt.decode(token, _keys(metadata["jwks_uri"], _hour()), algorithms=SIGNED_BY).claims


def _client(settings: SignOn, secret: str, metadata: dict | None = None) -> OAuth2Session:
    ways = (metadata or {}).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    how = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
    return OAuth2Session(settings.client_id, secret, how, scope="openid profile email", redirect_uri=settings.callback)


def _metadata(settings: SignOn) -> dict:
    found = _discovered(settings.provider, _hour())
    if found.get("issuer", "").rstrip("/") != settings.provider:
        raise ProviderFailed("it names another issuer")
    return found


@lru_cache(maxsize=2)
def _discovered(provider: str, _hour: int) -> dict:
    return _get(f"{provider}/.well-known/openid-configuration")


@lru_cache(maxsize=2)
def _keys(address: str, _hour: int) -> KeySet:
    return KeySet.import_key_set(_get(address))


def _get(address: str) -> Any:
    try:
        answer = requests.get(address, timeout=PATIENCE_SECONDS)
        answer.raise_for_status()
        return answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderFailed(type(error).__name__) from None


def _hour() -> int:
    return int(time.time()) // KEEP_SECONDS


def _own_key(secret: str) -> OctKey:
    return OctKey.import_key(sha256(b"family-context sign-on try" + secret.encode()).digest())
