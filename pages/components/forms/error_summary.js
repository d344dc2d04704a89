// The error summary: built with textContent only, takes the focus, links to the inputs and marks them as wrong.
const holder = (key) => document.querySelector(".st-key-" + key.replace(/[^a-zA-Z0-9_-]/g, "-"));
const input = (key) => holder(key)?.querySelector("input, textarea, select, button, [tabindex]");

// The fields may be drawn a moment after the summary.
function goTo(key, tries = 20) {
  const target = input(key);
  target?.scrollIntoView({ block: "center" });
  target?.focus({ preventScroll: true });
  if (!target && tries) setTimeout(goTo, 100, key, tries - 1);
}

function build(errors) {
  const box = document.createElement("div");
  box.className = "fc-errors";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  const heading = document.createElement("h2");
  heading.textContent = "There is a problem";
  const list = document.createElement("ul");
  for (const error of errors) {
    const link = document.createElement("a");
    link.href = "#" + error.field;
    link.textContent = error.message;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(error.field);
    });
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  box.append(heading, list);
  return box;
}

// What has been corrected is no longer red, although the message stays until the next attempt. By field: the attempt.
const corrected = new WeakMap();

function markWrong(field, attempt, clears) {
  if (corrected.get(field) === attempt) return;
  field.setAttribute("aria-invalid", "true");
  field.addEventListener("input", () => {
    for (const one of clears()) {
      corrected.set(one, attempt);
      one.removeAttribute("aria-invalid");
    }
  }, { once: true });
}

export default function ({ data, parentElement }) {
  // Called again for the next attempt: what was wrong in the last one may be right now.
  parentElement.clear?.();
  const box = build(data.errors);
  parentElement.replaceChildren(box);
  const marked = [];
  const mark = () => {
    for (const error of data.errors) {
      for (const key of error.fields) {
        const field = input(key);
        if (!field || marked.includes(field)) continue;
        // Of a date that does not exist, any part may be the wrong one.
        markWrong(field, data.attempt, () => (error.together ? error.fields.map(input).filter(Boolean) : [field]));
        marked.push(field);
      }
    }
  };
  const timers = [0, 100, 400, 1000, 2500].map((wait) => setTimeout(mark, wait));
  // Drawn again for the same attempt, it must not take the focus back from the field somebody has gone to.
  if (parentElement.dataset.attempt !== String(data.attempt)) {
    timers.push(setTimeout(() => {
      parentElement.dataset.attempt = data.attempt;
      box.scrollIntoView({ block: "nearest" });
      box.focus({ preventScroll: true });
    }, 60));
  }
  parentElement.clear = () => {
    timers.forEach(clearTimeout);
    marked.forEach((field) => field.removeAttribute("aria-invalid"));
  };
  return parentElement.clear;
}
