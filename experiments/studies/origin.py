"""Where a value of an experiment comes from, so that a fault is shown where it was written."""

from dataclasses import dataclass, field

from engine.document import Document, InputError, Remark

Loc = tuple[str | int, ...]


@dataclass
class Origin:
    """An experiment's file, and the values that the command line has put in their place."""

    document: Document
    changed: dict[Loc, str] = field(default_factory=dict)
    """Option of the command line by the place of the value that it sets."""

    def error(self, loc: Loc, expected: str, found: str, key: bool = False) -> InputError:
        """The fault of the value at ``loc``, or of its key."""
        for length in range(len(loc), 0, -1):
            option = self.changed.get(loc[:length])
            if option is not None:
                return InputError("", 0, 0, option, expected, found)
        return self.document.error(loc, expected, found, key)

    def remark(self, loc: Loc, text: str) -> Remark:
        """A line on the value at ``loc``, which has no effect."""
        for length in range(len(loc), 0, -1):
            option = self.changed.get(loc[:length])
            if option is not None:
                return Remark("", 0, 0, option, text)
        return self.document.remark(loc, text)
