"""Streamlit's settings as the server will have them, for whoever looks at them without starting one."""

from collections.abc import Callable

import click
from streamlit import config
from streamlit.web import cli


def read_options() -> Callable[[str], object]:
    """A function that gives the setting of a name such as "server.address".

    Streamlit reads its STREAMLIT_ variables only on the way of `streamlit run`; elsewhere its settings are those of
    config.toml. So its own command line is asked, with nothing on it but the program. Raises click.UsageError, which
    names the variable's setting, where the server would not start either.
    """
    whole = click.Context(cli.main, auto_envvar_prefix="STREAMLIT")
    given = cli.main_run.make_context("run", ["app.py"], parent=whole).params

    def get_option(name: str) -> object:
        value = given.get(name.replace(".", "_"))
        return config.get_option(name) if value is None or value == () else value

    return get_option
