import { baselineChoice } from "./baseline.js";
import { copyTable } from "./copy.js";
import { downloadButtons } from "./download.js";
import { make, makeButton } from "./element.js";
import { filterField } from "./filter.js";
import { makeSortable } from "./sort.js";
import { nameOf } from "./table-rows.js";
import { applyTheme, themeButton } from "./theme.js";
import { showValues } from "./values.js";

/**
 * What can be done with a table, above it; what was done is said beside.
 * @param {HTMLTableElement} table
 */
function addTools(table) {
  const said = make("span", { role: "status" });
  /** @param {string} message */
  const say = (message) => {
    said.textContent = message;
  };
  const copies = /** @type {const} */ (["CSV", "Markdown"]).map((format) =>
    makeButton(`Copy ${format}`, `of ${nameOf(table)}`, () => void copyTable(table, format, say)),
  );
  const sorts = table.hasAttribute("data-sort");
  const field = sorts ? filterField(table, say) : null;
  const choice = table.hasAttribute("data-ratios") ? baselineChoice(table, say) : null;
  const tools = [choice, field, ...copies, said].filter((tool) => tool !== null);
  const box = table.closest(".scroll") ?? table;
  const block = make("div", { class: "tooled" }, make("div", { class: "tools" }, ...tools));
  box.replaceWith(block);
  block.append(box);
  if (sorts) makeSortable(table, say);
}

/** Names to choose from in the fields that filter. */
function backendNames() {
  const names = new Set(
    [...document.querySelectorAll("[data-backend]")].map((row) => row.getAttribute("data-backend")),
  );
  const options = [...names].map((name) => make("option", { value: name ?? "" }));
  return make("datalist", { id: "backends" }, ...options);
}

function start() {
  document.body.append(backendNames());
  document
    .querySelector(".masthead")
    ?.append(make("div", { class: "tools page-tools" }, themeButton(), ...downloadButtons()));
  for (const table of document.querySelectorAll("table[data-tools]")) {
    if (table instanceof HTMLTableElement) addTools(table);
  }
  for (const figure of document.querySelectorAll("figure.chart")) showValues(figure);
}

applyTheme();
document.addEventListener("DOMContentLoaded", start);
