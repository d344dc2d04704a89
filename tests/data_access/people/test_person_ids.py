"""Person IDs: the same in every load, so that restrictions, reports and audit records still apply."""

from uuid import NAMESPACE_URL, uuid5

from hypothesis import given
from hypothesis import strategies as st

from config.environment import ROOT
from config.reading import read_council
from data_access.people.person_ids import person_id_for
from tests.any_text import ANY_CHARACTER

STOCKPORT = read_council(ROOT / "config" / "councils" / "stockport.yaml")


@given(case_id=st.text(ANY_CHARACTER, min_size=1))
def test_an_id_is_the_uuid_of_the_case_id_by_its_name(case_id: str) -> None:
    """As every version has made them: anything else would lose what was decided about a person."""
    standard = uuid5(NAMESPACE_URL, f"family-context:stockport/cms/case/{case_id}")

    assert person_id_for(STOCKPORT, cms_id=case_id) == str(standard)
