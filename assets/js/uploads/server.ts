// What the page's script asks the server: to begin an upload, to end it, where a file stands, to take one out.
import type { Plan } from "./sending";

export interface FileState {
  id: string;
  state: "uploading" | "checking" | "verified" | "refused";
  words: string;
}

/** The server said no, in words fit to show. */
export class Refusal extends Error {}

/** Nobody is signed in any more, or the entry is closed to them. */
export class SignedOut extends Error {}

export class Server {
  constructor(
    private readonly announceUrl: string,
    private readonly fileUrl: string,
    private readonly token: string,
    private readonly relayUrl: string,
  ) {}

  async begin(file: File, purpose: string, document: string): Promise<Plan> {
    const said = {
      name: file.name,
      size: file.size,
      purpose,
      document,
      fingerprint: await fingerprint(file),
    };
    return (await this.ask("POST", this.announceUrl, said)) as Plan;
  }

  /** Let the store make the file of the parts it holds. */
  async complete(id: string): Promise<void> {
    await this.ask("POST", `${this.relayUrl}/s3/multipart/${encodeURIComponent(id)}/complete`, {});
  }

  async status(id: string): Promise<FileState> {
    return (await this.ask("GET", this.address(id))) as FileState;
  }

  async takeOut(id: string): Promise<void> {
    await this.ask("POST", `${this.address(id)}/bo`, {});
  }

  private address(id: string): string {
    return this.fileUrl.replace("FILE", encodeURIComponent(id));
  }

  private async ask(method: string, url: string, body?: object): Promise<unknown> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": this.token });
    const answer = await fetch(url, { method, headers, body: body ? JSON.stringify(body) : null });
    if (answer.status === 404) throw new SignedOut();
    const said = (await answer.json().catch(() => ({}))) as { error?: string };
    if (answer.status >= 500 || answer.status === 429) throw new Error(said.error ?? answer.statusText);
    if (!answer.ok) throw new Refusal(said.error ?? answer.statusText);
    return said;
  }
}

/** A hash of the file's ends and size: tells the same file on another day without reading 5 GB. */
async function fingerprint(file: File): Promise<string> {
  if (!globalThis.crypto?.subtle) return "";
  const end = 1024 * 1024;
  const ends = new Blob([file.slice(0, end), file.slice(Math.max(0, file.size - end)), String(file.size)]);
  const hash = await crypto.subtle.digest("SHA-256", await ends.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
