"""A report as one HTML file in one language, which opens anywhere, without a network."""

import base64
import tempfile
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from experiments.reports.report import Figure, Heading, Language, Report, Text, in_language


def page(report: Report, language: Language) -> str:
    """The whole page, pictures within."""

    def said(text: Text) -> str:
        return in_language(text, language)

    environment = Environment(
        loader=PackageLoader("experiments.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"said": said, "source": _source}
    title = next(part.text for part in report.parts if isinstance(part, Heading))
    parts = [(type(part).__name__, part) for part in report.parts]
    template = environment.get_template("page.html")
    return template.render(title=title, parts=parts, language=language)


def _source(figure: Figure) -> str:
    """A picture as text that stands in the page itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / figure.name
        figure.draw(path)
        return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()
