// A file of text, read here in the browser and sent as text: the server takes no uploads.
export default function ({ data, parentElement, setTriggerValue }) {
  if (parentElement.querySelector("input")) return;
  const input = Object.assign(document.createElement("input"), { type: "file", accept: data.accept, className: "fc-file" });
  input.setAttribute("aria-label", data.label);
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const text = file.size > data.most ? null : await file.text();
    input.value = "";
    setTriggerValue("chosen", { text });
  });
  parentElement.replaceChildren(input);
}
