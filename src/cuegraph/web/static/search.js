// Suggestions under every <input type=search data-suggest>: a combobox as WAI-ARIA's authoring practices have it.
// Without this script the form works as it is.
"use strict";

(() => {
  const WAIT = 120; // milliseconds without a key before a request
  const COUNT = 8;
  const sheet = document.currentScript.src.replace(/search\.js.*$/, "suggest.css");
  let made = 0;

  function style() {
    if (document.querySelector(`link[href="${sheet}"]`)) return;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    document.head.append(link);
  }

  function element(name, attributes, text) {
    const it = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) it.setAttribute(key, value);
    if (text) it.textContent = text;
    return it;
  }

  function suggest(input) {
    const id = `suggestions-${++made}`;
    const source = new URL(input.form.action);
    source.pathname += ".json";
    const list = element("ul", { id, role: "listbox", class: "suggestions", "aria-label": "Suggestions" });
    const status = element("span", { role: "status", class: "suggestions-status" });
    const frame = element("span", { class: "suggest" });
    list.hidden = true;
    input.replaceWith(frame);
    frame.append(input, list, status);
    for (const [key, value] of Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false",
    })) input.setAttribute(key, value);

    let timer = 0;
    let request = null;
    let shown = "";
    let at = -1;
    let early = 0; // an arrow that was pressed before what it is pressed for is there

    function choose(number) {
      const options = list.children;
      if (at >= 0 && options[at]) options[at].setAttribute("aria-selected", "false");
      at = number;
      if (at < 0) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      options[at].setAttribute("aria-selected", "true");
      options[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[at].id);
    }

    function close() {
      clearTimeout(timer);
      if (request) request.abort();
      request = null;
      early = 0;
      choose(-1);
      list.hidden = true;
      status.textContent = "";
      input.setAttribute("aria-expanded", "false");
    }

    function open() {
      if (!list.children.length) return;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    }

    function show(results) {
      choose(-1);
      list.replaceChildren(...results.map((each, number) => {
        const option = element("li", { id: `${id}-${number}`, role: "option", "aria-selected": "false" });
        option.dataset.page = each.page;
        const label = element("span", { class: "label" }, each.label);
        if (each.language) label.lang = each.language;
        option.append(label);
        if (each.kind) option.append(" ", element("span", { class: "kind" }, each.kind));
        const more = each.name ? `also: ${each.name}` : each.description;
        if (more) option.append(" ", element("span", { class: "more" }, more));
        return option;
      }));
      if (!results.length) {
        close();
        status.textContent = "No suggestions";
        return;
      }
      open();
      if (early) choose(early > 0 ? 0 : results.length - 1);
      early = 0;
      status.textContent = results.length === 1 ? "1 suggestion" : `${results.length} suggestions`;
    }

    async function ask() {
      const text = input.value.trim();
      if (!text) {
        close();
        shown = "";
        return;
      }
      if (request) request.abort();
      const mine = request = new AbortController();
      const kind = input.form.elements.namedItem("kind");
      source.search = new URLSearchParams({ q: text, limit: COUNT, ...(kind && kind.value ? { kind: kind.value } : {}) });
      try {
        const response = await fetch(source, { signal: mine.signal, headers: { Accept: "application/json" } });
        const told = response.ok ? await response.json() : { results: [] };
        if (mine !== request || document.activeElement !== input) return;
        if (response.status === 503) { // the index is being made: as if the next letter had been typed
          timer = setTimeout(ask, 1000 * (Number(response.headers.get("Retry-After")) || 3));
          status.textContent = "The names are being indexed …";
          return;
        }
        shown = text;
        show(told.results);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      early = 0;
      choose(-1);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && shown !== input.value.trim()) {
        event.preventDefault();
        early = event.key === "ArrowDown" ? 1 : -1;
        clearTimeout(timer);
        ask();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
        event.preventDefault();
        const next = at + (event.key === "ArrowDown" ? 1 : -1);
        open();
        choose(next === count ? -1 : next < -1 ? count - 1 : next); // -1 is the field itself
      } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
        event.preventDefault();
        location.assign(list.children[at].dataset.page);
      } else if (event.key === "Tab") {
        close();
      }
    });
    input.addEventListener("blur", close);
    input.form.addEventListener("submit", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.page);
    });
  }

  const inputs = document.querySelectorAll("input[type=search][data-suggest]");
  if (inputs.length) style();
  inputs.forEach(suggest);
})();
