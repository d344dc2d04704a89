// A button that asks for a text to be copied, and copies it once the server has recorded that. Says aloud what came of it.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS browsers have no clipboard interface: the old way, through a selected field.
    const focused = document.activeElement;
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.className = "fc-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    focused?.focus({ preventScroll: true });
    return done;
  }
}

// Where the browser refuses both ways: the text itself, selected, for Ctrl+C.
function box(label, text) {
  const around = document.createElement("label");
  around.className = "fc-copy-box";
  around.append(label);
  const field = document.createElement("textarea");
  field.readOnly = true;
  field.rows = 8;
  field.value = text;
  around.append(field);
  return around;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = data.look;
  button.textContent = data.label;
  button.onclick = () => setTriggerValue("asked", true);
  const said = document.createElement("span");
  said.className = "fc-copied";
  said.setAttribute("role", "status");
  const before = parentElement.querySelector("button");
  const focused = before !== null && before === document.activeElement;
  const isNew = data.recorded && parentElement.dataset.recorded !== String(data.recorded);
  if (data.recorded && !isNew) said.textContent = parentElement.querySelector(".fc-copied")?.textContent ?? "";
  const shown = data.recorded && !isNew ? parentElement.querySelector(".fc-copy-box") : null;
  parentElement.replaceChildren(button, said, ...(shown ? [shown] : []));
  if (focused) button.focus();
  if (!isNew) return;
  parentElement.dataset.recorded = data.recorded;
  copy(data.text).then((done) => {
    said.textContent = done ? data.done : data.failed;
    if (done || !data.box) return;
    const selected = box(data.box, data.text);
    parentElement.append(selected);
    selected.querySelector("textarea").select();
  });
}
