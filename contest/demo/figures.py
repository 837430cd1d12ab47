"""What stands in the landscapes: trees, houses, people, cattle."""

from __future__ import annotations

import math

from contest.demo.canvas import EARTH, INK, OCHRE, PAPER, RED, ROOF, SKIN, STRAW, WALL, Canvas, Colour, mixed


def tree(canvas: Canvas, x: float, y: float, size: float, colour: Colour, *, fruit: Colour | None = None) -> None:
    """A round-headed tree standing at a point, with fruit when a colour is given."""
    aspect = canvas.width / canvas.height
    canvas.line([(x, y), (x, y - size * 0.5 * aspect)], mixed(EARTH, INK, 0.4), size * 0.09)
    for _ in range(16):
        angle, away = canvas.chance.uniform(0, 6.3), canvas.chance.uniform(0, 0.3) * size
        shade = mixed(colour, PAPER if math.sin(angle) < 0 else INK, canvas.chance.uniform(0, 0.18))
        where = x + math.cos(angle) * away, y - (size * 0.72 + math.sin(angle) * away * 0.7) * aspect
        canvas.disc(*where, size * canvas.chance.uniform(0.13, 0.24), shade)
    for _ in range(26 if fruit else 0):
        angle, away = canvas.chance.uniform(0, 6.3), canvas.chance.uniform(0, 0.4) * size
        where = x + math.cos(angle) * away, y - (size * 0.68 + math.sin(angle) * away * 0.7) * aspect
        canvas.disc(*where, size * 0.026, fruit or RED)


def trunk(canvas: Canvas, x: float, y: float, height: float, colour: Colour) -> None:
    """A tall slender tree as in a planted wood; ``height`` in picture heights."""
    canvas.line([(x, y), (x, y - height)], mixed(colour, EARTH, 0.6), 0.004)
    for step in range(9):
        share = step / 8
        where = x + canvas.chance.uniform(-0.008, 0.008), y - height * (0.42 + 0.6 * share)
        canvas.disc(*where, 0.018 + 0.03 * (1 - share), colour, flat=0.62)


def house(canvas: Canvas, x: float, y: float, size: float, *, roof: Colour = ROOF, stilts: bool = False) -> None:
    """A village house seen from the front, on stilts or on the ground."""
    up = size * canvas.width / canvas.height
    floor = y - (0.28 * up if stilts else 0)
    for post in range(5 if stilts else 0):
        left = x - size * 0.42 + post * size * 0.21
        canvas.line([(left, y), (left, floor)], mixed(EARTH, INK, 0.4), size * 0.035)
    canvas.box(x - size * 0.45, floor - 0.34 * up, x + size * 0.45, floor, EARTH if stilts else WALL)
    canvas.box(x - size * 0.06, floor - 0.26 * up, x + size * 0.1, floor, mixed(EARTH, INK, 0.55))
    for left in (x - size * 0.34, x + size * 0.2):
        canvas.box(left, floor - 0.25 * up, left + size * 0.16, floor - 0.12 * up, mixed(INK, OCHRE, 0.35))
    eaves = floor - 0.31 * up
    ridge = eaves - 0.3 * up
    low, high = size * 0.56, size * 0.36
    canvas.shape([(x - low, eaves), (x + low, eaves), (x + high, ridge), (x - high, ridge)], roof)
    for row in range(1, 5):
        half, height = size * (0.56 - 0.04 * row), eaves - 0.06 * up * row
        canvas.line([(x - half, height), (x + half, height)], mixed(roof, INK, 0.2), size * 0.008)


def person(canvas: Canvas, x: float, y: float, size: float, coat: Colour, *, hat: bool = True) -> None:
    """Somebody standing; ``size`` is the height in picture heights."""
    wide = size * 0.2 * canvas.height / canvas.width
    hem, neck = y - size * 0.36, y - size * 0.78
    for side in (-1, 1):
        canvas.line([(x + side * wide * 0.4, y), (x + side * wide * 0.3, y - size * 0.4)], INK, wide * 0.5)
    waist, shoulder = wide * 1.1, wide * 0.75
    canvas.shape([(x - waist, hem), (x + waist, hem), (x + shoulder, neck), (x - shoulder, neck)], coat)
    canvas.disc(x, y - size * 0.86, wide * 0.62, SKIN)
    if hat:
        brim = y - size * 0.86
        canvas.shape([(x - wide * 1.7, brim), (x + wide * 1.7, brim), (x, y - size * 1.04)], STRAW)
    else:
        canvas.disc(x, y - size * 0.9, wide * 0.62, INK, flat=0.7)


def cow(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """A cow or a buffalo looking left."""
    up = size * canvas.width / canvas.height
    for leg in (-0.3, -0.18, 0.2, 0.32):
        canvas.line([(x + leg * size, y), (x + leg * size, y - 0.34 * up)], mixed(colour, INK, 0.3), size * 0.07)
    canvas.disc(x, y - 0.44 * up, size * 0.44, colour, flat=0.46)
    canvas.disc(x - 0.5 * size, y - 0.56 * up, size * 0.16, mixed(colour, INK, 0.12), flat=0.8)
    horn = [(x - 0.56 * size, y - 0.66 * up), (x - 0.5 * size, y - 0.84 * up), (x - 0.38 * size, y - 0.8 * up)]
    canvas.line(horn, INK, size * 0.03)
    tail = [(x + 0.42 * size, y - 0.5 * up), (x + 0.5 * size, y - 0.2 * up)]
    canvas.line(tail, mixed(colour, INK, 0.4), size * 0.03)
