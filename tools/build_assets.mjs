// Bundles assets/ into contest/web/static/dist/ with content-hashed names and a manifest.
//
// - every assets/css/*.css and assets/js/*.ts is an entry of its own; what they share lies in sub-folders
// - assets/icons.json names the icons in use; they become one SVG sprite
// - assets/img/* is copied
// - each text file also gets .gz and .br twins, so that serving never compresses
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "contest/web/static/dist");
const require = createRequire(import.meta.url);

/** Entry files of one kind: those directly in the folder. */
async function entries(folder, ending) {
  const names = await readdir(path.join(root, folder));
  return names.filter((name) => name.endsWith(ending)).map((name) => path.join(folder, name));
}

/** Bundle styles and scripts; return {source name: built name}. */
async function bundle() {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [...(await entries("assets/css", ".css")), ...(await entries("assets/js", ".ts"))],
    outdir: dist,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome109", "firefox115", "safari16"],
    entryNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    loader: { ".woff2": "file", ".svg": "file" },
    legalComments: "none",
    metafile: true,
  });
  const names = {};
  for (const [output, facts] of Object.entries(result.metafile.outputs)) {
    const built = path.basename(output);
    if (facts.entryPoint) names[path.basename(facts.entryPoint).replace(/\.ts$/, ".js")] = built;
    else names[built.replace(/\.[0-9A-Z]{8}\./, ".")] = built;
  }
  return names;
}

/** Write one file under a name that holds its hash; return that name. */
async function emit(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const built = name.replace(/(\.[^.]+)$/, `.${hash}$1`);
  await writeFile(path.join(dist, built), bytes);
  return built;
}

/** One SVG of the icons in use, from {our word: the set's name}. */
async function sprite() {
  const words = JSON.parse(await readFile(path.join(root, "assets/icons.json"), "utf8"));
  const set = require("@iconify-json/lucide/icons.json");
  const symbols = Object.entries(words).map(([word, name]) => {
    const icon = set.icons[name] ?? set.icons[set.aliases[name]?.parent];
    if (!icon) throw new Error(`assets/icons.json: the icon set has no "${name}" (for "${word}")`);
    return `<symbol id="${word}" viewBox="0 0 24 24">${icon.body}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** Write the compressed twins of every text file. */
async function compress() {
  for (const name of await readdir(dist)) {
    if (!/\.(css|js|svg)$/.test(name)) continue;
    const bytes = await readFile(path.join(dist, name));
    await writeFile(path.join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    await writeFile(path.join(dist, `${name}.br`), brotliCompressSync(bytes, options));
  }
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const manifest = await bundle();
manifest["icons.svg"] = await emit("icons.svg", await sprite());
for (const name of await readdir(path.join(root, "assets/img"))) {
  manifest[name] = await emit(name, await readFile(path.join(root, "assets/img", name)));
}
await compress();
await writeFile(path.join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
