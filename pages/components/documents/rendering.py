"""The one way from a template to HTML: what a template is given is text, escaped by `html_text`, wherever it stands."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pages.components.details import Pair, details_html
from pages.components.text import html_text

HERE = Path(__file__).parent


def _escaped(value: object) -> Markup:
    """What `{{ }}` puts into a page. What a macro or a template made is HTML already and stays as it is."""
    return value if isinstance(value, Markup) else Markup(html_text(value))  # noqa: S704


def _details(pairs: Sequence[Pair]) -> Markup:
    return Markup(details_html(pairs))  # noqa: S704 - escaped there


# The stylesheets stand beside the modules: a whole page holds its own.
environment = Environment(
    loader=FileSystemLoader([HERE / "templates", HERE, HERE.parent]), undefined=StrictUndefined,
    autoescape=True, finalize=_escaped, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def document(template: str, **values: object) -> Markup:
    """The template with these values: what a screen shows, another template holds or a file is."""
    return Markup(environment.get_template(template).render(values, details=_details))  # noqa: S704 - escaped on its way


def table_html(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """A plain table, escaped."""
    return document("table.html", caption=caption, columns=columns, rows=rows)
