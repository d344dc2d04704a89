// Names a group of inputs, and brings the focus to the heading of a new screen. Reads data, writes attributes only.
const keyed = (key) => document.querySelector(".st-key-" + key.replace(/[^a-zA-Z0-9_-]/g, "-"));

function nameGroup({ group, labelledBy, describedBy }) {
  const container = keyed(group);
  if (!container) return;
  container.setAttribute("role", "group");
  container.setAttribute("aria-labelledby", labelledBy);
  container.setAttribute("aria-describedby", describedBy);
}

function nameRegions() {
  keyed("fc-header")?.setAttribute("role", "banner");
  keyed("fc-phase")?.setAttribute("role", "note");
  keyed("fc-phase")?.setAttribute("aria-label", "About this tool");
}

function followHeading(title) {
  const before = window.familyContextHeading;
  window.familyContextHeading = title;
  nameRegions();
  if (before === undefined || before === title) return;
  const lost = !document.activeElement || document.activeElement === document.body;
  const heading = document.querySelector("h1.fc-h1");
  if (lost && heading && !document.querySelector(".fc-errors")) {
    heading.focus({ preventScroll: true });
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  }
}

export default function ({ data }) {
  const run = () => (data.group ? nameGroup(data) : followHeading(data.heading));
  const timers = [0, 250].map((wait) => setTimeout(run, wait));
  return () => timers.forEach(clearTimeout);
}
