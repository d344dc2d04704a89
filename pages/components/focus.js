// Names a group of inputs, describes a field, and brings the focus to the heading of a new screen. Reads data, writes attributes only.
const keyed = (key) => document.querySelector(".st-key-" + key.replace(/[^a-zA-Z0-9_-]/g, "-"));

function nameGroup({ group, labelledBy, describedBy }) {
  const container = keyed(group);
  if (!container) return;
  container.setAttribute("role", "group");
  container.setAttribute("aria-labelledby", labelledBy);
  container.setAttribute("aria-describedby", describedBy);
}

function describeField({ field, labelId, describedBy }) {
  const input = keyed(field)?.querySelector("input, textarea");
  if (!input) return;
  if (describedBy) input.setAttribute("aria-describedby", describedBy);
  else input.removeAttribute("aria-describedby");
  const label = document.getElementById(labelId);
  if (label) label.onclick = () => keyed(field)?.querySelector("input, textarea")?.focus();
}

// To Streamlit the whole page is "main", and a stop of its own before everything in it: one more Tab that leads nowhere.
function skipMain() {
  const main = document.querySelector('[data-testid="stMain"]');
  if (main) main.tabIndex = -1;
}

// The address stays as it is: a "#" in it would be a page of its own to Streamlit.
function skipTo(heading) {
  const link = document.querySelector("a.fc-skip");
  if (link && heading) link.onclick = (event) => { event.preventDefault(); heading.focus(); heading.scrollIntoView(); };
}

function followHeading(title) {
  skipMain();
  skipTo(document.querySelector("h1.fc-h1"));
  const before = window.familyContextHeading;
  window.familyContextHeading = title;
  // A page that was loaded again, as it is to sign in and when a session has ended, is another screen all the same.
  const again = performance.getEntriesByType("navigation")[0]?.type === "reload";
  if (before === title || (before === undefined && !again)) return;
  window.familyContextTouched = false;
  takeFocus(document.activeElement, Date.now() + 5_000);
}

// A jump within the page: the address stays as it is, and the focus goes where the link leads.
function jump(event) {
  const link = event.target.closest?.("a.fc-jump");
  const there = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!there) return;
  event.preventDefault();
  there.focus({ preventScroll: true });
  there.scrollIntoView({ block: "start" });
}

// A double click, or a key held down, would do again what the first press has begun: report twice, or be told that
// "someone else" has undone it. `detail` counts the clicks of one pointer at one place, as the system counts them.
const AGAIN = 200;
let pressed = null, at = -AGAIN;
function onceOnly(event) {
  const button = event.target.closest?.("button");
  const words = button?.textContent;
  const isAgain = button && (event.detail > 1 || (pressed?.button === button && pressed.words === words && event.timeStamp - at < AGAIN));
  if (isAgain) { event.preventDefault(); event.stopImmediatePropagation(); }
  pressed = { button, words };
  at = event.timeStamp;
}

// Once somebody presses, scrolls or types in the new page, the focus is theirs.
if (!window.familyContextListens) {
  window.familyContextListens = true;
  document.addEventListener("click", onceOnly, true);
  document.addEventListener("click", jump);
  for (const what of ["pointerdown", "wheel", "keydown"]) {
    document.addEventListener(what, () => { window.familyContextTouched = true; }, { capture: true, passive: true });
  }
}

// What has the focus goes with the page before, which may stand for a while yet.
function takeFocus(from, until) {
  clearTimeout(window.familyContextFocus);
  const heading = document.querySelector("h1.fc-h1"), now = document.activeElement ?? document.body;
  if (window.familyContextTouched) return;
  if (now === document.body && heading && !document.querySelector(".fc-errors")) {
    heading.focus({ preventScroll: true });
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  } else if (now !== from && now !== document.body && now !== heading) return;
  if (Date.now() < until) window.familyContextFocus = setTimeout(takeFocus, 50, from, until);
}

export default function ({ data }) {
  const run = () => {
    if (data.group) nameGroup(data);
    else if (data.field) describeField(data);
    else followHeading(data.heading);
  };
  const timers = [0, 250].map((wait) => setTimeout(run, wait));
  return () => timers.forEach(clearTimeout);
}
