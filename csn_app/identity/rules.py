"""What is true about identities and sign-in: pure functions of values and time."""

from datetime import timedelta

FREE_FAILURES = 5
_LONGEST = timedelta(minutes=15)


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: from 1 to 15 minutes from the fifth on (R-ID-22)."""
    if failures < FREE_FAILURES:
        return timedelta()
    # Doubling reaches the longest wait at the fifth step; the cap keeps the power small.
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES, 4)), _LONGEST)


def tries_left(failures: int) -> int:
    """Return how many tries remain before one must wait."""
    return max(FREE_FAILURES - failures, 0)
