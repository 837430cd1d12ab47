"""Scenes of work and of the town: desks, benches, kitchens, a factory gate, a studio."""

from __future__ import annotations

import math
from typing import Final

from contest.demo.canvas import (
    DEEP_LEAF,
    EARTH,
    INK,
    LEAF,
    OCHRE,
    PAPER,
    RED,
    SKIES,
    STRAW,
    WALL,
    Canvas,
    Colour,
    mixed,
)
from contest.demo.figures import person

_INDIGO: Final[Colour] = (52, 62, 104)
_STEEL: Final[Colour] = (122, 162, 168)


def _room(canvas: Canvas, wall: Colour, floor: Colour) -> None:
    canvas.box(0, 0.7, 1, 0, wall)
    canvas.box(0, 1, 1, 0.7, floor)
    canvas.line([(0, 0.7), (1, 0.7)], mixed(wall, INK, 0.35), 0.003)
    for x in (0.08, 0.72):
        canvas.box(x, 0.46, x + 0.2, 0.16, mixed(SKIES["noon"][0], PAPER, 0.4))
        canvas.line([(x + 0.1, 0.16), (x + 0.1, 0.46)], mixed(EARTH, INK, 0.3), 0.005)
        canvas.line([(x, 0.31), (x + 0.2, 0.31)], mixed(EARTH, INK, 0.3), 0.005)


def papers(canvas: Canvas) -> None:
    """Sheets of accounts with stamps on a desk."""
    canvas.box(0, 1, 1, 0, mixed(EARTH, INK, 0.35))
    for step in range(7):
        x, y = 0.06 + step * 0.125, 0.18 + 0.07 * (step % 3)
        lean = canvas.chance.uniform(-0.03, 0.03)
        canvas.shape(
            [(x + 0.01, y + 0.02), (x + 0.23, y + lean + 0.02), (x + 0.25, y + 0.56), (x + 0.03, y + 0.58 - lean)],
            mixed(EARTH, INK, 0.7),
        )
        canvas.shape(
            [(x, y), (x + 0.22, y + lean), (x + 0.24, y + 0.54), (x + 0.02, y + 0.56 - lean)],
            mixed(PAPER, STRAW, 0.2 * (step % 3)),
        )
        for row in range(11):
            high = y + 0.07 + row * 0.036
            canvas.line(
                [(x + 0.03, high), (x + canvas.chance.uniform(0.12, 0.2), high + lean * 0.6)],
                mixed(INK, PAPER, 0.35),
                0.0028,
            )
        canvas.disc(x + 0.17, y + 0.48, 0.024, mixed(RED, PAPER, 0.25))
    canvas.line([(0.62, 0.94), (0.86, 0.66)], RED, 0.014)
    canvas.line([(0.86, 0.66), (0.88, 0.637)], INK, 0.008)


def factory(canvas: Canvas) -> None:
    """The gate of a factory at the change of shifts."""
    canvas.sky("dawn", sun=(0.8, 0.28))
    canvas.ridge(0.6, 0.08, mixed(DEEP_LEAF, PAPER, 0.5))
    for x, wide, high in ((0.0, 0.3, 0.34), (0.3, 0.26, 0.42), (0.56, 0.44, 0.3)):
        canvas.shape(
            [(x, 0.76), (x + wide, 0.76), (x + wide, 0.76 - high), (x, 0.76 - high)], mixed(_STEEL, PAPER, 0.35 + x / 2)
        )
        for column in range(int(wide * 26)):
            left = x + 0.02 + column * 0.038
            if left + 0.02 < x + wide:
                canvas.shape(
                    [(left, 0.7), (left + 0.02, 0.7), (left + 0.02, 0.62), (left, 0.62)], mixed(INK, OCHRE, 0.55)
                )
    canvas.box(0, 1, 1, 0.76, (188, 182, 172))
    for step in range(14):
        person(
            canvas,
            0.04 + step * 0.071,
            0.9 + 0.04 * (step % 3),
            0.2,
            (_INDIGO, RED, (226, 226, 222))[step % 3],
            hat=False,
        )


def workshop(canvas: Canvas) -> None:
    """Three people weaving at benches."""
    _room(canvas, mixed(WALL, PAPER, 0.3), mixed(EARTH, PAPER, 0.25))
    for x, coat in ((0.2, RED), (0.5, _INDIGO), (0.8, LEAF)):
        person(canvas, x, 0.94, 0.5, coat, hat=False)
        canvas.shape([(x - 0.14, 0.78), (x + 0.14, 0.78), (x + 0.14, 0.82), (x - 0.14, 0.82)], mixed(EARTH, INK, 0.3))
        canvas.line([(x - 0.12, 0.82), (x - 0.12, 1)], mixed(EARTH, INK, 0.4), 0.01)
        canvas.line([(x + 0.12, 0.82), (x + 0.12, 1)], mixed(EARTH, INK, 0.4), 0.01)
        for reed in range(9):
            canvas.line([(x - 0.1 + reed * 0.024, 0.79), (x - 0.08 + reed * 0.024, 0.7)], STRAW, 0.004)


def kitchen(canvas: Canvas) -> None:
    """A pot on the fire."""
    _room(canvas, mixed(EARTH, INK, 0.35), mixed(EARTH, INK, 0.5))
    canvas.shape([(0.36, 0.86), (0.66, 0.86), (0.64, 0.76), (0.38, 0.76)], mixed(INK, EARTH, 0.2))
    for flame, colour in ((0.09, RED), (0.06, OCHRE), (0.03, PAPER)):
        canvas.shape([(0.51 - flame, 0.78), (0.51 + flame, 0.78), (0.52, 0.78 - flame * 2.4)], colour)
    canvas.disc(0.51, 0.58, 0.13, INK, flat=0.62)
    for step in range(6):
        puff = mixed(mixed(EARTH, INK, 0.35), PAPER, 0.16 + 0.03 * step)
        canvas.disc(0.51 + 0.02 * math.sin(step * 2), 0.46 - step * 0.055, 0.012 + 0.005 * step, puff)
    person(canvas, 0.24, 0.97, 0.56, RED, hat=False)
    person(canvas, 0.78, 0.97, 0.4, OCHRE, hat=False)


def studio(canvas: Canvas) -> None:
    """A talk around a table under lamps."""
    canvas.sky("night")
    canvas.ridge(0.5, 0.14, mixed(_INDIGO, PAPER, 0.16))
    canvas.ridge(0.66, 0.1, mixed(_INDIGO, PAPER, 0.06))
    for step in range(11):
        canvas.disc(0.05 + step * 0.09, 0.06, 0.013, mixed(OCHRE, PAPER, 0.7))
    canvas.box(0, 1, 1, 0.7, mixed(_INDIGO, INK, 0.5))
    canvas.disc(0.5, 0.86, 0.44, mixed(RED, INK, 0.45), flat=0.26)
    for x, coat in ((0.22, PAPER), (0.4, RED), (0.6, _INDIGO), (0.78, OCHRE)):
        person(canvas, x, 0.9, 0.44, coat, hat=False)
    canvas.shape([(0.1, 0.8), (0.9, 0.8), (0.86, 0.93), (0.14, 0.93)], mixed(WALL, EARTH, 0.35))
