// A link to a passage leads to its source's page; of a long source that is its first part. This goes to the part
// that holds the passage. Without it, the passage's entry in the list of all leads there, or the form does.
// It also shows the passage in the text, where that is at hand; without it, "in the text" leads there.
"use strict";

(() => {
  const form = document.querySelector("form[data-places]");

  function land() {
    const place = location.hash.slice(1);
    if (!/^(\w+=|\/)/.test(place)) return;
    const there = document.getElementById(place) ?? document.querySelector(":target");
    if (there?.localName === "li") return;
    location.replace(`${form.action}?${new URLSearchParams({ at: place })}`);
  }

  // The words of the passage that the address names, of as many characters (code points) as it says.
  function show() {
    for (const each of document.querySelectorAll(".page mark.here")) each.classList.remove("here");
    const [, start, end] = /^#char=(\d+),(\d+)$/.exec(location.hash) ?? [];
    const mark = document.getElementById(`at-${start}`);
    if (!mark) return;
    let left = end - start;
    for (let each = mark; each && left > 0; each = each.nextSibling) {
      left -= [...each.textContent].length;
      if (each.localName === "mark") each.classList.add("here");
    }
    const pane = mark.closest(".page"), seen = pane.getBoundingClientRect(), at = mark.getBoundingClientRect();
    const hidden = at.top < seen.top || at.bottom > seen.bottom;
    if (hidden && pane.scrollHeight > pane.clientHeight) pane.scrollTop += at.top - seen.top - seen.height / 4;
  }

  addEventListener("hashchange", show);
  show();
  if (!form) return;
  addEventListener("hashchange", land);
  land();
})();
