"""streamlit-authenticator's one job here: whether a password fits a hash. docs/accounts.md says how to replace it."""

import secrets


def is_right(username: str, password: str, password_hash: str) -> bool:
    """Whether this is the password. What streamlit-authenticator leaves in the session state goes with the page."""
    # Imported here: outside a page's run its components warn into the server's log.
    from streamlit_authenticator.controllers import AuthenticationController

    credentials = {"usernames": {username: {"name": "", "email": "", "password": password_hash}}}
    # Its Authenticate class would add a cookie of its own that scripts can read, and a frame for it.
    controller = AuthenticationController(credentials, auto_hash=False, secret_key=secrets.token_hex(32))
    return bool(controller.login(username, password))
