// Three conveniences; every page is whole without them.
(() => {
  // What is too wide for a narrow screen can be pushed with the keyboard too.
  for (const box of document.querySelectorAll(".prose :is(pre, table)")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }

  // "Salin tautan": shown only where it can work.
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break;
    button.parentElement.hidden = false;
    button.onclick = async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
    };
  }

  // "Berita Terkini" is printed as it was on the day of the article. When the
  // reader comes to it, the newest headlines of the site's JSON feed replace it.
  const list = document.querySelector("[data-feed] ol");
  if (!list || !window.IntersectionObserver) return;
  const refresh = async () => {
    const rows = [...list.children];
    const feed = await (await fetch(list.parentElement.dataset.feed)).json();
    const here = document.querySelector("link[rel=canonical]").href;
    const items = feed.items.filter((item) => item.url && item.title && !here.startsWith(item.url));
    if (items.length < rows.length) return;
    // the day as written, in the zone of the newsroom and not of the reader
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    rows.forEach((row, n) => {
      const item = items[n];
      const link = row.querySelector(".title a");
      if (link.href === item.url) return;
      link.href = item.url;
      link.textContent = item.title;
      row.querySelector(".kicker")?.remove();
      const time = row.querySelector("time");
      if (time && item.date_published) {
        time.dateTime = item.date_published;
        time.textContent = when.format(new Date(item.date_published.slice(0, 10)));
      }
    });
  };
  new IntersectionObserver((entries, watch) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    refresh().catch(() => {});
  }, { rootMargin: "300px" }).observe(list);
})();
