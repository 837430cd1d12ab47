"""The scenes of the sample works: hill country, litchi gardens, villages, kitchens, workshops."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from PIL import Image

from contest.demo import interiors
from contest.demo.canvas import (
    DEEP_LEAF,
    EARTH,
    INK,
    LEAF,
    OCHRE,
    PAPER,
    RED,
    ROOF,
    SKIES,
    STRAW,
    Canvas,
    Colour,
    mixed,
)
from contest.demo.figures import cow, house, person, tree, trunk

Scene = Callable[[Canvas], None]

_INDIGO: Final[Colour] = (52, 62, 104)
_CLEARING: Final = {(2, 3), (2, 4), (2, 5)}
_RICE: Final[Colour] = (176, 186, 96)
_RIVER: Final[Colour] = (122, 162, 168)


def draw_scene(name: str, *, width: int, height: int, seed: str) -> Image.Image:
    """A picture of a scene; the same name, size and seed give the same picture.

    Errors: KeyError for a scene that nobody drew.
    """
    canvas = Canvas(width, height, f"{name}:{seed}")
    SCENES[name](canvas)
    return canvas.finished()


def _mountains(canvas: Canvas, hour: str, *, base: float = 0.62, sun: tuple[float, float] | None = None) -> None:
    canvas.sky(hour, sun=sun)
    haze = SKIES[hour][1]
    for layer, share in enumerate((0.78, 0.6, 0.42, 0.22)):
        canvas.ridge(base - 0.16 + layer * 0.06, 0.16 - layer * 0.025, mixed(DEEP_LEAF, haze, share))
        canvas.mist(base - 0.07 + layer * 0.06, 0.12, 0.42 - layer * 0.09)


def _hills(canvas: Canvas) -> None:
    _mountains(canvas, "dusk", sun=(0.72, 0.3))
    canvas.ridge(0.86, 0.08, mixed(LEAF, OCHRE, 0.5))
    canvas.ridge(0.97, 0.06, mixed(LEAF, EARTH, 0.35))
    for x, y, size in ((0.2, 0.86, 0.07), (0.33, 0.89, 0.09), (0.55, 0.93, 0.11)):
        cow(canvas, x, y, size, mixed(INK, EARTH, 0.35))
    person(canvas, 0.72, 0.96, 0.2, _INDIGO)


def _terraces(canvas: Canvas) -> None:
    _mountains(canvas, "dawn", base=0.5, sun=(0.24, 0.2))
    canvas.terraces(0.52, 11, _RICE, mixed(LEAF, (206, 214, 190), 0.4))
    house(canvas, 0.76, 0.66, 0.11, stilts=True)
    person(canvas, 0.3, 0.9, 0.17, _INDIGO)
    person(canvas, 0.37, 0.93, 0.17, RED)


def _forest(canvas: Canvas) -> None:
    _mountains(canvas, "rain", base=0.56)
    canvas.ridge(0.74, 0.06, mixed(DEEP_LEAF, PAPER, 0.18))
    for row, (y, height, shade) in enumerate(((0.78, 0.44, 0.45), (0.88, 0.56, 0.22), (1.0, 0.72, 0.0))):
        for step in range(9):
            x = (step + canvas.chance.uniform(0.1, 0.9)) / 9
            if (row, step) not in _CLEARING:
                trunk(canvas, x, y, height * canvas.chance.uniform(0.8, 1.1), mixed(DEEP_LEAF, (200, 214, 196), shade))
    canvas.ridge(1.0, 0.05, mixed(DEEP_LEAF, INK, 0.25))
    person(canvas, 0.5, 0.96, 0.24, RED)


def _stream(canvas: Canvas) -> None:
    _mountains(canvas, "rain", base=0.5)
    canvas.ridge(0.66, 0.05, LEAF)
    canvas.shape([(0, 0.74), (1, 0.66), (1, 0.94), (0, 1)], _RIVER)
    for _ in range(50):
        x, y = canvas.chance.random(), canvas.chance.uniform(0.74, 0.96)
        canvas.line([(x, y), (x + 0.05, y - 0.004)], mixed(_RIVER, PAPER, 0.55), 0.0016)
    grey: Colour = (186, 182, 172)
    for x in (0.26, 0.52, 0.78):
        canvas.shape([(x - 0.016, 0.9), (x + 0.016, 0.9), (x + 0.012, 0.66), (x - 0.012, 0.66)], mixed(grey, INK, 0.2))
    canvas.box(0, 0.675, 1, 0.62, grey)
    for post in range(21):
        canvas.line([(post / 20, 0.56), (post / 20, 0.62)], mixed(grey, INK, 0.35), 0.003)
    canvas.line([(0, 0.56), (1, 0.56)], mixed(grey, INK, 0.35), 0.004)
    for x, coat in ((0.38, RED), (0.44, _INDIGO), (0.5, OCHRE)):
        person(canvas, x, 0.625, 0.16, coat, hat=False)
    canvas.ridge(1.04, 0.05, mixed(LEAF, INK, 0.3))


def _cattle(canvas: Canvas) -> None:
    _mountains(canvas, "noon")
    canvas.ridge(0.82, 0.04, mixed(LEAF, PAPER, 0.15))
    tree(canvas, 0.84, 0.84, 0.24, LEAF)
    house(canvas, 0.16, 0.8, 0.2, stilts=True)
    canvas.ridge(0.99, 0.05, LEAF)
    cow(canvas, 0.5, 0.93, 0.27, (196, 140, 84))
    cow(canvas, 0.76, 0.9, 0.14, (206, 156, 104))
    person(canvas, 0.3, 0.95, 0.3, _INDIGO)


def _house(canvas: Canvas) -> None:
    _mountains(canvas, "noon", base=0.58, sun=(0.85, 0.16))
    canvas.ridge(0.82, 0.03, mixed(LEAF, OCHRE, 0.3))
    tree(canvas, 0.14, 0.86, 0.26, DEEP_LEAF)
    house(canvas, 0.54, 0.88, 0.42)
    tree(canvas, 0.9, 0.9, 0.22, LEAF, fruit=RED)
    canvas.box(0, 1, 1, 0.87, mixed(EARTH, PAPER, 0.35))
    person(canvas, 0.42, 0.97, 0.27, RED, hat=False)
    person(canvas, 0.5, 0.97, 0.17, OCHRE, hat=False)


def _village(canvas: Canvas) -> None:
    _mountains(canvas, "dawn", base=0.54)
    canvas.ridge(0.74, 0.04, mixed(LEAF, PAPER, 0.1))
    for x, y, size in (
        (0.14, 0.72, 0.12),
        (0.32, 0.69, 0.1),
        (0.52, 0.71, 0.13),
        (0.72, 0.68, 0.1),
        (0.88, 0.73, 0.14),
    ):
        tree(canvas, x + size * 0.7, y, size * 0.9, DEEP_LEAF)
        house(
            canvas,
            x,
            y,
            size,
            roof=mixed(ROOF, EARTH, canvas.chance.random()),
            stilts=canvas.chance.choice((True, False)),
        )
    canvas.terraces(0.76, 6, _RICE, mixed(_RICE, PAPER, 0.3))


def _lake(canvas: Canvas) -> None:
    _mountains(canvas, "dusk", base=0.52, sun=(0.3, 0.34))
    canvas.water(0.56, mixed((196, 142, 116), _RIVER, 0.35))
    canvas.ridge(0.6, 0.03, mixed(DEEP_LEAF, (196, 142, 116), 0.3))
    canvas.water(0.61, mixed((206, 152, 116), _RIVER, 0.35))
    canvas.shape([(0.4, 0.79), (0.72, 0.79), (0.67, 0.85), (0.45, 0.85)], mixed(EARTH, INK, 0.45))
    for x, coat in ((0.47, RED), (0.53, _INDIGO), (0.59, OCHRE)):
        person(canvas, x, 0.83, 0.17, coat)
    person(canvas, 0.66, 0.83, 0.25, INK)
    canvas.line([(0.68, 0.62), (0.73, 0.93)], mixed(EARTH, INK, 0.3), 0.004)


def _litchi(canvas: Canvas) -> None:
    _mountains(canvas, "noon", base=0.56)
    canvas.ridge(0.78, 0.03, mixed(LEAF, PAPER, 0.15))
    for row, (y, size) in enumerate(((0.76, 0.13), (0.85, 0.2), (0.98, 0.32))):
        count = 7 - row * 2
        for step in range(count):
            x = (step + 0.5) / count + canvas.chance.uniform(-0.02, 0.02)
            tree(canvas, x, y, size, mixed(LEAF, DEEP_LEAF, row / 2), fruit=RED)
    person(canvas, 0.42, 0.98, 0.28, _INDIGO)
    canvas.disc(0.5, 0.97, 0.045, mixed(EARTH, STRAW, 0.4), flat=0.55)
    canvas.disc(0.5, 0.95, 0.04, RED, flat=0.45)


def _market(canvas: Canvas) -> None:
    _mountains(canvas, "dawn", base=0.5)
    canvas.box(0, 1, 1, 0.66, mixed(EARTH, PAPER, 0.45))
    for x, colour in ((0.16, RED), (0.44, OCHRE), (0.74, _INDIGO), (0.96, RED)):
        canvas.line([(x, 0.8), (x, 0.44)], INK, 0.004)
        rim = [(x + 0.16 * math.cos(a / 12 * math.pi), 0.5 - 0.13 * math.sin(a / 12 * math.pi)) for a in range(13)]
        canvas.shape(rim, colour)
        canvas.shape([rim[4], rim[8], (x, 0.5)], mixed(colour, PAPER, 0.6))
    for step in range(9):
        x, coat = 0.06 + step * 0.11, (RED, _INDIGO, OCHRE, LEAF)[step % 4]
        person(canvas, x, 0.86 + 0.05 * (step % 3), 0.24, coat, hat=step % 3 != 1)
    for step in range(6):
        x = 0.1 + step * 0.17
        canvas.disc(x, 0.95, 0.06, mixed(EARTH, STRAW, 0.3), flat=0.5)
        canvas.disc(x, 0.93, 0.052, (RED, OCHRE, LEAF)[step % 3], flat=0.4)


def _road(canvas: Canvas) -> None:
    _mountains(canvas, "noon", base=0.56, sun=(0.16, 0.18))
    canvas.ridge(0.66, 0.03, LEAF)
    canvas.terraces(0.66, 6, mixed(_RICE, LEAF, 0.3), mixed(_RICE, PAPER, 0.3))
    left, right = [], []
    for step in range(25):
        share = step / 24
        y = 0.64 + 0.38 * share
        middle = 0.62 - 0.2 * math.sin(share * 2.6)
        left.append((middle - 0.012 - 0.2 * share**2, y))
        right.append((middle + 0.012 + 0.2 * share**2, y))
    canvas.shape([*left, *reversed(right)], (206, 200, 188))
    for x, size in ((0.12, 0.16), (0.88, 0.2)):
        tree(canvas, x, 0.8, size, DEEP_LEAF)
    person(canvas, 0.46, 0.86, 0.2, RED)
    person(canvas, 0.52, 0.84, 0.15, _INDIGO, hat=False)


def _chickens(canvas: Canvas) -> None:
    _mountains(canvas, "dawn", base=0.52)
    canvas.ridge(0.76, 0.04, LEAF)
    tree(canvas, 0.12, 0.84, 0.26, DEEP_LEAF, fruit=RED)
    house(canvas, 0.82, 0.82, 0.24)
    canvas.box(0, 1, 1, 0.82, mixed(LEAF, EARTH, 0.3))
    for _ in range(22):
        x, y = canvas.chance.uniform(0.05, 0.95), canvas.chance.uniform(0.84, 0.97)
        size, colour = 0.016 + 0.02 * (y - 0.84) * 6, canvas.chance.choice((ROOF, OCHRE, INK, PAPER))
        canvas.disc(x, y, size, colour, flat=0.7)
        canvas.shape([(x + size * 0.6, y), (x + size * 1.5, y - size * 1.6), (x + size * 0.9, y + size * 0.3)], colour)
        canvas.disc(x - size * 0.9, y - size * 0.9, size * 0.42, colour)
        canvas.disc(x - size * 0.95, y - size * 1.5, size * 0.18, RED)
    person(canvas, 0.48, 0.92, 0.3, _INDIGO)


SCENES: Final[dict[str, Scene]] = {
    "hills": _hills,
    "terraces": _terraces,
    "forest": _forest,
    "stream": _stream,
    "cattle": _cattle,
    "house": _house,
    "village": _village,
    "lake": _lake,
    "litchi": _litchi,
    "market": _market,
    "road": _road,
    "chickens": _chickens,
    "papers": interiors.papers,
    "factory": interiors.factory,
    "workshop": interiors.workshop,
    "kitchen": interiors.kitchen,
    "studio": interiors.studio,
}
