"""The accessibility statement that the regulations of 2018 ask for: what was checked, how, and what was not."""

from datetime import date

from config.council import Council, Section
from pages.components.formatting import date_words
from pages.components.frame import show_page_heading, show_sections

# A test fails once the day has come: look at every claim below again, then move both.
REVIEWED = date(2026, 11, 24)
REVIEW_BY = date(2027, 11, 23)
CHECKED = (
    "Each time the tool is changed, programs use it in a real browser and check six things.",
    "They apply the rules of axe-core for WCAG 2.2, levels A and AA, to the screens of every role, wide and narrow, "
    "with their errors and with sections opened, with the message before a session ends and after it has, and to the "
    "results and a person with high contrast and with the reader’s own colours.",
    "They make sure that nothing scrolls sideways at 320 pixels, which is a page at 400% zoom, and that no text is cut "
    "off with the spacing of success criterion 1.4.12.",
    "They go through both journeys with the keyboard alone, from signing in to whom to call and back, see where the "
    "focus is at every stop, and that it comes to the heading of each new page.",
    "They compare what a screen reader is given for the results, a person and a service, word by word and in order.",
    "They measure that nothing jumps while a page is drawn.",
    "They make sure that text grows with the size set in the browser, and that what a service answered can be told "
    "without colour.",
)
NOT_DONE = (
    "No one has tested the tool with a screen reader, a magnifier or speech input, and disabled people have "
    "not yet tried it.",
    "A program finds only some of what can be wrong. Until people have tried it, there may be problems we do not know "
    "of.",
)
KNOWN = (
    "The pages need JavaScript and a steady connection to the council’s network. Without them there is only a blank "
    "page.",
    "You are signed out after 15 minutes without activity. Two minutes before, a message lets you stay signed in.",
)


def show(council: Council) -> None:
    """The statement, with whom to tell at this council."""
    show_page_heading("Accessibility statement", f"Family Context at {council.name}")
    contact = council.notices.accessibility_contact or f"Write to {council.feedback_email}."
    show_sections(
        [
            Section.of(
                "What this is about",
                "Family Context shows social workers which services hold records on a person, and who to call. "
                f"{council.name} runs it and wants everyone who needs it to be able to use it: with the keyboard "
                "alone, with a screen reader or speech, zoomed to 400%, with larger text, with more contrast.",
            ),
            Section.of(
                "How accessible it is",
                "It is built to meet the Web Content Accessibility Guidelines (WCAG) 2.2, level AA. The programs below "
                "find nothing that breaks them. Because no person has tested it yet, it counts as partially compliant.",
            ),
            Section.of("What was checked by programs", *CHECKED),
            Section.of("What was not done", *NOT_DONE),
            Section.of("What may be in your way", *KNOWN),
            Section.of(
                "Tell us",
                "If you cannot read or use something, or need it in another form, say so. Say what you were doing, "
                "but do not name anyone you looked up.",
                contact,
            ),
            Section.of(
                "If you are not happy with our answer",
                "The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites and Mobile "
                "Applications) (No. 2) Accessibility Regulations 2018. If you are not happy with how we answered "
                "you, contact the Equality Advisory and Support Service (EASS).",
            ),
            Section.of(
                "This statement",
                f"Last reviewed on {date_words(REVIEWED)}. It is reviewed again by {date_words(REVIEW_BY)}.",
            ),
        ]
    )
