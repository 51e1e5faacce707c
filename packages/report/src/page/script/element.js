/**
 * A new element. Children are text or elements: text never becomes markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {(string | Node)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * A button whose name says more than its face.
 * @param {string} face
 * @param {string} more
 * @param {(button: HTMLButtonElement) => void} act
 */
export function makeButton(face, more, act) {
  const button = make("button", { type: "button" }, face);
  if (more !== "") button.append(make("span", { class: "hidden" }, ` ${more}`));
  button.addEventListener("click", () => act(button));
  return button;
}

/** @param {Element | null | undefined} element */
export function textOf(element) {
  return (element?.textContent ?? "").replaceAll("\u2060", "").replaceAll(/\s+/g, " ").trim();
}
