// The links at the foot of every page. A plain click goes there without loading the page anew; all else is the browser's.
export default function ({ data, parentElement, setTriggerValue }) {
  const make = (name, className, text) => Object.assign(document.createElement(name), { className, textContent: text });
  const foot = make("nav", "fc-footer", "");
  foot.setAttribute("aria-label", "About this tool");
  const list = make("ul", "", "");
  for (const { name, label } of data.links) {
    const link = Object.assign(make("a", "", label), { href: "/" + name });
    if (name === data.here) link.setAttribute("aria-current", "page");
    link.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (name !== data.here) setTriggerValue("go", name);
    });
    list.append(make("li", "", ""));
    list.lastChild.append(link);
  }
  foot.append(list, make("p", "fc-version", data.version));
  parentElement.replaceChildren(foot);
}
