"""What a caller did wrong, in words for that caller. The HTTP layer turns these into problem+json."""


class Problem(Exception):
    """A request that cannot be served as it is.

    `field` is the path of the faulty part of the input (`rules[2].points`), `detail` says what is wrong
    and how to mend it.
    """

    status = 400
    title = "Bad request"

    def __init__(self, detail: str, *, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


class Invalid(Problem):
    status = 422
    title = "Invalid value"


class TooLarge(Problem):
    status = 413
    title = "Too large"


class UnsupportedMedia(Problem):
    status = 415
    title = "Unsupported media type"


class Unauthorized(Problem):
    status = 401
    title = "Not signed in"


class Forbidden(Problem):
    status = 403
    title = "Not allowed"


class NotFound(Problem):
    """Also the answer for whatever belongs to another workspace: its existence is not told."""

    status = 404
    title = "Not found"


class Conflict(Problem):
    status = 409
    title = "Conflict"


class TooMany(Problem):
    """Come back after `retry_after` seconds."""

    status = 429
    title = "Too many requests"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(TooMany):
    """Nothing was done; what this needs is away for the moment."""

    status = 503
    title = "Away for a moment"
