"""How we crawl: Scrapy's settings. A good guest: slow, named, obedient to robots.txt, and careful of where it goes.

`crawlers.run` adds what differs from run to run: the user agent with its contact address, the delay, the guard's list.
"""

from watchbill import __version__

BOT_NAME = "watchbill"
USER_AGENT = f"Watchbill/{__version__}"

# --- Manners ---
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Watchbill"
CONCURRENT_REQUESTS = 1  # a crawl that waits because a server asked it to sends nothing else meanwhile
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0  # seconds
WATCHBILL_LONGEST_DELAY = 60  # seconds; a robots.txt that asks for more gets this much, and the crawl says so
COOKIES_ENABLED = False
DOWNLOAD_SLOTS = {"www.muckrock.com": {"delay": 4.0, "concurrency": 1}}  # 15 a minute is what its API allows
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # documents in the order of the page

# --- Limits ---
DOWNLOAD_TIMEOUT = 900  # seconds for a whole answer; WATCHBILL_STALL ends the slow ones long before
WATCHBILL_STALL = 60  # seconds in which an answer must begin, and in each of which it must go on at
WATCHBILL_MIN_RATE = 1000  # bytes a second
DOWNLOAD_MAXSIZE = 50 * 1024 * 1024  # also of a decompressed body
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 2
WATCHBILL_MAX_PAGES = 2000  # list and detail pages of one portal; a crawl that hits it is incomplete
WATCHBILL_MAX_WAIT = 600  # seconds; the longest Retry-After that is waited for: a later crawl honours longer ones
WATCHBILL_BUSY_TIMES = 4  # how often a URL that is busy (429, 503) is asked again
WATCHBILL_BUSY_URLS = 3  # so many URLs in a row that stayed busy, and their host
WATCHBILL_LEAVE = 3600  # is left alone for so many seconds
WATCHBILL_RECHECK_DAYS = 30
WATCHBILL_WARC = ""  # a folder: every answer is also written to a WARC file there
WATCHBILL_ALLOW: list[str] = []  # host:port pairs the guard lets through although they are not public

# --- Trust nobody ---
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawlers.downloads.WatchedDownloadHandler",
    "https": "crawlers.downloads.WatchedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawlers.guard.GuardedResolver"
HTTPPROXY_ENABLED = False  # behind a proxy the guard cannot see which address is connected to
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- Every answer reaches the spider, which gives it a name ---
DOWNLOADER_MIDDLEWARES = {
    "crawlers.guard.GuardMiddleware": 40,
    "crawlers.patience.WaitingMiddleware": 60,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes server errors for permission
    "crawlers.robots.RobotsMiddleware": 100,
    "crawlers.sessions.SessionMiddleware": 120,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # passes over retried requests: the guard does not
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.patience.PatientRetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawlers.downloads.WholeBodyMiddleware": 590,
    "crawlers.warc.WarcMiddleware": 960,
}
REFERRER_POLICY = "same-origin"  # other hosts are not told where we come from

# --- Cheap answers ---
CONCURRENT_ITEMS = 1  # so many tasks are made for every answer; our spiders write what they find themselves
WARN_ON_GENERATOR_RETURN_VALUE = False  # would read the source of the callback at every answer
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
DOWNLOADER_STATS = False
LOG_FORMATTER = "crawlers.lean.FaultsOnly"
EXTENSIONS = dict.fromkeys(
    (
        *("scrapy.extensions.corestats.CoreStats", "scrapy.extensions.logcount.LogCount"),
        *("scrapy.extensions.closespider.CloseSpider", "scrapy.extensions.feedexport.FeedExporter"),
        *("scrapy.extensions.spiderstate.SpiderState", "scrapy.extensions.throttle.AutoThrottle"),
    )
)
SPIDER_MIDDLEWARES = dict.fromkeys(  # of the usual ones only the referrer is left
    (
        *("scrapy.spidermiddlewares.start.StartSpiderMiddleware", "scrapy.spidermiddlewares.depth.DepthMiddleware"),
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",  # every answer reaches the spider
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",  # would drop requests unsaid
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
    )
)

LOG_LEVEL = "WARNING"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
MEMUSAGE_ENABLED = False
