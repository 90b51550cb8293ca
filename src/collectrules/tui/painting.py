"""What is painted of the screen when a part of it has changed: that part, and only what is seen of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class NarrowCompositor(Compositor):
    """Asks of each widget only the lines in which what is seen of it has changed.

    Textual asks all widgets for all of their lines, also where a single line of the screen has changed, and
    draws what is behind others as well. What comes to the terminal is the same.
    """

    _is_painted: Callable[[int], bool] = staticmethod(lambda _: True)
    """Whether a line of the screen is painted this time."""
    _changed: Sequence[Region] = ()
    """What is painted of the screen this time; none where all of it is."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since it was asked the last time."""
        self._changed = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changed = ()

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each line that is painted."""
        self._is_painted = is_rendered_line
        return super()._render_chops(crop, is_rendered_line)

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """From front to back: where a widget is, what of it is painted within `crop`, the lines of that."""
        changed = self._changed or (self.size.region if crop is None else crop,)
        covered: list[Region] = []
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            parts = [part for each in changed if (part := seen.intersection(each))]
            lines = {
                line for part in parts if not _hidden(part, covered) for line in part.line_range
            }
            for first, last in _runs(filter(self._is_painted, sorted(lines))):
                painted = Region(seen.x, first, seen.width, last - first + 1)
                yield region, painted, widget.render_lines(painted.translate(-region.offset))
            _cover(covered, seen)


def _runs(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of lines that follow each other."""
    first = last = None
    for line in lines:
        if last is None or first is None:
            first = line
        elif line != last + 1:
            yield first, last
            first = line
        last = line
    if first is not None and last is not None:
        yield first, last


def _hidden(region: Region, covered: Iterable[Region]) -> bool:
    """Whether regions, of which no two overlap, leave nothing of another to be seen."""
    return sum(each.intersection(region).area for each in covered) == region.area


def _cover(covered: list[Region], region: Region) -> None:
    """Add a region to those that are covered, unless it overlaps one without holding all of it."""
    others = [each for each in covered if not region.contains_region(each)]
    if not any(each.overlaps(region) for each in others):
        covered[:] = [*others, region]
