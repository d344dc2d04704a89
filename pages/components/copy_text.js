// A button that puts a text on the clipboard, says so aloud, and tells the server that it was copied.
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
  const said = document.createElement("span");
  said.className = "fc-copied";
  said.setAttribute("role", "status");
  said.textContent = parentElement.dataset.said ?? "";
  button.onclick = async () => {
    const done = await copy(data.text);
    parentElement.dataset.said = done ? data.done : data.failed;
    said.textContent = parentElement.dataset.said;
    if (done) setTriggerValue("copied", true);
  };
  parentElement.replaceChildren(button, said);
}
