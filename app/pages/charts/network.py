"""A network in layers: a person, the things that connect, and the people connected by them.

Every node is a box as high as the lines of its words, and boxes stand one above the other in
columns; lines run between the columns only. So no two labels overlap and none is crossed, whatever
the names are. The same network always gives the same drawing.

A wide screen has the person at the left; a narrow one has the person on top, and less wide columns.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Final

from app.pages.charts.lettering import broken, text_width

_LINE: Final = 1.35  # of the size of its letters is the height of a line
_SYMBOL: Final = 14  # both ways
_GAP: Final = 9  # between boxes that stand one above the other
_PADDING: Final = 7

Room = tuple[float, float]  # from the top to the bottom of what boxes may fill


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody or something in a network. ``kind`` chooses shape and symbol.

    ``note``: a line in small letters; ``told``: all of it in words; ``path``: where it leads.
    """

    id: str
    kind: str
    label: str
    note: str
    told: str
    path: str


@dataclass(frozen=True, slots=True)
class Edge:
    """That a person is tied to a thing; ``is_sure``: whether surely on a day of both."""

    thing: str
    person: str
    told: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Network:
    """What is to be drawn. ``own`` tells in words how the person in the middle is tied to things.

    People stand in the order in which they are given.
    """

    centre: Node
    things: Sequence[Node]
    people: Sequence[Node]
    edges: Sequence[Edge]
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """Where boxes of one layer stand."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Shape:
    """How a network is laid out for screens of one kind, in units that are about a pixel.

    ``most``: so many people are drawn; ``is_on_top``: whether the person is, else at the left.
    """

    name: str
    most: int
    width: float
    centre: Column
    things: Column
    people: Column
    size: float
    note_size: float
    is_on_top: bool = False


WIDE: Final = Shape(
    "wide", 20, 1000, Column(0, 210), Column(300, 260), Column(655, 345), size=14, note_size=12
)
NARROW: Final = Shape(
    "narrow",
    10,
    328,
    Column(0, 328),
    Column(16, 126),
    Column(170, 158),
    size=12,
    note_size=10.5,
    is_on_top=True,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words; ``y``: of its base line; ``is_at_end``: whether it ends at ``x``."""

    text: str
    x: float
    y: float
    size: float
    is_note: bool = False
    is_at_end: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its place; ``symbol_y``: the middle of its symbol."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    lines: Sequence[Line]
    symbol_x: float
    symbol_y: float

    @property
    def middle(self) -> float:
        """The height at which lines end."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Curve:
    """A line between the boxes of two nodes, as the ``d`` of an SVG path."""

    start: str
    end: str
    path: str
    told: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A network drawn in one shape."""

    shape: Shape
    height: float
    centre: Box
    things: Sequence[Box]
    people: Sequence[Box]
    curves: Sequence[Curve]


def draw(network: Network, shape: Shape) -> Drawing:
    """Lay a network out. Every thing and every person must have an edge."""
    partners = _partners(network.edges)
    places = {node.id: place for place, node in enumerate(network.people)}
    ordered = sorted(network.things, key=lambda each: _rank(each, partners, places))
    centre = _box(network.centre, shape.centre, shape)
    things = [_box(node, shape.things, shape) for node in ordered]
    people = [_box(node, shape.people, shape) for node in network.people]
    top = _round(centre.height + 2 * _GAP) if shape.is_on_top else 0.0
    heights = [_height(things), _height(people), 0.0 if shape.is_on_top else centre.height]
    things, people = _placed(things, people, partners, (top, top + max(heights)))
    if not shape.is_on_top:
        beside = fmean([box.middle for box in things])
        (centre,) = _settled([centre], [beside], (top, top + max(heights)))
    boxes = {box.node.id: box for box in (*things, *people)}
    curves = [
        *(_from_centre(centre, box, network.own, shape) for box in things),
        *(_between(boxes[each.thing], boxes[each.person], each) for each in network.edges),
    ]
    return Drawing(shape, _round(top + max(heights)), centre, things, people, curves)


def _partners(edges: Sequence[Edge]) -> dict[str, list[str]]:
    """Which nodes of the other column each node is tied to."""
    found: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        found[edge.thing].append(edge.person)
        found[edge.person].append(edge.thing)
    return found


def _rank(
    thing: Node, partners: Mapping[str, Sequence[str]], places: Mapping[str, int]
) -> tuple[float, str]:
    """Things stand in the order of the people beside them, so that few lines cross."""
    beside = [places[each] for each in partners[thing.id]]
    return fmean(beside), thing.id


def _box(node: Node, column: Column, shape: Shape) -> Box:
    """A box at the top of its column, as high as its words are."""
    left = column.x + _PADDING + _SYMBOL + _PADDING
    lines = _lines(node, left, column.x + column.width - 2 * _PADDING, shape)
    last = lines[-1]
    height = _round(last.y + last.size * (_LINE - 1) + _PADDING)
    middle = column.x + _PADDING + _SYMBOL / 2
    symbol_y = _round(_PADDING + shape.size * _LINE / 2)
    return Box(node, column.x, 0, column.width, height, lines, middle, symbol_y)


def _lines(node: Node, left: float, right: float, shape: Shape) -> list[Line]:
    """The words of a node; the note stands at the end of the first line where there is room."""
    size, small, room = shape.size, shape.note_size, right - left
    base = _PADDING + size
    if node.note and text_width(node.label, size) + text_width(node.note, small) + _PADDING <= room:
        note = Line(node.note, right, base, small, is_note=True, is_at_end=True)
        return [Line(node.label, left, base, size), note]
    lines: list[Line] = []
    for text, height, is_note in ((node.label, size, False), (node.note, small, True)):
        for words in broken(text, height, room) if text else ():
            base = lines[-1].y + (_LINE - 1) * lines[-1].size + height if lines else base
            lines.append(Line(words, left, _round(base), height, is_note))
    return lines


def _height(boxes: Sequence[Box]) -> float:
    return sum(box.height for box in boxes) + _GAP * max(len(boxes) - 1, 0)


def _placed(
    things: Sequence[Box], people: Sequence[Box], partners: Mapping[str, Sequence[str]], room: Room
) -> tuple[list[Box], list[Box]]:
    """The taller column in the middle; each box of the other near those it is tied to."""
    leading, following = (things, people) if _height(things) > _height(people) else (people, things)
    spare = (room[1] - room[0] - _height(leading)) / 2
    stacked = _settled(leading, [0.0] * len(leading), (room[0] + spare, room[1]))
    middles = {box.node.id: box.middle for box in stacked}
    wanted = [fmean([middles[each] for each in partners[box.node.id]]) for box in following]
    settled = _settled(following, wanted, room)
    return (stacked, settled) if leading is things else (settled, stacked)


def _settled(boxes: Sequence[Box], wanted: Sequence[float], room: Room) -> list[Box]:
    """The boxes in their order, each as near to the middle it wants as those before it allow.

    Then those that reach below the room push the ones above them up.
    """
    edge, limit = room
    tops: list[float] = []
    for box, middle in zip(boxes, wanted, strict=True):
        tops.append(max(edge, middle - box.height / 2))
        edge = tops[-1] + box.height + _GAP
    for place in range(len(boxes) - 1, -1, -1):
        tops[place] = min(tops[place], limit - boxes[place].height)
        limit = tops[place] - _GAP
    return [_moved(box, y) for box, y in zip(boxes, tops, strict=True)]


def _moved(box: Box, y: float) -> Box:
    """A box, until now at the top, at this height."""
    lines = [replace(each, y=_round(y + each.y)) for each in box.lines]
    return replace(box, y=_round(y), lines=lines, symbol_y=_round(y + box.symbol_y))


def _from_centre(centre: Box, thing: Box, own: Mapping[str, str], shape: Shape) -> Curve:
    if shape.is_on_top:
        rail = shape.things.x / 2
        path = (
            f"M{rail:g} {centre.y + centre.height:g} V{_round(thing.middle - rail):g}"
            f" Q{rail:g} {_round(thing.middle):g} {thing.x:g} {_round(thing.middle):g}"
        )
    else:
        path = _bow(centre.x + centre.width, centre.middle, thing.x, thing.middle)
    return Curve(centre.node.id, thing.node.id, path, own[thing.node.id], is_sure=True)


def _between(thing: Box, person: Box, edge: Edge) -> Curve:
    path = _bow(thing.x + thing.width, thing.middle, person.x, person.middle)
    return Curve(edge.thing, edge.person, path, edge.told, edge.is_sure)


def _bow(x1: float, y1: float, x2: float, y2: float) -> str:
    """A curve that leaves and arrives level."""
    bend = _round((x1 + x2) / 2)
    y1, y2 = _round(y1), _round(y2)
    return f"M{x1:g} {y1:g} C{bend:g} {y1:g} {bend:g} {y2:g} {x2:g} {y2:g}"


def _round(number: float) -> float:
    return round(number, 1)
