"""The bare spider that `bench_crawl` holds our crawl against: what a Scrapy tutorial writes, in a process of its own.

    python -m tests.benchmarks.bare_spider URL [NAME=VALUE…]

It follows every link, counts what is no page, and keeps nothing. NAME=VALUE are Scrapy's settings; without them
everything is as Scrapy comes (16 requests at a time, 8 to a host, a debug line a page on standard error).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class BareSpider(scrapy.Spider):
    """Follows every link, counts what is no page, keeps nothing."""

    name = "bare"
    documents = 0

    def parse(self, response: Response) -> Iterator[Any]:
        if response.url.endswith(".pdf"):
            BareSpider.documents += 1
        else:
            yield from response.follow_all(css="a", callback=self.parse)


def main(url: str, *written: str) -> None:
    process = CrawlerProcess(dict(entry.split("=", 1) for entry in written))
    process.crawl(BareSpider, start_urls=[url])
    process.start()
    print(BareSpider.documents)


if __name__ == "__main__":
    main(*sys.argv[1:])
