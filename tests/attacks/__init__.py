"""The attack suite: what somebody without a right, or with a smaller one, would try. Each case must come to nothing.

Each case was first seen to succeed. `@pytest.mark.without(file, line, instead)` names the line of defence, and
`python -m tests.attacks.undefended` takes it out in a copy of the program, runs the case, and expects it to fail there.

More cases stand where their subject is tested: deep links on a cold server, roles and people put into the state, and
journey 2 in tests/pages/test_closed.py, test_roles.py and tests/data_access/people/test_journey_2.py; whole browsers in
tests/browser (closed_ways, sessions, untrusted_text, bad_input). Their docstrings say how each was seen to fail.
"""
