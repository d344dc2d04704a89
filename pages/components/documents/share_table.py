"""A table of figures with small bars, as HTML: the look of the data quality report and of the figures of use."""

from collections.abc import Mapping, Sequence

from pages.components.text import html_text


def table_html(look: str, caption: str, columns: Sequence[str], bodies: str) -> str:
    """A table whose bodies are HTML. The roles repeat what the elements mean: browsers forget it when narrow screens
    lay a table out as cards."""
    heads = "".join(f'<th scope="col" role="columnheader">{html_text(column)}</th>' for column in columns)
    return (
        f'<table class="{look}" role="table"><caption class="fc-hidden">{html_text(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>{bodies}</table>'
    )


def row_html(header: str, cells: Mapping[str, str]) -> str:
    """A row: `header` and the cells, by their column, are HTML. On narrow screens a cell may say its column."""
    labelled = (
        f'<td role="cell"><span class="fc-cell-label" aria-hidden="true">{html_text(column)}</span>'
        f'<span class="fc-cell-value">{cell}</span></td>'
        for column, cell in cells.items()
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{header}</th>{"".join(labelled)}</tr>'
