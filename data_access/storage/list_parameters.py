"""A list of values as one parameter of a statement, so that the statement is the same for a list of any length.

With a parameter for each value every search would be a new statement, to be written by us and planned by the server.
PostgreSQL takes the list as an array, SQLite as the text of a JSON list.
"""

import json
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Dialect, Text, TypeDecorator, any_, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine


def is_one_of(column: ColumnElement, name: str) -> ColumnElement[bool]:
    """The condition that a column is one of the values in parameter `name`: a list of text, numbers or dates, which may
    be empty."""
    return _IsOneOf(column, bindparam(name, type_=_List(column.type)))


class _List(TypeDecorator[list]):
    """A list of values of type `of`."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine:
        return Text() if dialect.name == "sqlite" else ARRAY(self.of)

    def process_bind_param(self, value: list | None, dialect: Dialect) -> Any:
        return json.dumps(value, default=date.isoformat) if dialect.name == "sqlite" else value


class _IsOneOf(FunctionElement[bool]):
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> "_IsOneOf":
        # Otherwise SQLite is asked whether the condition equals 1, and uses no index.
        return self


@compiles(_IsOneOf, "sqlite")
def _in_json(element: _IsOneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    value = func.json_each(values).table_valued("value").c.value
    return compiler.process(column.in_(select(value)), **options)


@compiles(_IsOneOf, "postgresql")
def _in_array(element: _IsOneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return compiler.process(column == any_(values), **options)
