// Follows the changes of the page it stands on. Only `halaman serve` adds it; no built page has it.
(() => {
  const script = document.currentScript;
  const have = JSON.parse(script.dataset.have);
  const key = "halaman:" + location.pathname;
  const at = sessionStorage.getItem(key);
  if (at !== null) {
    sessionStorage.removeItem(key);
    addEventListener("load", () => scrollTo(0, Number(at)));
  }

  let overlay = null;
  const show = (trouble) => {
    overlay?.remove();
    overlay = null;
    if (!trouble) return;
    overlay = document.createElement("div");
    overlay.id = "halaman-trouble";
    const root = overlay.attachShadow({ mode: "open" });
    const box = document.createElement("pre");
    box.setAttribute("role", "alert");
    box.textContent = trouble;
    box.style.cssText =
      "position:fixed;inset:0;z-index:2147483647;margin:0;padding:2rem;overflow:auto;background:#1d1b19;color:#f4efe6;" +
      "font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap;border-top:6px solid #d43d2f;text-align:left";
    root.append(box);
    document.documentElement.append(overlay);
  };

  const swap = (styles) => {
    for (const old of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const url = new URL(old.href);
      const version = styles[url.pathname];
      if (url.origin !== location.origin || !version || version === have.styles[url.pathname]) continue;
      url.searchParams.set("v", version);
      const link = old.cloneNode();
      link.href = url;
      link.addEventListener("load", () => old.remove());
      old.after(link);
    }
    have.styles = styles;
  };

  const compare = (now) => {
    show(now.trouble);
    if (now.trouble) return;
    if (now.page === have.page) return swap(now.styles);
    sessionStorage.setItem(key, String(scrollY));
    location.reload();
  };

  // A hidden page waits: browsers keep few connections to one host, and who comes back is told how the page is now.
  let events = null;
  const listen = () => {
    events?.close();
    events = null;
    if (document.hidden) return;
    events = new EventSource("/__halaman/events?path=" + encodeURIComponent(location.pathname));
    events.onmessage = (event) => compare(JSON.parse(event.data));
  };
  document.addEventListener("visibilitychange", listen);
  show(have.trouble);
  listen();
})();
