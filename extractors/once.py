"""What is found once and kept with the line or the page in which it was found."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from extractors.paper import Page

T = TypeVar("T")


class Once(Generic[T]):
    """A property that is found once and kept: `functools.cached_property` without its lock, asked for by every line."""

    def __init__(self, find: Callable[[Any], T]) -> None:
        self.find, self.name, self.__doc__ = find, find.__name__, find.__doc__

    def __get__(self, owner: Any, _: type | None = None) -> T:
        found = owner.__dict__[self.name] = self.find(owner)
        return found


def once_a_page(find: Callable[[Page], T]) -> Callable[[Page], T]:
    """A search whose answer is kept with the page: the cut into papers and the reading of each ask for the same."""

    name = f"{find.__module__}.{find.__qualname__}"

    @wraps(find)
    def found(page: Page) -> T:
        if name not in page.kept:
            page.kept[name] = find(page)
        answer: T = page.kept[name]
        return answer

    return found
