// Four conveniences; every page is whole without them.
(() => {
  // A film is fetched from its host when somebody asks for it, and not before.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-player]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = link.dataset.player;
    frame.title = link.textContent;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin";
    link.replaceWith(frame);
    frame.focus();
  });

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
    const { lang } = document.documentElement;
    const when = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    rows.forEach((row, n) => {
      const item = items[n];
      const link = row.querySelector(".title a");
      const time = row.querySelector("time");
      if (link.href === item.url) return;
      link.href = item.url;
      link.textContent = item.title;
      if (!time || !item.date_published) return;
      time.dateTime = item.date_published.slice(0, 10);
      time.textContent = when.format(new Date(time.dateTime));
    });
  };
  new IntersectionObserver((entries, watch) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    refresh().catch(() => {});
  }, { rootMargin: "300px" }).observe(list);
})();
