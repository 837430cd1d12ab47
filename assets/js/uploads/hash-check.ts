// On the receipt: whether a file on this machine is, byte for byte, one that was received.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const CHUNK = 4 * 1024 * 1024;

/** SHA-256 of a file of any size; the browser's own function would need all of it in memory. */
async function hashOf(file: File, onShare: (share: number) => void): Promise<string> {
  const hash = sha256.create();
  for (let start = 0; start < file.size; start += CHUNK) {
    hash.update(new Uint8Array(await file.slice(start, start + CHUNK).arrayBuffer()));
    onShare(Math.min(1, (start + CHUNK) / file.size));
  }
  return bytesToHex(hash.digest());
}

export function startHashCheck(section: HTMLElement): void {
  const input = section.querySelector<HTMLInputElement>('input[type="file"]');
  const zone = section.querySelector<HTMLElement>("[data-hash-drop]");
  const bar = section.querySelector<HTMLProgressElement>("[data-hash-bar]");
  const words = section.querySelector<HTMLElement>("[data-hash-words]");
  const code = section.querySelector<HTMLElement>("[data-hash-code]");
  if (!input || !zone || !bar || !words || !code) return;
  const sentence = (name: string, values: Record<string, string> = {}) =>
    (section.getAttribute(`data-text-${name}`) ?? "").replace(/%\((\w+)\)s/g, (_, key: string) => values[key] ?? "");

  const check = async (file: File) => {
    bar.hidden = false;
    code.textContent = "";
    const found = await hashOf(file, (share) => {
      bar.value = share;
      words.textContent = sentence("reading", { percent: String(Math.round(share * 100)) });
    });
    bar.hidden = true;
    code.textContent = found;
    const row = document.querySelector<HTMLElement>(`[data-sha256="${CSS.escape(found)}"]`);
    section.dataset["found"] = row ? "same" : "other";
    words.textContent = row ? sentence("same", { name: row.dataset["name"] ?? "" }) : sentence("other");
  };

  input.addEventListener("change", () => input.files?.[0] && void check(input.files[0]));
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) void check(file);
  });
}
