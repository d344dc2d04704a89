"""The demonstration workers. Their password is public, so they must never exist together with real people's data."""

from dataclasses import dataclass

DEMO_PASSWORD = "demonstration-only"  # noqa: S105 - public on purpose


@dataclass(frozen=True)
class DemoWorker:
    """A worker who can sign in to a demonstration. `role` is one of those in data_access/accounts/accounts.py."""

    username: str
    display_name: str
    role: str
    council_id: str


OTHER_WORKERS = {
    "stockport": (
        "aled.bevan", "bushra.malik", "carys.pugh", "dawn.fielding", "emeka.nwosu", "fiona.clegg",
        "gurpreet.nair", "hannah.lomas", "ivan.booth", "joanna.nowak", "keith.ogden", "lorna.mackay",
    ),
    "leeds": tuple(str(number) for number in range(205_001, 205_445, 37)),
}  # fmt: skip
"""Workers with a caseload who cannot sign in to a demonstration."""

RESEARCH_CASELOAD = "research"
"""The username whose caseload has the research children in journey 2. No one can sign in with it."""

DEMO_WORKERS = (
    DemoWorker("helen.marks", "Helen Marks", "social_worker", "stockport"),
    DemoWorker("tom.ashworth", "Tom Ashworth", "social_worker", "stockport"),
    DemoWorker("sam.carter", "Sam Carter", "manager", "stockport"),
    DemoWorker("olive.grant", "Olive Grant", "data_officer", "stockport"),
    DemoWorker("rosa.hale", "Rosa Hale", "researcher", "stockport"),
    DemoWorker("ned.oakes", "Ned Oakes", "researcher", "stockport"),
    DemoWorker("204417", "Priya Shah", "social_worker", "leeds"),
    DemoWorker("204533", "Daniel Osei", "social_worker", "leeds"),
    DemoWorker("200100", "Ruth Lindley", "manager", "leeds"),
    DemoWorker("200260", "Marcus Lee", "data_officer", "leeds"),
    DemoWorker("200310", "Ada Quayle", "researcher", "leeds"),
    DemoWorker("200311", "Joel Brand", "researcher", "leeds"),
)
