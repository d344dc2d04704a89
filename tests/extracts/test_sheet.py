"""A service's columns of few different texts, each text in memory once."""

import pandas as pd

from extracts.sheet import held_once


def test_few_different_texts_are_held_once_and_read_as_before():
    many, few = [f"Flat {number}" for number in range(40)], ["Current", "Historic"] * 20
    table = held_once(pd.DataFrame({"address": many, "status": few}, dtype="str"), ["address", "status"])

    assert isinstance(table["status"].dtype, pd.CategoricalDtype) and table["address"].dtype == "str"
    assert (table["address"].tolist(), table["status"].tolist()) == (many, few)


def test_a_text_may_be_emptied_and_lines_may_be_added():
    table = held_once(pd.DataFrame({"status": ["Current"] * 20}, dtype="str"), ["status"])
    table.loc[0, "status"] = ""
    more = pd.concat([table, pd.DataFrame({"status": ["Historic"]}, dtype="str")], ignore_index=True)

    assert table["status"].tolist() == ["", *["Current"] * 19]
    assert more["status"].tolist()[-2:] == ["Current", "Historic"]


def test_a_table_without_lines_stays_one():
    assert held_once(pd.DataFrame({"status": []}, dtype="str"), ["status"])["status"].tolist() == []
