"""Streamlit's settings as the server will have them, without starting it."""

from collections.abc import Callable

import click
from streamlit import config
from streamlit.web import cli


def read_options() -> Callable[[str], object]:
    """A function from a setting's name, such as "server.address", to its value.

    Streamlit reads its STREAMLIT_ variables only in `streamlit run`; elsewhere it uses config.toml alone.
    So its own command line is used here, with only the program on it. Raises click.UsageError, naming the setting, if
    the server would not start either.
    """
    whole = click.Context(cli.main, auto_envvar_prefix="STREAMLIT")
    given = cli.main_run.make_context("run", ["app.py"], parent=whole).params

    def get_option(name: str) -> object:
        value = given.get(name.replace(".", "_"))
        return config.get_option(name) if value is None or value == () else value

    return get_option
