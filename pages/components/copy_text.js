// A button that asks for a text to be copied, and copies it once the server has recorded that. Says aloud what came of it.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS browsers have no clipboard interface: the old way, through a selected field.
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.className = "fc-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fc-view";
  button.textContent = data.label;
  button.onclick = () => setTriggerValue("asked", true);
  const said = document.createElement("span");
  said.className = "fc-copied";
  said.setAttribute("role", "status");
  const before = parentElement.querySelector("button");
  const focused = before !== null && before === document.activeElement;
  said.textContent = parentElement.querySelector(".fc-copied")?.textContent ?? "";
  parentElement.replaceChildren(button, said);
  if (focused) button.focus();
  if (data.recorded && parentElement.dataset.recorded !== String(data.recorded)) {
    parentElement.dataset.recorded = data.recorded;
    copy(data.text).then((done) => {
      said.textContent = done ? data.done : data.failed;
    });
  }
}
