// Sends what is being typed to the server a moment after the last letter, and not only when the field is left. The
// fields are Streamlit's: Ctrl and Enter in a text area, Enter in a text input, is its own way of sending.
const sends = { TEXTAREA: { ctrlKey: true }, INPUT: {} };

function send(field) {
  const how = sends[field.tagName];
  if (!how || !field.isConnected || document.activeElement !== field) return;
  const more = { key: "Enter", code: "Enter", keyCode: 13, bubbles: true, cancelable: true, ...how };
  field.dispatchEvent(new KeyboardEvent("keydown", more));
  if (field.tagName === "INPUT") field.dispatchEvent(new KeyboardEvent("keypress", { ...more, charCode: 13 }));
}

export default function ({ data }) {
  const box = document.querySelector(`.st-key-${data.box}`);
  if (!box || box.keepsTyping) return;
  box.keepsTyping = true;
  let timer = null, first = 0;
  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    const now = Date.now();
    if (!timer) first = now;
    clearTimeout(timer);
    // Somebody who types without a pause is not waited for.
    timer = setTimeout(() => { timer = null; send(event.target); }, now - first > data.longest ? 0 : data.wait);
  });
}
