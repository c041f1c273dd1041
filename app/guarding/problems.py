"""The problems that are answered before a request comes to any endpoint."""

from app.errors import ApiError


class RateLimitedError(ApiError):
    """More requests than are allowed for now."""

    slug, status, title = "rate-limited", 429, "Too many requests"
    description = "More was asked than RateLimit-Policy allows. Retry-After says when to go on."


class SlowRequestError(ApiError):
    """A request that did not arrive in time."""

    slug, status, title = "slow-request", 408, "Request timeout"
    description = "The request did not arrive whole in time; the connection is closed."


class UrlTooLongError(ApiError):
    """A URL that is longer than any that makes sense."""

    slug, status, title = "url-too-long", 414, "URL too long"
    description = "The URL is longer than any that this takes; detail says how long it may be."


class HeadersTooLargeError(ApiError):
    """Header fields that are larger than any that make sense."""

    slug, status, title = "headers-too-large", 431, "Header fields too large"
    description = "The header fields are larger than any that this takes; detail says how large."
