"""What stands in a file and does nothing: no fault, but its author wants to know."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """A line on a value that has no effect. ``str(remark)`` is one line, as that of InputError."""

    file: str
    line: int
    column: int
    field: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return " ".join(": ".join(p for p in (place, self.field, self.text) if p).split())
