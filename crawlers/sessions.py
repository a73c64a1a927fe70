"""Sessions: portals that lend a token for some minutes in exchange for a secret that does not leave the environment.

A platform says how (`login`, `session` in `crawlers.listing`); the token goes with requests to the hosts of its lists
and to no other: a redirect to a file store is asked without it.
"""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.guard import NotAskedError
from crawlers.listing import Answer, Ask, Session, ShapeError
from crawlers.retrievals import Fault

MARGIN = 30  # seconds before its end that a session is renewed


class SessionMiddleware:
    """Signs the requests of a spider whose platform has sessions; logs in when there is none, or it was refused."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.session: Session | None = None
        self.until = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SessionMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        spider: Any = self.crawler.spider
        if not getattr(spider, "token", None) or not hasattr(spider.platform, "login"):
            return
        is_bare = "is_login" in request.meta or "dont_obey_robotstxt" in request.meta  # robots.txt itself
        if is_bare or urlsplit(request.url).netloc not in spider.signed_hosts:
            return
        if self.session is None or time.monotonic() > self.until:
            await self.log_in(spider)
        assert self.session is not None
        request.headers["Authorization"] = f"Bearer {self.session.token}"

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """A 401 to a token of ours: it is asked again, once, with a fresh one."""
        if response.status != 401 or "Authorization" not in request.headers or "is_resigned" in request.meta:
            return response
        self.until = 0.0
        again = request.replace(dont_filter=True)
        again.meta["is_resigned"] = True
        return again

    async def log_in(self, spider: Any) -> None:
        """A new session, from the last one's renewal or else from the secret. Raises NotAskedError where none came."""
        secrets = [self.session.renewal] if self.session and self.session.renewal else []
        for secret in [*secrets, spider.token]:
            answer = await self.ask(spider.platform.login(secret, spider.portal.url))
            if answer.status == 200:
                break
        said = Answer(answer.url, answer.body)
        try:
            if answer.status != 200:
                raise ShapeError(f"{answer.url} gave no session: status {answer.status}.")
            self.session = spider.platform.session(said)
        except ShapeError as error:
            self.session = None
            fault = Fault.HTTP_ERROR if answer.status >= 500 or answer.status == 429 else Fault.NO_SESSION
            raise NotAskedError(fault, str(error)) from error
        self.until = time.monotonic() + self.session.seconds - MARGIN

    async def ask(self, ask: Ask) -> Response:
        request = Request(ask.url, method="POST", body=json.dumps(ask.data), dont_filter=True, meta={"is_login": True})
        request.headers["Content-Type"] = "application/json"
        answer: Response = await self.crawler.engine.download_async(request)
        return answer
