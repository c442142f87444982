"use strict";
const root = document.documentElement;
const find = (id) => document.getElementById(id);
const all = (query, from = document) => Array.from(from.querySelectorAll(query));
const live = find("live");

// What the browser keeps. Storage may be switched off: the page then forgets at closing.
const keep = (key, value) => { try { localStorage.setItem("touchstone:" + key, value); } catch { /* forgets */ } };
const kept = (key) => { try { return localStorage.getItem("touchstone:" + key); } catch { return null; } };

(() => {
  root.classList.add("js");

  // Language and light.
  const setLanguage = (isChinese) => {
    root.classList.toggle("zh", isChinese);
    root.lang = isChinese ? "zh-Hans" : "en";
    all("option[data-zh]").forEach((option) => { option.textContent = isChinese ? option.dataset.zh : option.dataset.en; });
    all("img[data-alt-zh]").forEach((img) => {
      img.dataset.altEn ??= img.alt;
      img.alt = isChinese ? img.dataset.altZh : img.dataset.altEn;
    });
    all("[data-label-zh]").forEach((element) => {
      element.dataset.labelEn ??= element.getAttribute("aria-label");
      element.setAttribute("aria-label", isChinese ? element.dataset.labelZh : element.dataset.labelEn);
    });
    keep("language", isChinese ? "zh" : "en");
  };
  const setTheme = (theme) => {
    root.classList.remove("light", "dark");
    if (theme) root.classList.add(theme);
  };
  setLanguage(kept("language") === "zh");
  setTheme(["light", "dark"].includes(kept("theme")) ? kept("theme") : "");
  find("language").addEventListener("click", () => setLanguage(!root.classList.contains("zh")));
  find("theme").addEventListener("click", () => {
    const isDark = getComputedStyle(root).colorScheme.includes("dark");
    setTheme(isDark ? "light" : "dark");
    keep("theme", isDark ? "light" : "dark");
  });

  // The index: sort and filter the brands.
  all("table.sortable").forEach((table) => {
    const body = table.tBodies[0];
    all("th[data-sort]", table).forEach((head) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const isNumber = head.dataset.sort === "number";
        const turn = head.getAttribute("aria-sort") === (isNumber ? "descending" : "ascending") ? -1 : 1;
        const value = (row) => row.cells[head.cellIndex].dataset.value;
        const order = (a, b) => (isNumber ? value(b) - value(a) : value(a).localeCompare(value(b)));
        all("th[aria-sort]", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", isNumber === (turn === 1) ? "descending" : "ascending");
        body.append(...Array.from(body.rows).sort((a, b) => turn * order(a, b)));
      });
    });
    find("find-brand").addEventListener("input", (event) => {
      const wanted = event.target.value.trim().toLowerCase();
      Array.from(body.rows).forEach((row) => { row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted); });
    });
  });
})();
