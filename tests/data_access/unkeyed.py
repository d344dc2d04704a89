"""A council whose housing and police files have keys of their own, and the small extract with their records."""

from config.council import Council
from config.extract import Extract, ExtractFile
from data_access.loading.linking import own_id
from tests.ready_made import load_files
from tests.small_extract import PEOPLE, SmallExtract, born

HOME = PEOPLE["kate"][6]
UNKEYED = ("housing", "police", "police_offences")
DETAILS = ("first_name", "family_name", "date_of_birth", "gender", "address", "address_status")


def without_shared_key(council: Council) -> Council:
    """The council as it is, but for the keys of two services' files."""
    files = tuple(ExtractFile(id=name, person_key="own") for name in UNKEYED)
    return council.model_copy(update={"extract": Extract(files=files)})


class UnkeyedExtract(SmallExtract):
    """The small extract, its housing and police files emptied for records with keys of their own."""

    def __init__(self, council: Council):
        super().__init__(council)
        for name in UNKEYED:
            self.files[name] = []

    def tenant(self, key: str, like: str, **differs: str) -> "UnkeyedExtract":
        """A housing record of somebody like one of PEOPLE, but for what differs."""
        values = {"service_involvement": "Current", "contact_number": "0161 496 0123"}
        return self._add("housing", key, like, differs, **values, housing_association="Stockport Homes")

    def offender(self, key: str, like: str, **differs: str) -> "UnkeyedExtract":
        """The same in the police file."""
        return self._add("police", key, like, differs, police_area="Greater Manchester",
                         contact_number="0161 496 0900", non_safeguarding_offences="Yes")  # fmt: skip

    def load(self, tmp_path) -> Council:
        """Load it and give back its council."""
        load_files(self.council, self.write(tmp_path / "incoming"))
        return self.council

    def own_id(self, source_id: str, key: str) -> str:
        """The id of somebody known from that record alone."""
        return own_id(self.council, source_id, key)

    def _add(self, service_id: str, key: str, like: str, differs: dict, **values: str) -> "UnkeyedExtract":
        _, _, first, family, age, gender, address = PEOPLE[like]
        told = dict(zip(DETAILS, (first, family, born(age), gender, address, "current"), strict=True)) | differs
        fields = {field.id: values.get(field.id, "") for field in self.council.service(service_id).fields}
        self.files[service_id].append({"source_key": key, **told, **fields})
        return self

    def _columns(self, name: str) -> list[str]:
        columns = super()._columns(name)
        if name not in UNKEYED:
            return columns
        details = DETAILS if name != "police_offences" else ()
        return ["source_key", *details, *(column for column in columns if column != "person_key")]
