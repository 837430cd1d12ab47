"""A small drawing kit: shapes, skies, ridges, terraces and water in a few flat colours.

Everything is drawn at twice its size and reduced at the end, which smooths every edge.
Lengths are fractions of the picture's width or height, so that a scene fits any shape.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageOps

Colour = tuple[int, int, int]

INK: Final[Colour] = (38, 34, 40)
PAPER: Final[Colour] = (250, 244, 232)
RED: Final[Colour] = (176, 42, 38)
OCHRE: Final[Colour] = (214, 158, 74)
LEAF: Final[Colour] = (92, 128, 74)
DEEP_LEAF: Final[Colour] = (46, 84, 62)
EARTH: Final[Colour] = (150, 104, 72)
WALL: Final[Colour] = (236, 214, 178)
ROOF: Final[Colour] = (158, 74, 54)
SKIN: Final[Colour] = (196, 148, 112)
STRAW: Final[Colour] = (232, 206, 146)

SKIES: Final[dict[str, tuple[Colour, Colour]]] = {
    "dawn": ((148, 178, 196), (250, 214, 178)),
    "noon": ((150, 196, 214), (244, 240, 222)),
    "dusk": ((198, 112, 92), (250, 206, 134)),
    "rain": ((138, 156, 160), (218, 222, 212)),
    "night": ((26, 34, 62), (92, 88, 112)),
}

_OVERSIZE: Final = 2


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """The colour ``share`` of the way from the first to the second."""
    red, green, blue = (round(one + (two - one) * share) for one, two in zip(first, second, strict=True))
    return red, green, blue


class Canvas:
    """A picture in the making; ``seed`` decides every accident of the drawing."""

    def __init__(self, width: int, height: int, seed: str) -> None:
        self.width = width * _OVERSIZE
        self.height = height * _OVERSIZE
        self.chance = random.Random(seed)  # noqa: S311 - decides leaves and hills, no secret
        self.image = Image.new("RGB", (self.width, self.height), PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def finished(self) -> Image.Image:
        """The picture at its size, with a little grain as of printed paper."""
        small = self.image.resize((self.width // _OVERSIZE, self.height // _OVERSIZE), Image.Resampling.LANCZOS)
        grain = Image.effect_noise(small.size, 14).convert("RGB")
        return ImageChops.soft_light(small, Image.blend(Image.new("RGB", small.size, (128, 128, 128)), grain, 0.35))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of a point given in fractions."""
        return x * self.width, y * self.height

    def shape(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        """A filled polygon."""
        self.draw.polygon([self.at(*point) for point in points], fill=colour)

    def box(self, x: float, y: float, to_x: float, to_y: float, colour: Colour) -> None:
        """A filled rectangle between two opposite corners."""
        (left, right), (top, bottom) = sorted((x, to_x)), sorted((y, to_y))
        self.draw.rectangle((*self.at(left, top), *self.at(right, bottom)), fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour, *, flat: float = 1.0) -> None:
        """A circle of ``radius`` widths, or an ellipse when ``flat`` is not 1."""
        left, top = self.at(x, y)
        across = radius * self.width
        self.draw.ellipse((left - across, top - across * flat, left + across, top + across * flat), fill=colour)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, thick: float) -> None:
        """A line ``thick`` widths wide."""
        width = max(1, round(thick * self.width))
        self.draw.line([self.at(*point) for point in points], fill=colour, width=width, joint="curve")

    def sky(self, hour: str, *, sun: tuple[float, float] | None = None) -> None:
        """A sky from top to bottom, with the sun where it is asked for."""
        top, bottom = SKIES[hour]
        ramp = Image.linear_gradient("L").resize((self.width, self.height))
        self.image.paste(ImageOps.colorize(ramp, top, bottom))
        if sun is not None:
            self.disc(*sun, 0.062, mixed(bottom, PAPER, 0.5))
            self.disc(*sun, 0.045, mixed(bottom, (255, 250, 230), 0.85))

    def ridge(self, base: float, rise: float, colour: Colour) -> None:
        """A line of mountains; below it everything takes the colour."""
        waves = [(self.chance.uniform(1, 3) * 2**n, self.chance.uniform(0, 6.3), rise / 1.8**n) for n in range(4)]
        points = [(0.0, 1.0)]
        for step in range(121):
            x = step / 120
            lift = sum(size * math.sin(rate * x * math.pi + shift) for rate, shift, size in waves)
            points.append((x, base - rise * 0.6 - lift * 0.5))
        points.append((1.0, 1.0))
        self.shape(points, colour)

    def mist(self, base: float, height: float, strength: float) -> None:
        """A band of mist that fades to both sides."""
        half = Image.linear_gradient("L").resize((self.width, max(1, int(height * self.height / 2))))
        band = Image.new("L", (self.width, half.height * 2))
        band.paste(half, (0, 0))
        band.paste(ImageOps.flip(half), (0, half.height))
        mask = band.point(lambda value: int(value * strength))
        white = Image.new("RGB", band.size, (252, 250, 244))
        self.image.paste(white, (0, int((base - height / 2) * self.height)), mask)

    def terraces(self, top: float, steps: int, near: Colour, far: Colour) -> None:
        """Rice terraces that come nearer step by step, each with its bank."""
        for step in range(steps):
            share = step / max(1, steps - 1)
            base = top + (1 - top) * share**1.35
            colour = mixed(far, near, share)
            swing, shift = 0.012 + 0.05 * share, self.chance.uniform(0, 6.3)
            edge = [(x / 60, base + swing * math.sin(x / 60 * 5 + shift)) for x in range(61)]
            self.shape([(0, 1), *edge, (1, 1)], colour)
            self.line(edge, mixed(colour, INK, 0.28), 0.0016 + 0.003 * share)
            self.line(
                [(x, y + 0.006 + 0.01 * share) for x, y in edge], mixed(colour, PAPER, 0.45), 0.001 + 0.002 * share
            )

    def water(self, top: float, colour: Colour) -> None:
        """Still water down to the lower edge, with long glints."""
        self.shape([(0, top), (1, top), (1, 1), (0, 1)], colour)
        for _ in range(70):
            y = top + (1 - top) * self.chance.random() ** 1.4
            x, half = self.chance.random(), 0.012 + 0.06 * (y - top)
            self.line([(x - half, y), (x + half, y)], mixed(colour, PAPER, self.chance.uniform(0.15, 0.5)), 0.0015)
