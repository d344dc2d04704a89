"""The privacy page: whose information this is, why it is shown, to whom, and what is recorded of those who look."""

from config.council import Council, Section
from pages.components.frame import show_page_heading, show_sections


def show(council: Council) -> None:
    """What holds for every council, with this council's own words where it gives them."""
    show_page_heading("Privacy", f"Family Context at {council.name}")
    notices = council.notices
    services = ", ".join(service.title for service in council.services)
    officer = notices.data_protection_officer or (
        f"Ask the data protection officer of {council.name}. The council’s own website says how to reach them."
    )
    kept = notices.records_kept or (
        "The council decides how long these records are kept. Its data protection officer can tell you."
    )
    reason = ", with the reason you gave" if council.reason.ask else ""
    sections = {
        "Whose information is shown": (
            f"People in {council.cms.name}: name, date of birth, gender, address, case ID and, for a child, who is "
            "linked to the child there.",
            "From each of these services whether it holds records on a person, a few details and who to call: "
            f"{services}.",
            "Never case notes, and never ethnicity.",
        ),
        "Why, and on what basis": (council.guidance.lawful_basis,),
        "Who can see it": (
            "Social workers and their managers who have an account here. Data officers see what they need to check "
            "whether a record is about a particular person. Who looked at whom is always recorded first.",
            "It stays in the council. No information is sent to any other organisation, and no one "
            "follows how you use these pages.",
        ),
        "How long it is held": (
            "Each load of the services’ information replaces the one before. What was replaced is deleted with the "
            "load after that.",
        ),
        "What is recorded about you when you use it": (
            "Your name, user name, role and team, and your password in a form that cannot be read.",
            "When you sign in and out, also when it fails, and from which address in the network.",
            "Each search and its terms, each list of people you are shown, each person and each service you open, "
            f"and each copy{reason}. Managers read these records, and their reading is recorded too.",
            kept,
        ),
    }  # fmt: skip
    show_sections([Section.of(heading, *paragraphs) for heading, paragraphs in sections.items()])
    show_sections(notices.privacy)
    ask = Section.of(
        "Ask, object or complain",
        officer,
        "You can ask to see what is held about you, to have it put right, or to object to its use.",
        "You can complain to the Information Commissioner’s Office.",
    )
    show_sections([ask])
