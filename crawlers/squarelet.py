"""Squarelet: the accounts that MuckRock and DocumentCloud share. Its tokens live for five minutes.

The secret in the environment is ``username:password`` or a refresh token.
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from crawlers.listing import Answer, Ask, Session, ShapeError, is_host_of

HOST = "accounts.muckrock.com"
LIFE = 300  # seconds
_OURS = (".muckrock.com", ".documentcloud.org")


def login(secret: str, url: str) -> Ask:
    """The ask that turns `secret` into a session for the portal at `url`."""
    root = f"https://{HOST}/" if is_host_of(_OURS, url) else f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/"
    name, colon, password = secret.partition(":")
    if colon:
        return Ask(urljoin(root, "/api/token/"), data={"username": name, "password": password})
    return Ask(urljoin(root, "/api/refresh/"), data={"refresh": secret})


def session(answer: Answer) -> Session:
    """The session that a login gave. Raises ShapeError where it gave none."""
    given = answer.json()
    if not isinstance(given, dict) or not isinstance(given.get("access"), str):
        raise ShapeError(f"{answer.url} gave no token.")
    return Session(given["access"], LIFE, str(given.get("refresh") or ""))
