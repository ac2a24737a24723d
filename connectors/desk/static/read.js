/* Finds a title in the list, with or without diacritics, also without a network. */

const filter = document.getElementById("filter");
const wanted = document.getElementById("wanted");

const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();

function show() {
  const words = fold(wanted.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const item of document.querySelectorAll(".titles li")) {
    item.hidden = !words.every((word) => fold(item.textContent).includes(word));
    found += item.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll("main section")) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  document.getElementById("count").textContent = words.length ? `${found} bài` : "";
}

if (filter) {
  filter.hidden = false;
  wanted.addEventListener("input", show);
}
