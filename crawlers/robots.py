"""Obeying robots.txt by RFC 9309: what it forbids is not asked for, and where it cannot be read nothing is.

Section 2.3.1: a status of 400 to 499 means that there are no rules; a server error or no answer at all means that
everything is forbidden. Scrapy takes every answer for rules, an error page too, and no answer for permission. 429 is
counted as an error: it asks us to stay away for now.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawlers.faults import fault_of
from crawlers.guard import NotAskedError
from crawlers.retrievals import Fault


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, which asks for robots.txt once a host, with the RFC's meaning of errors."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._faults: dict[str, Fault] = {}  # host and port -> why its robots.txt could not be read

    async def robot_parser(self, request: Request) -> RobotParser | None:
        rules = await super().robot_parser(request)
        host = urlsplit(request.url).netloc
        if host in self._faults:
            fault = self._faults[host]
            raise NotAskedError(fault, f"{request.url} was not asked for: robots.txt of {host}: {fault}")
        return rules

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._faults[netloc] = Fault.ROBOTS_ERROR
        if response.status != 200:
            response = response.replace(body=b"")  # an error page holds no rules
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):  # a redirect that we do not follow leaves no rules
            self._faults[netloc] = fault_of(exc, f"http://{netloc}/")
        super()._robots_error(exc, netloc)
