"""The same matching by Splink 5 (Ministry of Justice, probabilistic linkage) on DuckDB, to compare with our scorer.

Splink learns its weights from the records themselves. The rules of our scorer apply to it too: the pairs that are never
linked automatically, one person for each record, and the same limits on possible matches.
"""

import logging

import duckdb
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from matching.homes import home_of
from matching.names import folded
from matching.record_linkage import MOST_CANDIDATES, PEOPLE, Matches

LINK_FROM = 0.99
WAIT_FROM = 0.5
"""Match probabilities, chosen on the seeds used for tuning."""
RIVAL = 0.5
"""A second person at least this probable keeps a record from being linked."""

_DAY, _FIRST, _FAMILY, _POSTCODE = "day", "first_name", "family_name", "postcode"


def match_with_splink(people: pd.DataFrame, sources: dict[str, pd.DataFrame]) -> Matches:
    """Matches in the form that `matching.record_linkage.match_records` returns."""
    tables = {"a_people": _prepared(people, "person_key")}
    for place, (name, table) in enumerate(sources.items()):
        tables[f"b{place}_{name}"] = _prepared(table, "source_key")
    api = DuckDBAPI(duckdb.connect())
    inputs = [api.register(table, dataset_display_name=name) for name, table in tables.items()]
    linker = Linker(inputs, _settings(), log_level=logging.ERROR)
    _train(linker)
    pairs = linker.inference.predict(threshold_match_probability=0.05).as_pandas_dataframe()
    source_of = {"a_people": PEOPLE} | {f"b{place}_{name}": name for place, name in enumerate(sources)}
    return _decide(pairs, source_of)


def _prepared(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row for each key, its first; Splink links rows, and most keys have only one."""
    table = table.drop_duplicates(key)
    first, family = table["first_name"].map(folded), table["family_name"].map(folded)
    parts = table["address"].map(home_of)
    prepared = pd.DataFrame({
        "unique_id": table[key],
        _FIRST: first.str.split(" ").str[0],
        _FAMILY: family.str.replace(" ", ""),
        _DAY: table["date_of_birth"].map(lambda day: day.isoformat() if day == day and day else None),
        "gender": table["gender"].where(table["gender"].isin(["Female", "Male"])),
        _POSTCODE: parts.str[0],
        "house": parts.str[2],
    })  # fmt: skip
    return prepared.astype(object).where(prepared.notna() & (prepared != ""), None)


def _settings() -> SettingsCreator:
    same_house = cll.CustomLevel(f"{_POSTCODE}_l = {_POSTCODE}_r AND house_l = house_r", "same house")
    address = cl.CustomComparison(
        comparison_levels=[cll.NullLevel(_POSTCODE), same_house, cll.ExactMatchLevel(_POSTCODE), cll.ElseLevel()],
        output_column_name="address",
    )
    names = [
        cl.JaroWinklerAtThresholds(name, [0.92, 0.85]).configure(term_frequency_adjustments=True)
        for name in (_FIRST, _FAMILY)
    ]
    born = cl.CustomComparison(
        comparison_levels=[
            cll.NullLevel(_DAY),
            cll.ExactMatchLevel(_DAY, term_frequency_adjustments=True),
            cll.LevenshteinLevel(_DAY, 1),
            cll.CustomLevel(f"{_turned('l')} = {_DAY}_r", "day and month turned"),
            cll.ElseLevel(),
        ],
        output_column_name=_DAY,
    )
    return SettingsCreator(
        link_type="link_only",
        comparisons=[*names, born, cl.ExactMatch("gender"), address],
        blocking_rules_to_generate_predictions=[
            block_on(_DAY, f"substr({_FIRST}, 1, 2)"),
            block_on(_DAY, _FAMILY),
            block_on(_FIRST, _FAMILY, _POSTCODE),
            block_on(_FIRST, _FAMILY, f"substr({_DAY}, 1, 4)"),
            block_on(_POSTCODE, "house", _FIRST),
        ],
        retain_matching_columns=True,
        additional_columns_to_retain=["house"],
    )


def _turned(side: str) -> str:
    day = f"{_DAY}_{side}"
    return f"substr({day}, 1, 4) || '-' || substr({day}, 9, 2) || '-' || substr({day}, 6, 2)"


def _train(linker: Linker) -> None:
    surely = [block_on(_FIRST, _FAMILY, _DAY)]
    linker.training.estimate_probability_two_random_records_match(surely, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on(_FIRST, _FAMILY), block_on(_DAY)):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)


def _decide(pairs: pd.DataFrame, source_of: dict[str, str]) -> Matches:
    """For each record, from its pairs with people and earlier sources: the link or the possible matches, best first."""
    pairs = pairs.astype(object).where(pairs.notna(), None)
    turned = pairs["source_dataset_l"] > pairs["source_dataset_r"]
    for name in ("source_dataset", "unique_id"):
        left, right = f"{name}_l", f"{name}_r"
        pairs.loc[turned, [left, right]] = pairs.loc[turned, [right, left]].to_numpy()
    person: dict[tuple[str, str], tuple[str, str]] = {}
    links, waiting = [], []
    pairs = pairs.sort_values(["source_dataset_r", "unique_id_r", "match_probability"], ascending=[True, True, False])
    for (dataset, key), some in pairs.groupby(["source_dataset_r", "unique_id_r"], sort=True):
        best: dict[tuple[str, str], object] = {}
        for row in some.itertuples(index=False):
            one = (source_of[row.source_dataset_l], row.unique_id_l)
            best.setdefault(person.get(one, one), row)
        record, (owner, first), *others = (source_of[dataset], key), *best.items()
        rival = bool(others) and others[0][1].match_probability >= RIVAL
        if first.match_probability >= LINK_FROM and not rival and _allowed(first):
            person[record] = owner
            links.append([*record, *owner, f"match probability {first.match_probability:.6f}"])
            continue
        likely = [(one, row) for one, row in best.items() if row.match_probability >= WAIT_FROM][:MOST_CANDIDATES]
        waiting += [[*record, *one, rank, "match probability"] for rank, (one, _) in enumerate(likely, 1)]
    names = ["source_id", "source_key", "person_source", "person_key"]
    to_review = pd.DataFrame(waiting, columns=[*names, "rank", "why"]).assign(for_review=True, probability=1.0)
    nothing = pd.DataFrame(columns=[*names, "why", "probability"])
    return Matches(pd.DataFrame(links, columns=[*names, "why"]), to_review, nothing)


def _allowed(row) -> bool:
    """Rules no probability overrides: same date of birth, similar first name, similar family name or same address."""
    first, other = row.first_name_l or "", row.first_name_r or ""
    family = bool(row.family_name_l and row.family_name_r) and (row.gamma_family_name > 0 or row.gamma_address == 2)
    same_day = row.day_l is not None and row.day_l == row.day_r
    genders = {row.gender_l, row.gender_r} - {None}
    return same_day and min(len(first), len(other)) > 1 and row.gamma_first_name > 1 and family and len(genders) < 2
