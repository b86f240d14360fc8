// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of a Dockerfile
/** Generates the files of a context: odd names, links that lead anywhere, every state that git knows. */
import type { Random } from "../../oracle/random.ts";
import type { CaseEntry, GitState } from "./build-case.ts";

const NAMES = [
  ..."a a a b b b.txt b.txt c.md d d d e e src src lib lib main.py README.md amd64".split(" "),
  ..."x.whl build data.tar .env .cache .git .dockerignore Dockerfile d-1 d.e".split(" "),
];
const ODD_NAMES = [
  ...[
    "x y",
    " lead",
    "trail ",
    "ä",
    "a\u0308",
    "日本",
    "🎉",
    "\uFF5Ez",
    "-dash",
    "--flag",
    "a*",
    "[b]",
    "q?",
  ],
  ...["back\\slash", "tab\there", "new\nline", "#hash", "!bang", "it's", 'say"so', "$A", "${A}", "~", "a,b"],
  ...["a=b", "<<EOF", "%41", "a:b", "...", "..a", "^a", "(a)", "a|b", "{a,b}", "a+b", "@", "`a`", "é.TXT"],
];
/** What a case puts at a context's root itself. */
const RESERVED = [".git", "Dockerfile", ".dockerignore"];
const STATES: readonly GitState[] = [
  ...(["tracked", "tracked", "tracked", "tracked", "tracked", "tracked", "tracked", "tracked"] as const),
  ...(["changed", "untracked", "untracked", "untracked", "hidden", "turned", "deleted"] as const),
];

/** Numbers the things of one repository, so that each can be told from every other. */
export class TreeMaker {
  readonly #random: Random;
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The files of one context at `folder` ("" is the repository's root). */
  context(folder: string): CaseEntry[] {
    const random = this.#random;
    const entries = new Map<string, CaseEntry>();
    const names = random.chance(0.4) ? [...NAMES, ...ODD_NAMES] : NAMES;
    const linkShare = random.pick([0, 0.1, 0.3]);
    const isClean = random.chance(0.3);
    const paths: string[] = [];
    for (let left = random.below(18) + 3; left > 0; left--) {
      // A folder with several files is likelier than chance alone makes it.
      const above = paths.length > 0 && random.chance(0.4) ? random.pick(paths).split("/").slice(0, -1) : [];
      const own = random.list(1, 2, () => random.pick(names));
      const entry = this.#entry([...above, ...own].slice(0, 4).join("/"), names, linkShare, isClean);
      if (isTaken(entries, entry.path) || isReserved(entry.path)) continue;
      entries.set(entry.path, entry);
      paths.push(entry.path);
    }
    for (let left = paths.length > 0 ? random.pick([0, 0, 1, 3]) : 0; left > 0; left--) {
      const link = this.#goodLink(paths, names);
      if (!isTaken(entries, link.path) && !isReserved(link.path)) entries.set(link.path, link);
    }
    const prefix = folder === "" ? "" : `${folder}/`;
    return [...entries.values()].map((entry) => ({ ...entry, path: prefix + entry.path }));
  }

  /** Where a new file of the context may lie, below `folder`. */
  file(path: string): CaseEntry {
    this.#count++;
    return { path, kind: "file", content: `file ${this.#count}\n`, state: "untracked" };
  }

  link(path: string, target: string): CaseEntry {
    return { path, kind: "link", target: this.#mark(target), state: "untracked" };
  }

  #entry(path: string, names: readonly string[], linkShare: number, isClean: boolean): CaseEntry {
    const random = this.#random;
    const number = ++this.#count;
    const state = isClean ? "tracked" : random.pick(STATES);
    if (random.chance(linkShare))
      return { path, kind: "link", target: this.#mark(this.#leadsTo(names)), state };
    if (random.chance(0.06))
      return { path: `${path}/hollow${number}`, kind: "directory", state: isClean ? "untracked" : "turned" };
    const executable = random.chance(0.15);
    if (random.chance(0.06)) return { path: `${path}/empty${number}`, kind: "file", executable, state };
    const text = `file ${number} ${path}\n`;
    const content = /\.tar$/.test(path) ? makeTar(`inside${number}`, text) : text;
    return { path, kind: "file", content, executable, state };
  }

  /** A link to something that is there, maybe by way of another; its name begins with `link`. */
  #goodLink(paths: string[], names: readonly string[]): CaseEntry {
    const random = this.#random;
    const parts = random.pick(paths).split("/");
    const target = parts.slice(0, 1 + random.below(parts.length)).join("/");
    const folder = random.pick([[], [], [random.pick(names)], parts.slice(0, -1)]);
    const path = [...folder, `link${++this.#count}`].join("/");
    paths.push(path);
    const up = "../".repeat(folder.length);
    const shown = random.chance(0.2) ? `/${target}` : random.chance(0.1) ? `../../../${target}` : up + target;
    return { path, kind: "link", target: this.#mark(shown), state: random.pick(["tracked", "untracked"]) };
  }

  /** Where a link may point: up, down, nowhere, to the root, outside, to other links. */
  #leadsTo(names: readonly string[]): string {
    const random = this.#random;
    if (random.chance(0.1)) return random.pick(["/etc/hostname", "../../../../etc/passwd", "..", ".", "/"]);
    const path = random.list(1, 2, () => random.pick(names)).join("/");
    return random.pick(["", "", "", "../", "../../", "/"]) + path;
  }

  /** A target that leads to the same place and is no other link's. */
  #mark(target: string): string {
    const dots = "./".repeat(++this.#count % 100);
    return target.startsWith("/") ? `/${dots}${target.slice(1)}` : dots + target;
  }
}

function isReserved(path: string): boolean {
  return RESERVED.includes(path.split("/", 1)[0] ?? "");
}

export function isTaken(entries: ReadonlyMap<string, CaseEntry>, path: string): boolean {
  for (const taken of entries.keys()) {
    if (taken === path || taken.startsWith(`${path}/`) || path.startsWith(`${taken}/`)) return true;
  }
  return false;
}

/** A tar archive of one small file, which a local ADD unpacks. */
function makeTar(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  const size = Buffer.byteLength(text);
  header.write(name, 0);
  header.write(`0000644\0${"0000000\0".repeat(2)}${size.toString(8).padStart(11, "0")}\0`, 100);
  header.write("00000000000\0", 136);
  header.write("        0", 148);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const data = Buffer.alloc(Math.ceil(size / 512) * 512);
  data.write(text, 0);
  return Buffer.concat([header, data, Buffer.alloc(1024)]);
}
