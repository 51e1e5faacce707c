import { makeButton } from "./element.js";

const key = "evenkeel-theme";

/** What was chosen before; null where nothing was, or where the browser keeps nothing for files. */
function chosen() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} theme */
function remember(theme) {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // The choice then holds until the page is left.
  }
}

/** Before anything is drawn. */
export function applyTheme() {
  const theme = chosen();
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
}

function isDark() {
  const theme = document.documentElement.dataset["theme"];
  return theme === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}

/** Changes between light and dark, and says which comes next. */
export function themeButton() {
  const face = () => (isDark() ? "Light" : "Dark");
  const button = makeButton(face(), "", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = theme;
    remember(theme);
    name();
  });
  const name = () => {
    button.textContent = face();
    button.setAttribute("aria-label", `${face()} colours`);
  };
  name();
  return button;
}
