// An open attempt: saves every answer as it is given, shows the time that the server gives, and says in words how it
// stands. Without this file the same page works with its buttons. It knows no answer key: there is none in the page.
"use strict";

(() => {
  const form = document.getElementById("answers");
  const clock = document.getElementById("clock");
  const handIn = document.getElementById("hand-in");
  const saves = form && form.dataset.attempt;  // practice tells each answer when it is checked, so nothing is saved before
  if (!clock || !handIn) return;
  const state = document.getElementById("state");
  const spoken = document.getElementById("spoken");
  const say = (text) => { if (state.textContent !== text) state.textContent = text; };

  // ---- the time: counted here between two answers of the server, whatever this machine's clock says
  const shown = document.getElementById("time-left");
  const warned = new Set();
  let deadline = null;
  const elapsed = (() => {
    const wall = Date.now(), steady = performance.now();
    return () => Math.max(Date.now() - wall, performance.now() - steady);  // a sleeping machine stops the steady one
  })();
  const setLeft = (seconds) => { deadline = seconds === null ? null : elapsed() + seconds * 1000; };
  if (clock.dataset.left !== undefined) setLeft(Number(clock.dataset.left));

  const tick = () => {
    if (deadline === null || !shown) return;
    const left = Math.ceil((deadline - elapsed()) / 1000);
    const two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(left / 3600), minutes = Math.floor(left % 3600 / 60);
    const told = left < 7200 ? `${Math.floor(left / 60)}:${two(left % 60)}`
      : hours < 48 ? `${hours} h${minutes ? ` ${minutes} min` : ""}`
      : `${Math.floor(hours / 24)} days${hours % 24 ? ` ${hours % 24} h` : ""}`;
    shown.textContent = left > 0 ? ` · ${told} left` : " · time is up";
    clock.classList.toggle("short", left <= 60);
    for (const mark of [300, 60]) {
      if (left <= mark && left > mark - 15 && !warned.has(mark)) {
        warned.add(mark);
        spoken.textContent = mark === 300 ? "Five minutes left." : "One minute left.";
      }
    }
    if (left <= 0) timeIsUp();
  };

  let ending = false;
  const timeIsUp = async () => {
    if (ending) return;
    ending = true;
    say("Time is up. Handing in what is saved …");
    if (saves && !(await flush())) {
      ending = false;
      return;  // not connected: tried again with the next tick; what was saved in time is safe on the server
    }
    handIn.submit();
  };
  if (deadline !== null) setInterval(tick, 1000), tick();
  if (!saves) return;

  // ---- the answers
  const kept = `readiness attempt ${form.dataset.attempt}`;
  const dirty = new Set();
  let timer = 0, sending = null, waits = 0;

  const fieldset = (number) => form.querySelector(`[data-question="${number}"]`);
  const picks = (set, name) => set.querySelector(`[name="${name}"][type=radio], [name="${name}"][type=checkbox]`);
  const value = (set) => {
    const name = `q${set.dataset.question}`;
    if (set.dataset.kind === "matching" || set.dataset.kind === "ordering") {
      const all = [...set.querySelectorAll("select")].map((select) => select.value);
      return all.some(Boolean) ? all.join(",") : "";
    }
    if (picks(set, name)) {
      return [...set.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value).join(",");
    }
    return set.querySelector(`[name="${name}"]`).value.trim();
  };
  const show = (set, text) => {
    const name = `q${set.dataset.question}`;
    const parts = text.split(",");
    if (set.querySelector("select")) {
      set.querySelectorAll("select").forEach((select, i) => { select.value = parts[i] || ""; });
    } else if (picks(set, name)) {
      set.querySelectorAll(`[name="${name}"]`).forEach((box) => { box.checked = parts.includes(box.value); });
    } else {
      set.querySelector(`[name="${name}"]`).value = text;
    }
  };
  const was = (set) => form.elements[`q${set.dataset.question}.was`];
  // An order is an answer once every step has a place of its own; until then there is nothing to save.
  const unfinished = (set) => {
    if (set.dataset.kind !== "ordering") return false;
    const places = value(set).split(",");
    return value(set) !== "" && new Set(places.filter(Boolean)).size !== set.querySelectorAll("select").length;
  };

  const remember = () => {
    const held = {};
    for (const number of dirty) held[number] = value(fieldset(number));
    try {
      if (dirty.size) localStorage.setItem(kept, JSON.stringify(held)); else localStorage.removeItem(kept);
    } catch { /* no storage: the page itself still holds them */ }
  };

  const body = (numbers) => {
    const data = new URLSearchParams();
    data.set("csrf", form.elements.csrf.value);
    data.set("saves", form.elements.saves.value);
    for (const [name, text] of new FormData(form)) {
      const number = (name.match(/^q(\d+)/) || [])[1];
      if (number && numbers.includes(number)) data.append(name, text);
    }
    return data;
  };

  const send = async (again = true) => {
    const numbers = [...dirty].filter((number) => !unfinished(fieldset(number)));
    if (!numbers.length) return true;
    const sent = Object.fromEntries(numbers.map((number) => [number, value(fieldset(number))]));
    say("Saving …");
    let response;
    try {
      response = await fetch(form.action, {
        method: "POST", body: body(numbers), headers: { "HX-Request": "true" }, keepalive: true, redirect: "manual",
      });
    } catch {
      say("Not connected. Your answers are kept on this page and sent as soon as the connection is back.");
      return false;
    }
    if (response.status === 403 && again && await newToken()) return send(false);
    const told = (response.headers.get("content-type") || "").includes("json") ? await response.json() : null;
    if (response.status === 401 || response.type === "opaqueredirect") {
      say("You have been signed out. Sign in in another window; your answers are kept here and sent then.");
      return false;
    }
    if (!told) {
      say("The server did not answer as it should. Your answers are kept on this page and sent again.");
      return false;
    }
    if (!response.ok) {  // handed in, or out of time: sending it again would not help
      for (const number of numbers) dirty.delete(number);
      remember();
      say(told.message.charAt(0).toUpperCase() + told.message.slice(1));
      return response.status === 409;
    }
    for (const number of numbers) {
      const set = fieldset(number);
      was(set).value = sent[number];
      if (value(set) === sent[number]) dirty.delete(number);
      wrong(set, told.wrong[number] || "");
    }
    remember();
    form.elements.saves.value = told.saves;
    document.getElementById("answered").textContent = told.answered;
    if (told.left !== null) setLeft(told.left);
    say(told.elsewhere || (dirty.size ? "" : "All saved."));
    return true;
  };

  const newToken = async () => {
    try {
      const page = await (await fetch(location.href)).text();
      const found = new DOMParser().parseFromString(page, "text/html").querySelector("#answers [name=csrf]");
      if (!found) return false;
      document.querySelectorAll("[name=csrf]").forEach((input) => { input.value = found.value; });
      return true;
    } catch { return false; }
  };

  // Kana and Han one by one, everything else between spaces: as the server counts (domain/quiz/answers.py).
  const wordOf = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\s\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+/g;
  const counted = (area) => {
    const count = (area.value.match(wordOf) || []).length, { least, most } = area.dataset;
    const short = least && count && count < Number(least), long = most && count > Number(most);
    document.getElementById(`${area.name}-words`).textContent = `${count} word${count === 1 ? "" : "s"}`
      + (short ? `, ${least - count} to go` : long ? `, ${count - most} too many` : "");
  };

  const wrong = (set, text) => {
    const place = document.getElementById(`${set.id}-wrong`);
    place.textContent = text;
    place.hidden = !text;
    set.toggleAttribute("aria-invalid", Boolean(text));
  };

  const flush = async () => {
    clearTimeout(timer);
    if (sending) await sending;
    sending = send();
    const went = await sending;
    sending = null;
    waits = went ? 0 : Math.min(waits + 1, 5);
    if (!went) timer = setTimeout(flush, 1000 * 2 ** waits);
    return went;
  };
  const soon = (wait) => { clearTimeout(timer); timer = setTimeout(flush, wait); };

  const changed = (event, wait) => {
    const set = event.target.closest("[data-question]");
    if (!set) return;
    const isSure = (event.target.name || "").endsWith(".sure");  // how sure is sent with the answer as it stands
    if (value(set) === was(set).value && !isSure) dirty.delete(set.dataset.question); else dirty.add(set.dataset.question);
    wrong(set, "");
    remember();
    if (unfinished(set)) say("The order is saved once every step has its place."); else if (dirty.size) soon(wait);
  };
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("select")) event.target.dataset.before = event.target.value;
  });
  form.addEventListener("change", (event) => {
    const select = event.target;
    const set = select.closest("[data-question]");
    if (set && set.dataset.kind === "ordering") {  // whoever takes a place gives up theirs
      for (const other of set.querySelectorAll("select")) {
        if (other !== select && other.value && other.value === select.value) other.value = select.dataset.before || "";
      }
      select.dataset.before = select.value;
    }
    changed(event, 250);
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) counted(event.target);
    if (event.target.matches("[type=text], textarea")) changed(event, 1200);
  });
  window.addEventListener("online", () => { waits = 0; if (dirty.size) flush(); });
  window.addEventListener("offline", () => say("Not connected. Your answers are kept on this page."));
  document.addEventListener("visibilitychange", () => { if (document.hidden && dirty.size) flush(); else tick(); });
  window.addEventListener("pagehide", () => { if (dirty.size) send(); });

  // What could not be sent before the window closed.
  try {
    const held = JSON.parse(localStorage.getItem(kept) || "{}");
    for (const [number, text] of Object.entries(held)) {
      const set = fieldset(number);
      if (set && text !== was(set).value) { show(set, text); dirty.add(number); }
    }
    if (dirty.size) soon(0);
  } catch { /* nothing kept that can be read */ }
})();
