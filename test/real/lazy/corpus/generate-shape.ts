/** A seed → a shape: layers and steps of random changes to a small tree, where names meet again and again. */
import { Random } from "../../../oracle/random.ts";
import type { Shape } from "./shapes.ts";

const names = ["a", "b", "c", "d", "e", "long name", "é", ".h"];

export function generateShape(seed: number, withXattrs: boolean): Shape {
  const maker = new ChangeMaker(new Random(seed), withXattrs);
  return {
    name: `seed-${seed}`,
    cached: Array.from({ length: 3 }, (_, layer) => maker.layer(layer === 0 ? 24 : 12)),
    edits: [maker.layer(14), maker.layer(10)],
  };
}

class ChangeMaker {
  readonly #random: Random;
  readonly #withXattrs: boolean;
  /** Paths that were there at some time. */
  readonly #known: string[] = ["a"];
  #count = 0;

  constructor(random: Random, withXattrs: boolean) {
    this.#random = random;
    this.#withXattrs = withXattrs;
  }

  /** A change that fails is a change too, as long as it fails everywhere: its number is kept. */
  layer(changes: number): string {
    return Array.from({ length: changes }, () => {
      this.#count += 1;
      return `( ${this.#change()} ) 2>/dev/null || echo ${this.#count} >> .failed`;
    }).join("\n");
  }

  #quote(path: string): string {
    return `'./${path}'`;
  }

  #old(): string {
    return this.#quote(this.#random.pick(this.#known));
  }

  #fresh(): string {
    const depth = 1 + this.#random.below(3);
    const parts = Array.from({ length: depth }, () => this.#random.pick(names));
    const base = this.#random.chance(0.5) ? this.#random.pick(this.#known).split("/").slice(0, 2) : [];
    const path = [...base, ...parts].slice(0, 4).join("/");
    this.#known.push(path);
    return this.#quote(path);
  }

  /** Makes what is above, and writes no pipe or device, which would never end. */
  #into(path: string, command: string): string {
    return `mkdir -p "$(dirname ${path})"; [ ! -e ${path} ] || [ -f ${path} ] || exit 1; ${command} ${path}`;
  }

  #number(least: number, most: number): number {
    return least + this.#random.below(most - least + 1);
  }

  #text(): string {
    const start = this.#number(1, 999);
    const lines = this.#random.chance(0.08) ? this.#number(400_000, 900_000) : this.#number(0, 3_000);
    return `seq ${start} ${start + lines}`;
  }

  #change(): string {
    const random = this.#random;
    const owner = `${random.pick([0, 1, 1000, 65534, 3000000])}:${random.pick([0, 7, 1000])}`;
    const mode = random.pick(["0", "400", "644", "700", "755", "1777", "2755", "4711", "u+x", "g-r", "a-w"]);
    const changes: readonly (() => string)[] = [
      () => this.#into(this.#fresh(), `${this.#text()} >`),
      () => this.#into(this.#fresh(), `${this.#text()} >`),
      () => this.#into(this.#fresh(), `${this.#text()} >`),
      () => `mkdir -p ${this.#fresh()}`,
      () => `rm -r ${this.#old()}`,
      () => `rm -r ${this.#old()}`,
      () => this.#remake(),
      () => this.#into(this.#old(), `${this.#text()} >`),
      () => this.#into(this.#old(), "echo more >>"),
      () => this.#into(this.#old(), "echo more >>"),
      () => `mv ${this.#old()} ${this.#fresh()}`,
      () => `mv ${this.#old()} ${this.#fresh()}`,
      () => `ln ${this.#old()} ${this.#fresh()}`,
      () => `ln ${this.#old()} ${this.#fresh()}`,
      () => `ln -s '${random.pick(this.#known)}' ${this.#fresh()}`,
      () => `ln -s "$PWD"/'${random.pick(this.#known)}' ${this.#fresh()}`,
      () => `ln -sfn '${random.pick(names)}' ${this.#old()}`,
      () => `chmod ${mode} ${this.#old()}`,
      () => `chmod -R ${mode} ${this.#old()}`,
      () => `chown ${owner} ${this.#old()}`,
      () => `chown -h ${owner} ${this.#old()}`,
      () => `touch -c -d @${this.#number(1, 1_500_000_000)} ${this.#old()}`,
      () => `touch -h -c -d @${this.#number(1, 1_500_000_000)} ${this.#old()}`,
      () => this.#into(this.#old(), `truncate -s ${this.#number(0, 9_000_000)}`),
      () => this.#overwrite(),
      () => this.#overwrite(),
      () => `mkfifo ${this.#fresh()}`,
      () => `mknod ${this.#fresh()} ${random.pick(["c 1 3", "c 1 5", "b 7 77", "c 400 70001"])}`,
      () => `cp -a ${this.#old()} './copy${this.#count}'`,
      () => `cp -a ${this.#old()} './copy${this.#count}'`,
      () =>
        `find ${this.#old()} -type f -links +1 | sort | head -n 3 | while read -r f; do echo x >> "$f"; done`,
      () =>
        this.#withXattrs ? `printf v${this.#count} | xattr ${this.#old()} user.n${random.below(3)}` : ":",
      () => (this.#withXattrs ? `xattr ${this.#old()} user.n${random.below(3)} < /dev/null` : ":"),
      () => (this.#withXattrs ? `printf 'trusted?' | xattr ${this.#old()} user.overlay.opaque` : ":"),
    ];
    return random.pick(changes)();
  }

  #overwrite(): string {
    const path = this.#old();
    return `[ -f ${path} ] && printf XY | dd of=${path} bs=1 seek=${this.#number(0, 5_000_000)} conv=notrunc`;
  }

  #remake(): string {
    const path = this.#old();
    return `rm -r ${path}; mkdir -p ${path} && echo ${this.#count} > ${path}/b`;
  }
}
