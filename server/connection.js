// What a page says while the tool does not answer, in place of Streamlit's own words.
const PATIENCE = 4_000;
let lostAt = null, box = null;

function add(name, text) {
  const part = document.createElement(name);
  part.textContent = text;
  part.style.cssText = "margin: 0 0 8px; max-width: 700px; color: #0b0c0c;";
  box.append(part);
  return part;
}

function show() {
  box = document.createElement("div");
  box.id = "family-context-away";
  box.setAttribute("role", "alert");
  box.style.cssText = "position: fixed; inset: 0 0 auto 0; z-index: 2000000; padding: 16px 20px 8px; background: #fff;"
    + "border-left: 8px solid #b3261e; border-bottom: 2px solid #b3261e; font: 18px/1.5 'Source Sans 3', 'Source Sans Pro', Arial, sans-serif;";
  document.body.append(box);
  add("p", "Family Context is not responding").style.fontWeight = "700";
  add("p", "It keeps trying to connect. Until then, follow your current practice: call the services’ own numbers.");
  add("p", "Seeing nothing here does not mean that no service knows a person. What is on this page may no longer be right.");
  add("p", "If this goes on, call your council’s IT service desk.");
}

function look() {
  const page = document.querySelector('[data-testid="stApp"]');
  if (page?.getAttribute("data-test-connection-state") === "CONNECTED") {
    lostAt = null;
    box?.remove();
    box = null;
    return;
  }
  lostAt ??= Date.now();
  if (!box && Date.now() - lostAt >= PATIENCE) show();
}

setInterval(look, 1_000);

// Which place was this tab's is said with the first request of its websocket: of all tabs of a session one place is kept.
window.WebSocket = class extends window.WebSocket {
  constructor(url, protocols) {
    const place = rememberedPlace();
    super(place ? `${url}?place=${encodeURIComponent(place)}` : url, protocols);
  }
};

function rememberedPlace() {
  // A browser that accepts no cookies has no storage either: then the page must come all the same, to say so.
  try { return window.sessionStorage.getItem("family-context-place"); } catch { return null; }
}

// The browser's own Back and Forward say who was open there, by a word that session_watch.js has noted in the history.
// Before the listener of the page itself, which sends the address.
window.addEventListener("popstate", ({ state }) => {
  if (state?.opening) window.history.replaceState(state, "", `${location.pathname}?opening=${state.opening}`);
});
