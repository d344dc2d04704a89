// A table of people with a "View" button a row. Everything comes in as text and is written with textContent.
// The roles repeat what the elements mean: browsers forget a table's meaning when narrow screens lay it out as cards.
const make = (tag, role, text, className) => {
  const element = document.createElement(tag);
  if (role) element.setAttribute("role", role);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
};

function head(columns, button) {
  const row = make("tr", "row");
  for (const column of columns) {
    const cell = make("th", "columnheader", column);
    cell.scope = "col";
    row.append(cell);
  }
  const last = make("th", "columnheader");
  last.scope = "col";
  last.append(make("span", null, button, "fc-hidden"));
  row.append(last);
  const section = make("thead", "rowgroup");
  section.append(row);
  return section;
}

// The same widths in every table of a screen, so that the columns of two tables line up.
function widths(percents, button) {
  const group = make("colgroup");
  for (const percent of percents) group.append(Object.assign(make("col"), { width: percent ? percent + "%" : "" }));
  group.append(Object.assign(make("col"), { width: button.length > 4 ? "96" : "72" }));
  return group;
}

function body(data, view) {
  const section = make("tbody", "rowgroup");
  data.rows.forEach((values, index) => {
    const row = make("tr", "row");
    values.forEach((value, column) => {
      const isName = data.header.includes(column);
      const cell = make(isName ? "th" : "td", isName ? "rowheader" : "cell");
      if (/^(\d\d\/\d\d\/\d{4}|\d+ [a-z]+)$/.test(value)) cell.className = "fc-date";
      if (isName) cell.scope = "row";
      const label = make("span", null, (data.labels ?? data.columns)[column], "fc-cell-label");
      label.setAttribute("aria-hidden", "true");
      const muted = data.muted[index].includes(column);
      cell.append(label, make("span", null, value, muted ? "fc-muted" : "fc-cell-value"));
      row.append(cell);
    });
    const cell = make("td", "cell", undefined, "fc-cell-view");
    const button = make("button", null, data.button, "fc-view");
    button.type = "button";
    button.setAttribute("aria-label", data.view[index]);
    button.addEventListener("click", () => view(index));
    cell.append(button);
    row.append(cell);
    section.append(row);
  });
  return section;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const table = make("table", "table", undefined, data.labels ? "fc-people fc-people-close" : "fc-people");
  table.append(make("caption", null, data.caption, data.hideCaption ? "fc-hidden" : ""));
  table.append(widths(data.widths, data.button), head(data.columns, data.button), body(data, (row) => setTriggerValue("view", { list: data.list, row })));
  parentElement.replaceChildren(table);
}
