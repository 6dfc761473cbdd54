// Progressive enhancement only: every page works without this file.
"use strict";

// Forms are sent once: a second click on a form that is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    form.querySelectorAll("button:not([name])").forEach((button) => button.setAttribute("aria-disabled", "true"));
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  }
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Selects that filter send their form when they change; the button stays for everybody else.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-filters]");
  if (form && event.target.matches("select")) form.requestSubmit();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print]");
  if (button) window.print();
});

// A drawing that is wider than the page begins near the place that matters: a third of what is seen lies before it.
document.querySelectorAll("[data-begins-at]").forEach((wide) => {
  const names = wide.firstElementChild.offsetWidth;
  wide.scrollLeft = Math.max(0, Number(wide.dataset.beginsAt) - (wide.clientWidth - names) / 3);
});

// Tabs that do not fit begin with the one that is open in sight.
document.querySelectorAll(".tabs").forEach((tabs) => {
  const here = tabs.querySelector("[aria-current]");
  if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
});

// A chart that is wider than the page begins with its latest point in the middle.
document.querySelectorAll("[data-shows]").forEach((wide) => {
  wide.scrollLeft = Math.max(0, Number(wide.dataset.shows) * wide.scrollWidth - wide.clientWidth / 2);
});

// A refused act is told where its answer would have stood, when the page says so.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.getResponseHeader("x-shown-here") === "yes") { event.detail.shouldSwap = true; event.detail.isError = false; }
});

// A finding leads to its line in the editor.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const editor = link && document.querySelector(link.getAttribute("href"));
  if (!editor) return;
  event.preventDefault();
  const lines = editor.value.split("\n");
  const line = Math.min(Number(link.dataset.line), lines.length);
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  editor.focus();
  editor.setSelectionRange(start + Math.max(0, Number(link.dataset.column) - 1), start + lines[line - 1].length);
  editor.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(editor).lineHeight));
});
