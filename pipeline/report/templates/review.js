(() => {
  const list = document.querySelector("ol.cards");
  if (!list) return;

  // The verdicts of this brand and night.
  const cards = all("li.card", list);
  const { brand, night } = find("main").dataset;
  const place = "decisions:" + night + ":" + brand;
  const keyOf = (card) => JSON.stringify([card.dataset.platform, card.dataset.listing]);
  const read = () => { try { return JSON.parse(kept(place)) || {}; } catch { return {}; } };
  const decisions = read();
  let current = null;

  const show = (card) => {
    const made = decisions[keyOf(card)] || {};
    card.classList.toggle("is-decided", Boolean(made.verdict));
    all("button[data-verdict]", card).forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.verdict === made.verdict));
    });
    const note = card.querySelector("input[data-note]");
    if (document.activeElement !== note) note.value = made.note || "";
  };
  const showCount = () => { find("decided").textContent = cards.filter((card) => card.classList.contains("is-decided")).length; };
  const store = (card, change) => {
    const made = { ...decisions[keyOf(card)], ...change };
    if (made.verdict || made.note) decisions[keyOf(card)] = made;
    else delete decisions[keyOf(card)];
    keep(place, JSON.stringify(decisions));
    show(card);
    showCount();
  };
  const decide = (card, verdict) => {
    const made = decisions[keyOf(card)] || {};
    const next = made.verdict === verdict ? "" : verdict;
    const basis = card.dataset.basis === "audit" ? "audit" : find("basis").value;
    store(card, { verdict: next, basis, decided_at: next ? new Date().toISOString() : "", decided_by: find("reviewer").value.trim() });
    live.textContent = "#" + card.dataset.rank + ": " + (next ? card.querySelector(`[data-verdict="${verdict}"]`).innerText : "–");
  };

  // Moving about.
  const shown = () => Array.from(list.children).filter((card) => !card.hidden);
  const goTo = (card) => { if (card) { card.focus({ preventScroll: true }); card.scrollIntoView({ block: "nearest" }); } };
  const move = (step) => {
    const rows = shown();
    const at = rows.indexOf(current);
    goTo(rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]);
  };
  list.addEventListener("focusin", (event) => {
    current?.classList.remove("is-current");
    current = event.target.closest("li.card");
    current?.classList.add("is-current");
  });

  // A card that is gone to must not hide under the tools, however many lines they take.
  const tools = document.querySelector(".tools");
  new ResizeObserver(() => {
    const isSticky = getComputedStyle(tools).position === "sticky";
    root.style.setProperty("--tools-height", (isSticky ? tools.offsetHeight : 0) + "px");
  }).observe(tools);

  // Filter and sort.
  const sections = new Set();
  const texts = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));
  const filter = () => {
    const wanted = find("find").value.trim().toLowerCase();
    const isOpenOnly = find("open-only").getAttribute("aria-pressed") === "true";
    cards.forEach((card) => {
      const isOut = (sections.size && !sections.has(card.dataset.section)) || (isOpenOnly && card.classList.contains("is-decided"));
      card.hidden = Boolean(isOut) || !texts.get(card).includes(wanted);
    });
    find("none-shown").hidden = shown().length > 0;
  };
  const press = (button) => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    return isOn;
  };
  find("find").addEventListener("input", filter);
  find("open-only").addEventListener("click", (event) => { press(event.currentTarget); filter(); });
  all("button[data-section]").forEach((chip) => chip.addEventListener("click", () => {
    if (press(chip)) sections.add(chip.dataset.section); else sections.delete(chip.dataset.section);
    filter();
  }));
  const number = (text, missing) => (text === "" ? missing : Number(text));
  const orders = {
    rank: (a, b) => a.rank - b.rank,
    score: (a, b) => b.score - a.score,
    price: (a, b) => number(a.price, Infinity) - number(b.price, Infinity),
    first: (a, b) => b.first.localeCompare(a.first),
    value: (a, b) => number(b.value, -1) - number(a.value, -1),
    seller: (a, b) => a.seller.localeCompare(b.seller),
  };
  const sort = () => {
    const order = orders[find("sort").value];
    list.append(...cards.slice().sort((a, b) => order(a.dataset, b.dataset) || a.dataset.rank - b.dataset.rank));
  };
  find("sort").addEventListener("change", sort);

  // Clicks and notes.
  const copy = async (button) => {
    const text = button.dataset.copy;
    try { await navigator.clipboard.writeText(text); } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector(".id"));
      document.execCommand("copy");
    }
    live.textContent = text;
    button.classList.add("done");
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.verdict) decide(button.closest("li.card"), button.dataset.verdict);
    else if (button?.dataset.copy) copy(button);
  });
  list.addEventListener("input", (event) => {
    if ("note" in event.target.dataset) store(event.target.closest("li.card"), { note: event.target.value });
  });
  find("reviewer").value = kept("reviewer") || "";
  find("reviewer").addEventListener("input", (event) => keep("reviewer", event.target.value));

  // Keys.
  const verdicts = all("button[data-verdict]", cards[0]).map((button) => button.dataset.verdict);
  const nextSort = () => { const box = find("sort"); box.selectedIndex = (box.selectedIndex + 1) % box.length; sort(); box.focus(); };
  const onCard = {
    0: (card) => { if (decisions[keyOf(card)]?.verdict) decide(card, decisions[keyOf(card)].verdict); },
    n: (card) => card.querySelector("input[data-note]").focus(),
    c: (card) => copy(card.querySelector("button.copy")),
  };
  const anywhere = { j: () => move(1), k: () => move(-1), f: () => find("find").focus(), s: nextSort };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !find("keys-on").checked) return;
    const isTyping = event.target.matches("input:not([type=checkbox]), textarea");
    if (event.key === "Escape" && isTyping) { goTo(current); return; }
    if (isTyping) return;
    const key = event.key.toLowerCase();
    const verdict = verdicts[Number(key) - 1];
    if (anywhere[key]) { event.preventDefault(); anywhere[key](); }
    else if (current && onCard[key]) { event.preventDefault(); onCard[key](current); }
    else if (current && verdict) {
      event.preventDefault();
      const isNew = decisions[keyOf(current)]?.verdict !== verdict;
      decide(current, verdict);
      if (isNew) move(1);
    }
  });

  // Saving: one record of the Decisions contract for each verdict.
  const record = (card) => {
    const made = decisions[keyOf(card)] || {};
    if (!made.verdict) return null;
    const { platform, listing } = card.dataset;
    const said = [platform, listing, brand, made.verdict, made.basis, made.decided_at, made.decided_by || null, made.note || null, night];
    return {
      decision_id: "d-" + sha256(JSON.stringify(said)).slice(0, 32), platform, listing_id: listing, brand_id: brand,
      verdict: made.verdict, basis: made.basis, decided_at: made.decided_at, decided_by: made.decided_by || null,
      reason_codes: [], note: made.note || null, snapshot_date: night, supersedes: null,
    };
  };
  const inCell = (value) => {
    const text = value === null ? "" : Array.isArray(value) ? JSON.stringify(value) : String(value);
    const safe = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? "'" + text : text;
    return '"' + safe.replaceAll('"', '""') + '"';
  };
  const save = (text, kind) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    link.download = "decisions-" + brand + "-" + night + "." + kind;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    live.textContent = link.download;
  };
  const records = () => cards.map(record).filter(Boolean);
  find("save-jsonl").addEventListener("click", () => save(records().map((made) => JSON.stringify(made) + "\n").join(""), "jsonl"));
  find("save-csv").addEventListener("click", () => {
    const rows = records();
    const lines = rows.length ? [Object.keys(rows[0]), ...rows.map((made) => Object.values(made))] : [];
    save("\uFEFF" + lines.map((line) => line.map(inCell).join(",") + "\r\n").join(""), "csv");
  });
  // Two presses within three seconds, so that no key slip clears a morning's work.
  find("clear-all").addEventListener("click", (event) => {
    const button = event.currentTarget;
    if (!button.classList.contains("armed")) {
      button.classList.add("armed");
      setTimeout(() => button.classList.remove("armed"), 3000);
      return;
    }
    button.classList.remove("armed");
    Object.keys(decisions).forEach((key) => delete decisions[key]);
    keep(place, "{}");
    cards.forEach(show);
    showCount();
  });
  cards.forEach(show);
  showCount();
})();
