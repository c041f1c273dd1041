"""Counting who asks how often: exact within a window, and never twice as much around its turn."""

import pytest

from app.guarding.addresses import address_of
from app.guarding.rates import Rate, SharedWindow, Window


class Clock:
    """A clock that is set by hand."""

    now = 6_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_so_many_pass_and_no_more(clock: Clock) -> None:
    window = Window("address", Rate(3, 60), clock)
    assert [window.hit("a") for _ in range(5)] == [2, 1, 0, -1, -1]
    assert window.hit("b") == 2, "another is counted apart"
    clock.now += 120
    assert window.hit("a") == 2, "two windows later nothing is left of it"


def test_the_last_window_counts_in_part(clock: Clock) -> None:
    window = Window("address", Rate(100, 60), clock)
    clock.now += 59
    assert all(window.hit("a") >= 0 for _ in range(100))
    clock.now += 1 + 15  # a quarter into the next: three quarters of the hundred count
    assert sum(window.hit("a") >= 0 for _ in range(100)) == 25


@pytest.mark.parametrize("asked", [1, 30, 59])
@pytest.mark.parametrize("amount", [1, 7, 100])
def test_who_waits_as_long_as_told_may_go_on(clock: Clock, asked: int, amount: int) -> None:
    window = Window("address", Rate(amount, 60), clock)
    for moment in (asked, 60 + 31):
        clock.now = 6_000.0 + moment
        while window.hit("a") >= 0:
            pass
    wait = window.retry_after("a")
    assert 1 <= wait <= 121
    clock.now += wait - 1 if amount == 1 else wait * 0.5
    assert window.hit("a") < 0 or wait == 1, "and not much sooner"
    clock.now = 6_000.0 + 60 + 31 + wait
    assert window.hit("a") >= 0


def test_headers_tell_the_policy_and_what_is_left(clock: Clock) -> None:
    window = Window("address", Rate(50, 60), clock)
    clock.now += 18.5
    told = dict(window.headers(window.hit("a")))
    assert told == {
        b"ratelimit-policy": b'"address";q=50;w=60',
        b"ratelimit": b'"address";r=49;t=42',
    }


def test_memory_is_bounded_whoever_comes(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.guarding.rates._MOST", 3)
    window = Window("address", Rate(2, 60), clock)
    assert [window.hit(str(each)) for each in range(5)] == [1] * 5
    assert len(window._now) == 3
    assert [window.hit("0"), window.hit("0")] == [0, -1], "who was counted is counted on"


def test_processes_learn_from_each_other(clock: Clock) -> None:
    one, other = (SharedWindow("address", Rate(10, 60), clock) for _ in range(2))
    for _ in range(6):
        one.hit("a")
    assert other.hit("a") == 9
    total = 0
    for window in (one, other):
        for count in window.take_untold().values():
            total += count
    for window in (one, other):
        window.learn((100, "a"), total, 0)
    assert (one.hit("a"), other.left("a")) == (2, 3)


def test_what_could_not_be_told_is_told_later_or_forgotten(clock: Clock) -> None:
    window = SharedWindow("address", Rate(10, 60), clock)
    window.hit("a")
    untold = window.take_untold()
    window.hit("a")
    window.put_back(untold)
    assert window.take_untold() == {(100, "a"): 2}
    clock.now += 180
    window.hit("a")
    window.put_back(untold)
    assert window.take_untold() == {(103, "a"): 1}


def test_an_address_stands_for_its_subscriber() -> None:
    assert address_of(("203.0.113.9", 1)) == "203.0.113.9"
    assert address_of(("::ffff:203.0.113.9", 1)) == "203.0.113.9"
    assert address_of(("2001:db8:1:2:3::4", 1)) == address_of(("2001:db8:1:2:ffff::", 1))
    assert address_of(("2001:db8:1:2::", 1)) != address_of(("2001:db8:1:3::", 1))
    assert address_of(None) == address_of(None) != address_of(("x" * 500, 1))
    assert len(address_of(("x" * 500, 1))) <= 100
