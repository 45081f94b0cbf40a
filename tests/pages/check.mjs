// Judges the pages of the sample site in a browser and by the validators: `just check-pages`.
//
// What it asks: no error of the Nu HTML checker and of html-validate in any page; no violation of axe on any kind of page,
// by day and in the dark, on a phone and on a desk; no request to another host; nothing that hangs over the edge at 320
// pixels; no layout shift; every link can be reached with the keyboard; the manifest and every icon can be read;
// Lighthouse's scores on the four pages that readers see most. What can be asked without a browser is asked by
// `cargo test`.
//
// node check.mjs FOLDER [--no-lighthouse]; the folder was built for http://127.0.0.1:8437/. CHROME names the browser, JAVA
// the Java. It needs no network: it serves the folder by itself, on the loopback alone.

import { execFile, execFileSync } from "node:child_process";
import { readFile, readdir, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

const PORT = 8437;
const BASE = `http://127.0.0.1:${PORT}`;
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];

// One page of each kind.
const KINDS = {
  home: "/",
  "home in English": "/en/",
  "second page of a list": "/halaman/2/",
  section: "/daerah/",
  topics: "/topik/",
  topic: "/topik/cuaca/",
  writers: "/penulis/",
  "writer with a portrait": "/penulis/rani-wulandari/",
  "writer without one": "/penulis/togar-simarpasa/",
  archive: "/indeks/",
  year: "/indeks/2026/",
  month: "/indeks/2026/11/",
  day: "/indeks/2026/11/16/",
  article: "/ekonomi/harga-cabai-turun/",
  "article with a picture and a correction": "/daerah/jembatan-ulin-dibuka/",
  "article in English": "/en/daerah/jembatan-ulin-dibuka/",
  "split article": "/daerah/banjir-kampung-nila/",
  "its second part": "/daerah/banjir-kampung-nila/2/",
  "all its parts": "/daerah/banjir-kampung-nila/semua/",
  corrections: "/koreksi/",
  feeds: "/umpan/",
  "static page": "/tentang-kami/",
  "not found": "/404.html",
};
const MAIN = ["home", "section", "article", "split article"].map((kind) => [kind, KINDS[kind]]);
const LEAST = { performance: 99, accessibility: 100, "best-practices": 100, seo: 100 };

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".ico": "image/x-icon",
  ".webmanifest": "application/manifest+json",
};

const folder = resolve(process.argv[2] ?? "target/pages");
const require = createRequire(import.meta.url);
const faults = [];
const fault = (text) => {
  faults.push(text);
  console.log(`  ✗ ${text}`);
};

function serve() {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, BASE).pathname);
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    try {
      if (!resolve(file).startsWith(folder)) throw new Error("outside");
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      const body = await readFile(file);
      const packs = /text|json|xml/.test(type) && /gzip/.test(request.headers["accept-encoding"] ?? "");
      const headers = { "content-type": type, "cache-control": "max-age=3600" };
      response.writeHead(200, packs ? { ...headers, "content-encoding": "gzip" } : headers);
      response.end(packs ? gzipSync(body) : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => server.listen(PORT, "127.0.0.1", () => done(server)));
}

async function pages(below = "") {
  const names = await readdir(join(folder, below), { recursive: true });
  return names.filter((name) => name.endsWith(".html")).map((name) => join(folder, name));
}

function nu() {
  const jar = join(require.resolve("vnu-jar"), "..", "build", "dist", "vnu.jar");
  try {
    execFileSync(process.env.JAVA ?? "java", ["-jar", jar, "--format", "gnu", "--errors-only", "--skip-non-html", folder], {
      stdio: "pipe",
      maxBuffer: 1 << 26,
    });
  } catch (error) {
    const told = String(error.stderr ?? error).trim().split("\n");
    fault(`Nu HTML checker: ${told.length} errors\n    ${told.slice(0, 20).join("\n    ")}`);
  }
}

async function validate(files) {
  const { HtmlValidate } = await import("html-validate");
  // Matters of taste that the other judges, or the size of a page, decide otherwise.
  const rules = {
    "long-title": "off",
    "no-trailing-whitespace": "off",
    "no-inline-style": "off",
    "require-sri": "off",
    "no-implicit-button-type": "off",
    "tel-non-breaking": "off",
    "void-style": "off",
    "doctype-style": "off",
    "no-raw-characters": ["error", { relaxed: true }],
  };
  const judge = new HtmlValidate({ root: true, extends: ["html-validate:recommended", "html-validate:document"], rules });
  let count = 0;
  for (const file of files) {
    const report = await judge.validateFile(file);
    for (const { messages } of report.results) {
      for (const it of messages.filter((message) => message.severity === 2)) {
        count += 1;
        if (count <= 20) fault(`html-validate: ${file}:${it.line}: ${it.ruleId}: ${it.message}`);
      }
    }
  }
  if (count > 20) fault(`html-validate: ${count} errors in all`);
}

/// What axe, the network, the layout and the keyboard say of one page.
async function look(page, kind, path, where) {
  const outside = [];
  const listen = (request) => /^(http:\/\/127\.0\.0\.1|data:)/.test(request.url()) || outside.push(request.url());
  page.on("request", listen);
  await page.goto(BASE + path, { waitUntil: "load" });
  await page.evaluate(await readFile(require.resolve("axe-core/axe.min.js"), "utf8"));
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await page.evaluate((values) => axe.run(document, { runOnly: { type: "tag", values } }), tags);
  for (const it of violations) fault(`axe: ${kind}, ${where}: ${it.id}: ${it.help}: ${it.nodes[0].target}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) fault(`${kind}, ${where}: ${over} pixels hang over the edge`);
  if (outside.length > 0) fault(`${kind}: asks another host: ${outside.join(", ")}`);
  page.off("request", listen);
}

async function looks(browser) {
  let count = 0;
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 360, 1280]) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      for (const [kind, path] of Object.entries(KINDS)) {
        await look(page, kind, path, `${width} pixels, ${colorScheme}`);
        count += 1;
      }
      await context.close();
    }
  }
  return count;
}

/// Every link and button, one press of the Tab key after the other.
async function keys(browser) {
  const page = await browser.newPage();
  for (const [kind, path] of MAIN) {
    await page.goto(BASE + path, { waitUntil: "load" });
    const all = await page.evaluate(() => {
      const live = [...document.querySelectorAll("a[href], button, summary")].filter((it) => it.tabIndex >= 0 && it.checkVisibility());
      live.forEach((it, at) => (it.dataset.key = at));
      return live.length;
    });
    const met = new Set();
    for (let press = 0; press < all + 20 && met.size < all; press += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => document.activeElement?.dataset?.key);
      if (at !== undefined) met.add(at);
    }
    if (met.size < all) fault(`${kind}: the keyboard reaches ${met.size} of ${all} links and buttons`);
  }
  await page.close();
}

/// The manifest as a browser reads it, and every icon that it or a page names.
async function icons(browser) {
  const page = await browser.newPage();
  await page.goto(BASE, { waitUntil: "load" });
  const client = await page.context().newCDPSession(page);
  const { errors, url, data } = await client.send("Page.getAppManifest");
  for (const it of errors) fault(`manifest: ${it.message}`);
  if (!data) return fault("there is no manifest");
  const named = JSON.parse(data).icons.map(({ src, sizes }) => ({ src: new URL(src, url).href, sizes }));
  const inHead = await page.$$eval('link[rel~="icon"], link[rel="apple-touch-icon"]', (links) => links.map((it) => ({ src: it.href, sizes: it.sizes.value })));
  for (const { src, sizes } of [...named, ...inHead]) {
    const size = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode().catch(() => {});
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    if (size === "0x0" || (/^\d/.test(sizes) && size !== sizes)) fault(`icon ${src}: ${size}, not ${sizes}`);
  }
  await page.close();
}

async function weights(browser) {
  console.log("\npage                html    css     js  html+css, gzip  requests  shift");
  for (const [kind, path] of MAIN) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const bytes = { document: 0, stylesheet: 0, script: 0 };
    let [packed, requests] = [0, 0];
    page.on("response", async (response) => {
      requests += 1;
      const type = response.request().resourceType();
      if (!(type in bytes)) return;
      const body = await response.body();
      bytes[type] += body.length;
      if (type !== "script") packed += gzipSync(body, { level: 9 }).length;
    });
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((it) => (window.shift += it.value))).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(BASE + path, { waitUntil: "networkidle" });
    const shift = await page.evaluate(() => window.shift);
    const columns = [kind.padEnd(16), bytes.document, bytes.stylesheet, bytes.script, packed, requests, shift.toFixed(3)];
    console.log(columns.map((it, at) => String(it).padStart([16, 8, 7, 7, 16, 10, 7][at])).join(""));
    if (shift > 0) fault(`${kind}: the layout shifts by ${shift}`);
    if (bytes.script > 3072) fault(`${kind}: ${bytes.script} bytes of script`);
    await context.close();
  }
}

async function lighthouse() {
  const bin = join(require.resolve("lighthouse"), "..", "..", "cli", "index.js");
  const only = `--only-categories=${Object.keys(LEAST).join(",")}`;
  const args = [bin, "", "--quiet", "--no-enable-error-reporting", only, "--output=json", `--chrome-flags=${FLAGS.join(" ")}`];
  const env = { ...process.env, CHROME_PATH: process.env.CHROME ?? "/usr/bin/chromium" };
  for (const [kind, path] of MAIN) {
    const runs = [];
    while (runs.length < 3) {
      args[1] = BASE + path;
      // One after the other, or they slow each other down; not waiting in this process, which serves the files.
      const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 1 << 28 });
      runs.push(JSON.parse(stdout));
    }
    const medians = Object.entries(LEAST).map(([name, least]) => {
      const scores = runs.map((run) => Math.round(run.categories[name].score * 100)).sort((a, b) => a - b);
      if (scores[1] < least) fault(`Lighthouse: ${kind}: ${name} ${scores[1]}, not ${least}`);
      return `${name} ${scores[1]}`;
    });
    console.log(`  ${kind.padEnd(16)}${medians.join(", ")}`);
  }
}

const server = await serve();
const files = await pages();
if (files.length === 0 || !(await stat(join(folder, "index.html"))).isFile()) throw new Error(`${folder} holds no site`);
console.log(`${files.length} pages: Nu HTML checker and html-validate`);
nu();
await validate(files);
const { chromium } = await import("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: FLAGS });
console.log(`${await looks(browser)} looks at ${Object.keys(KINDS).length} kinds of pages: axe, requests, edges`);
await keys(browser);
await icons(browser);
await weights(browser);
await browser.close();
if (!process.argv.includes("--no-lighthouse")) {
  console.log("\nLighthouse, median of three");
  await lighthouse();
}
server.close();
console.log(faults.length === 0 ? "\nno fault" : `\n${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
