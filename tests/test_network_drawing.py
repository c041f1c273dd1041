"""Networks as drawings: whatever the names are, every label can be read."""

import math
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pages.charts.lettering import broken, text_width
from app.pages.charts.network import NARROW, WIDE, Box, Edge, Line, Network, Node, Shape, draw

LETTERS = st.text(st.sampled_from("abeimwMWÉжЩ林雨晴عربी1.-’ "), min_size=1, max_size=60)
NAMES = LETTERS.filter(str.strip)
KINDS = st.sampled_from(["post", "organization", "event"])
SHAPES = st.sampled_from([WIDE, NARROW])


@st.composite
def networks(draw_from: st.DrawFn) -> Network:
    things, people = draw_from(st.integers(1, 8)), draw_from(st.integers(1, 20))
    pairs = {(min(place, things - 1), place % people) for place in range(max(things, people))}
    pairs |= {(place, place % people) for place in range(things)}
    pairs |= {(place % things, place) for place in range(people)}
    ends = st.tuples(st.integers(0, things - 1), st.integers(0, people - 1))
    pairs |= draw_from(st.sets(ends, max_size=12))
    return Network(
        Node("centre", "person", draw_from(NAMES), "", "told", "/"),
        [_node(f"thing-{place}", draw_from(KINDS), draw_from) for place in range(things)],
        [_node(f"person-{place}", "person", draw_from) for place in range(people)],
        [Edge(f"thing-{t}", f"person-{p}", "told", draw_from(st.booleans())) for t, p in pairs],
        {f"thing-{place}": "told" for place in range(things)},
    )


def _node(node_id: str, kind: str, draw_from: Any) -> Node:
    return Node(node_id, kind, draw_from(NAMES), draw_from(NAMES), "told", "/")


def extent(line: Line) -> tuple[float, float, float, float]:
    """The left, top, right and bottom of a line of words."""
    width = text_width(line.text, line.size)
    left = line.x - width if line.is_at_end else line.x
    return left, line.y - line.size, left + width, line.y + 0.3 * line.size


def outer(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.x + box.width, box.y + box.height


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not apart


def within(inner: tuple[float, ...], around: tuple[float, ...]) -> bool:
    is_after = inner[0] >= around[0] - 0.2 and inner[1] >= around[1] - 0.2
    return is_after and inner[2] <= around[2] + 0.2 and inner[3] <= around[3] + 0.2


@settings(max_examples=40)
@given(networks(), SHAPES)
def test_no_two_labels_overlap_and_nothing_is_cut(network: Network, shape: Shape) -> None:
    drawing = draw(network, shape)
    boxes = [drawing.centre, *drawing.things, *drawing.people]
    for one, other in combinations(map(outer, boxes), 2):
        assert not overlap(one, other)
    for box in boxes:
        assert within(outer(box), (0, 0, shape.width, drawing.height))
        for line in box.lines:
            assert within(extent(line), outer(box))
        for above, below in pairwise(box.lines):
            assert not overlap(extent(above), extent(below))
        words = "".join(line.text for line in box.lines).replace(" ", "")
        assert words == "".join((box.node.label + box.node.note).split())


@settings(max_examples=20)
@given(networks(), SHAPES)
def test_the_same_network_is_always_drawn_the_same(network: Network, shape: Shape) -> None:
    drawing = draw(network, shape)
    assert draw(network, shape) == drawing
    shuffled = Network(
        network.centre, network.things[::-1], network.people, network.edges[::-1], network.own
    )
    again = draw(shuffled, shape)
    assert (again.things, again.people) == (drawing.things, drawing.people)


@settings(max_examples=20)
@given(networks(), SHAPES)
def test_lines_join_what_they_tie_and_cross_no_label(network: Network, shape: Shape) -> None:
    drawing = draw(network, shape)
    boxes = {box.node.id: box for box in (*drawing.things, *drawing.people)}
    ties = [each for each in drawing.curves if each.start != "centre"]
    assert {(each.start, each.end) for each in ties} == {(e.thing, e.person) for e in network.edges}
    for each in ties:
        start, *_, end = _points(each.path)
        thing, person = boxes[each.start], boxes[each.end]
        assert start == pytest.approx((thing.x + thing.width, thing.middle), abs=0.1)
        assert end == pytest.approx((person.x, person.middle), abs=0.1)
        # In between there is no column, so there is nothing to be crossed.
        assert all(start[0] <= x <= end[0] for x, _ in _points(each.path))


def _points(path: str) -> list[tuple[float, float]]:
    numbers = [float(each) for each in path.replace("M", "").replace("C", "").split()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@settings(max_examples=60)
@given(NAMES, st.integers(20, 300))
def test_a_long_name_breaks_into_lines_that_have_room(name: str, width: int) -> None:
    lines = broken(name, 10, width)
    assert "".join(lines).replace(" ", "") == "".join(name.split())
    assert all(text_width(line, 10) <= width or len(line) == 1 for line in lines)


def test_words_stay_whole_where_they_have_room() -> None:
    assert broken("foreign minister of Kessaria", 10, 100) == ("foreign minister", "of Kessaria")
    assert broken("林雨晴", 10, 22) == ("林雨", "晴")
    assert math.isclose(text_width("林雨晴", 10), 30, rel_tol=0.1)
