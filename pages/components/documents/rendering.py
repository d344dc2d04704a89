"""The one way from a template to HTML: what a template is given is text, escaped by `html_text`, wherever it stands."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pages.components.details import Pair, details_html
from pages.components.text import html_text

TEMPLATES = Path(__file__).parent / "templates"


def _escaped(value: object) -> Markup:
    """What `{{ }}` puts into a page. What a macro or a template made is HTML already and stays as it is."""
    return value if isinstance(value, Markup) else Markup(html_text(value))  # noqa: S704


def _details(pairs: Sequence[Pair]) -> Markup:
    return Markup(details_html(pairs))  # noqa: S704 - escaped there


environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, finalize=_escaped, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
environment.globals["details"] = _details


def document(template: str, **values: object) -> Markup:
    """The template with these values, which a screen can show and another template can hold."""
    return Markup(environment.get_template(template).render(values))  # noqa: S704 - escaped on its way


def page(template: str, styles: Iterable[Path], **values: object) -> str:
    """A whole page that asks no other machine for anything and can be printed. `styles` are our own files."""
    css = Markup("".join(path.read_text(encoding="utf-8") for path in styles))  # noqa: S704
    return document(template, styles=css, **values)
