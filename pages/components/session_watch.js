// The session as the browser sees it. The cookie cannot be read here: every question goes to /session (server/session_routes.py).
const LOOK_EVERY = 8_000, WARN_AT = 120, PATIENCE = 5_000;
// One for the whole page, whichever component was drawn last.
const tab = (window.familyContextSession ??= { session: null, dialog: null, endsAt: 0, ticket: null, read: false, revision: "", run: null, leaving: null });

const ask = (path, body) => fetch(path, {
  method: body === undefined ? "GET" : "POST", credentials: "same-origin", cache: "no-store", redirect: "error",
  body: body === undefined ? undefined : JSON.stringify(body),
});

async function look() {
  const asked = tab.session;
  let found;
  try {
    const answer = await ask("/session");
    if (!answer.ok) return; // the database is away: the page says so when it is used
    found = await answer.json();
  } catch { return; }
  if (asked !== tab.session) return; // another session, or none, has been drawn since: this answer is of the one before
  if ((found.session ?? "") === tab.session) { if (tab.session) tell(found); }
  // Another session of this browser: its page is loaded. None: the server says why.
  else if (found.session) load();
  else if (document.querySelector(".st-key-end_session")) leave();
  // Otherwise the sign-in form has been drawn already, this script has not been told: nothing of the session stands here.
}

// What stands on the page belongs to a session that has ended: it goes at once, and the server says what comes next.
// Run again from here, the server still knows which session that was, and so why it ended; another tab may have given
// the cookie back by now. Where no answer comes, the page is loaded anew.
function leave() {
  if (!tab.run) return load();
  close();
  document.body.style.visibility = "hidden";
  tab.leaving = setTimeout(load, PATIENCE);
  tab.run();
}

function load() {
  document.body.replaceChildren();
  window.location.reload();
}

// The sign-in form has been drawn. It is shown once nothing of the page before is left.
function arrive() {
  const state = document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-script-state");
  if (state !== "notRunning") return setTimeout(arrive, 50);
  clearTimeout(tab.leaving);
  tab.leaving = null;
  document.body.style.visibility = "";
}

function tell({ left, may_stay, revision }) {
  if (revision !== tab.revision) {
    tab.revision = revision; // asked once; the run says which one it was made for
    tab.run?.();
  }
  tab.endsAt = Date.now() + left * 1000;
  if (left > WARN_AT) close();
  else if (!tab.dialog && (may_stay || !tab.read)) warn(may_stay);
}

function warn(mayStay) {
  const dialog = document.createElement("dialog");
  dialog.className = "fc-dialog";
  const add = (name, text, more = {}) => dialog.appendChild(Object.assign(document.createElement(name), { textContent: text, ...more }));
  add("h2", mayStay ? "You will be signed out soon" : "Your session ends soon", { id: "fc-dialog-heading" });
  add("p", mayStay
    ? "You have not used Family Context for a while. You will be signed out in less than 2 minutes, and anything you have typed will be lost."
    : "A session lasts 12 hours at most. You will be signed out in less than 2 minutes. You can sign in again straight away.", { id: "fc-dialog-words" });
  // Seen only: read aloud every second, it would drown the rest.
  const count = add("p", "", { className: "fc-dialog-left" });
  count.setAttribute("aria-hidden", "true");
  const button = add("button", mayStay ? "Stay signed in" : "Close", { type: "button", className: "fc-dialog-button" });
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-labelledby", "fc-dialog-heading");
  dialog.setAttribute("aria-describedby", "fc-dialog-words");
  const done = () => { tab.read = true; close(); if (mayStay) stay(); };
  button.addEventListener("click", done);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); done(); });
  const show = () => {
    const left = Math.max(0, Math.round((tab.endsAt - Date.now()) / 1000));
    count.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
    if (left === 0) look();
  };
  document.body.append(dialog);
  tab.dialog = dialog;
  tab.counting = setInterval(show, 1000);
  show();
  dialog.showModal();
  button.focus();
}

function close() {
  clearInterval(tab.counting);
  tab.dialog?.close(); // the focus goes back to where it was
  tab.dialog?.remove();
  tab.dialog = null;
}

async function stay() {
  try { await ask("/session/stay", {}); } finally { look(); }
}

function watch({ session, revision }, run) {
  tab.revision = revision;
  tab.run = run;
  if (tab.session !== session) { tab.read = false; close(); }
  const first = tab.session === null;
  tab.session = session;
  if (!session && tab.leaving) arrive();
  if (!first) return;
  setInterval(() => { if (tab.session) look(); }, LOOK_EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  window.addEventListener("focus", look);
  window.addEventListener("pageshow", (event) => { if (event.persisted) load(); });
}

function remember({ when, address, opening }) {
  // Unless the browser has gone on to another page meanwhile. What Back or Forward asked for goes from the address.
  if (location.pathname === "/" + address) window.history.replaceState({ opening }, "", location.pathname);
  try { window.sessionStorage.setItem("family-context-place", when); } catch { /* without storage a tab forgets */ }
}

async function enter(ticket, failed) {
  if (tab.ticket === ticket) return;
  tab.ticket = ticket;
  let done = false;
  try { done = (await ask("/session", { ticket })).ok; } catch { /* said below */ }
  if (done) window.location.reload();
  else failed();
}

export default function ({ data, setTriggerValue }) {
  if (data.do === "watch") {
    watch(data, () => setTriggerValue("changed", true));
    if (data.when) remember(data);
  } else if (data.do === "enter") enter(data.ticket, () => setTriggerValue("failed", true));
  else if (data.do === "leave") window.location.assign("/sign-on/out"); // gives the cookie back as well
  else ask("/session/forget", {}).catch(() => {});
}
