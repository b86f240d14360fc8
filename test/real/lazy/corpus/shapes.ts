/** Shapes that have to survive being read on demand: what cached layers leave in a directory, and what a step then does there. */

export interface Shape {
  readonly name: string;
  /** Shell of the layers that are cached, in order; the working directory is the shape's own. */
  readonly cached: readonly string[];
  /** Shell of the steps that run on them. */
  readonly edits: readonly string[];
  /** A program that not every machine has. */
  readonly needs?: "xattr";
}

export const shapes: readonly Shape[] = [
  {
    name: "delete",
    cached: ["echo a > a; mkdir -p d e/f g/h; echo b > d/b; echo c > e/f/c; echo k > e/f/k; echo h > g/h/h"],
    edits: ["rm a; rm -r d; rm e/f/c", "rm -r g; rm e/f/k"],
  },
  {
    name: "remake",
    cached: [
      "mkdir -p d/s x/y; echo 1 > d/1; echo 2 > d/s/2; echo z > x/y/z",
      "rm -r d; mkdir d; echo 3 > d/3; rm -r x; mkdir -p x/y; echo n > x/y/n",
    ],
    edits: ["rm -r d; mkdir d; echo 4 > d/4; echo w > x/y/w", "rm -r x; mkdir x; chmod 700 x; mkdir d/s"],
  },
  {
    name: "removed-below",
    cached: [
      "echo a > a; echo b > b; mkdir d; echo c > d/c; echo over > over",
      "rm a b; rm -r d; echo again > over",
    ],
    edits: ["echo back > a; mkdir d; echo other > d/other", "rm over; ls -a . > listed"],
  },
  {
    name: "types",
    cached: [
      "echo f > f; mkdir d; echo i > d/i; ln -s d l; mkfifo p; echo g > g; mkdir full; echo x > full/x",
    ],
    edits: [
      "rm f; mkdir f; echo in > f/in; rm -r d; echo file > d; rm l; mkdir l; rm p; echo p > p",
      "rm -r full; ln -s g full; rm g; mkfifo g; rm -r f; ln -s /nowhere f",
    ],
  },
  {
    // Of one size and one tick of the clock BuildKit takes two files for one, on any builder.
    name: "rename",
    cached: [
      "echo a > a; echo bb > b; mkdir -p d/s; echo ccc > d/s/c; echo oooo > o; echo ppppp > p; mkdir t; echo tttttt > t/t",
    ],
    edits: ["mv a a2; mv b o; mv d d2; mv p x; mv t/t t/u", "mv a2 a; mv d2/s/c c; mv d2 d; mv t d/"],
  },
  {
    name: "modes",
    cached: [
      "for m in 0 400 644 755 1755 2755 4755 6711 7777; do echo $m > f$m; mkdir d$m; chmod $m f$m d$m; done; chown 1:2 f644 d755; chown 4294967294:4294967294 f755; chown 2000000:3000000 d644; touch own; chown 65534:65534 own; chmod 4755 own",
    ],
    edits: [
      "chmod 600 f0; chmod 0 f644; chmod u+s f755; chmod 1777 d755; chown 5:6 f400; chown 7:8 d7777 d0; chown 3:3 f4755 own",
      "chmod -R g+w .; chown -R 9:9 d755",
    ],
  },
  {
    name: "write",
    cached: ["for f in a b c d e f g h; do seq 1 3000 > $f; done; chmod 600 b; chown 4:4 c; : > z; : > y"],
    edits: [
      "echo more >> a; echo new > b; sed -i s/100/x/ c; printf XX | dd of=d bs=1 seek=7000 conv=notrunc 2>/dev/null; truncate -s 77 e; truncate -s 99999 f; : > g; echo z >> z",
      "echo again >> a; cp d h; cat a >> a.copy; truncate -s 5 y; cp -f b c",
    ],
  },
  {
    name: "large",
    cached: [
      "for f in a b c d e; do seq 1 650000 > $f; done; truncate -s 9000000 sparse; seq 1 90000 | dd of=sparse bs=4096 seek=2000 conv=notrunc 2>/dev/null; head -c 4194304 a > exact; head -c 4194305 a > above; head -c 4194303 a > below",
      "printf Z | dd of=e bs=1 seek=4250000 conv=notrunc 2>/dev/null",
    ],
    edits: [
      "printf XYZ | dd of=a bs=1 seek=4194303 conv=notrunc 2>/dev/null; echo end >> b; truncate -s 4194305 c; truncate -s 15000000 d; printf q | dd of=sparse bs=1 seek=100 conv=notrunc 2>/dev/null",
      "cp a a2; tail -c 100 e > e.tail; dd if=e of=e.middle bs=1000 skip=4240 count=20 2>/dev/null; printf ab >> exact; mv below below2; cat above | sha256sum > sum",
    ],
  },
  {
    name: "hard-links",
    cached: [
      "mkdir d e; echo a > a; ln a b; ln a d/c; echo x > x; ln x e/y; ln x d/z; echo cp > cp; ln cp cq; mkdir t; echo 1 > t/1; ln t/1 t/2; echo m > m; ln m n",
      "ln x w; echo late > late; ln late d/late; rm e/y",
    ],
    edits: [
      "echo more >> a; chmod 700 d/z; rm cp; ln late later; cp -a t u; mv n o",
      "ln b b2; echo end >> x; rm d/c; cp -a . ../hard-links-copy; rm -r ../hard-links-copy/e; find . -links +1 | sort > linked",
    ],
  },
  {
    name: "links",
    cached: [
      `mkdir -p real/deep; echo f > real/f; ln -s real dir; ln -s "$PWD/real" abs; ln -s nowhere dangling; ln -s loop2 loop1; ln -s loop1 loop2; ln -s dir again; ln -s real/f file; ln -s ${"x/".repeat(90)}end long; mkdir -p usr/lib; ln -s usr/lib lib; ln -s . self; ln -s real old`,
    ],
    edits: [
      "echo n > dir/n; echo more >> file; echo d > abs/deep/d; echo l > lib/l.so; mkdir again/made; chown -h 3:4 dangling; rm loop1",
      "ln -sfn usr old; rm dir; mkdir dir; echo now > dir/now; mv file file2; echo via >> self/self/real/f; echo t > dangling; cp -a lib lib2",
    ],
  },
  {
    name: "devices",
    cached: [
      "mknod null c 1 3; mknod disk b 7 200; mknod big c 300 70000; mkfifo pipe; mkdir d; mknod d/zero c 1 5; chmod 640 disk; chown 1:6 big; mknod gone c 1 7; mkfifo old",
    ],
    edits: [
      "chmod 666 null; mv disk disk2; rm gone; cp -a pipe pipe2; rm old",
      "rm -r d; chown 2:2 pipe big",
    ],
  },
  {
    name: "names",
    cached: [
      `mkdir -- ünï 日本 'with space' 'quo"te' "apo'strophe" 'back\\slash' '-dash' '.hidden' '*' '%41' 'semi;colon' '#'; for d in * .hidden; do echo "$d" > "./$d/f"; done
l=$(printf %0255d 0); echo long > "$l"; p=.; for i in 1 2 3 4 5; do p=$p/$(printf "%0200d" $i); mkdir "$p"; done; echo deep > "$p/f"; ln -s "$l" to-long; ln "$l" "$p/hard"; printf x > "$(printf 'new\\nline')"; printf t > "$(printf 'tab\\there')"; echo n100 > "$(printf %0100d 1)"; echo n99 > "$(printf %099d 1)"; echo nfd > "$(printf 'e\\314\\201')"; echo nfc > "$(printf '\\303\\251')"; echo emoji > 😀; echo tail > 'tail ' ; echo dot > 'dot.'`,
    ],
    edits: [
      `for d in ünï 日本 'with space' 'quo"te' 'back\\slash' '*' '%41'; do echo more >> "./$d/f"; done; rm -r './-dash' "apo'strophe"; rm "$(printf %0255d 0)"; echo more >> "$(printf 'new\\nline')"; mv "$(printf %0100d 1)" moved`,
      `find . -name f -path '*00005*' -exec sh -c 'echo more >> "$1"' _ {} \\;; rm "$(printf 'tab\\there')"; rm "$(printf 'e\\314\\201')"; mv 😀 😁; chmod 600 'tail '`,
    ],
  },
  {
    name: "empty",
    cached: ["mkdir -p a/b/c d; : > f; : > g; : > a/h; ln f f2"],
    edits: ["rmdir a/b/c; echo x >> f; chmod 600 g", "rmdir d; rm a/h; : > f2"],
  },
  {
    name: "times",
    cached: [
      "for t in 1 86399 946684800 1500000000 2147483648 4000000000; do : > t$t; touch -d @$t t$t; done; mkdir d; echo k > d/k; touch -d @1000000000 d/k d; echo s > s; ln -s s l; touch -h -d @77 l; touch -d @1234567890 s; cp -p s p",
    ],
    edits: [
      "chmod 600 t2147483648 t4000000000; cp -p t1 copied; cp -a d d2; mv t86399 moved; chown 1:1 t946684800; touch -d @5 t1500000000",
      "find . -type f ! -newermt 2010-01-01 2>/dev/null | sort > older || :; mv d e; ln s hard; touch -r t1 copied",
    ],
  },
  {
    name: "programs",
    cached: [
      "cp /bin/busybox tool; cp /bin/busybox id; chmod 4755 id; printf '#!/bin/sh\\necho $1\\n' > script; chmod 755 script; ln -s tool sh",
    ],
    edits: [
      "./sh -c 'echo ran' > ran; ./script said > said; ./id -u > who",
      "chmod -x script; rm tool; cp id tool",
    ],
  },
  {
    name: "deep",
    cached: ["p=.; for i in $(seq 1 60); do p=$p/$i; mkdir $p; echo $i > $p/f; done"],
    edits: ["echo x >> 1/2/3/4/5/f; rm -r 1/2/3/4/5/6/7/8/9/10/11", "mv 1/2/3 up; rm -r 1"],
  },
  {
    name: "copies",
    cached: [
      "mkdir -p s/a s/b; seq 1 500 > s/a/1; ln s/a/1 s/b/2; ln -s ../a/1 s/b/l; chmod 750 s/a; chown 12:13 s/b; mkfifo s/p; touch -d @99 s/a/1",
    ],
    edits: [
      "cp -a s t; cp -r s/a u; tar c s | (mkdir v; cd v; tar x)",
      "cp -aL s/b w; mv s/a/1 one; find s | sort | xargs ls -ld | wc -l > count",
    ],
  },
  {
    name: "at-once",
    cached: ["for i in $(seq 1 40); do seq $i 20000 > f$i; done"],
    edits: [
      "for i in $(seq 1 40); do sha256sum f$i > s$i & done; wait; for i in $(seq 1 20); do echo $i >> f$i & done; wait",
      "for i in $(seq 1 40); do rm f$i & done; wait",
    ],
  },
  {
    name: "system",
    cached: [
      "echo 'app:x:1000:1000::/app:/bin/sh' >> /etc/passwd; mkdir /opt-of-base; echo h > /root/.h; rm /bin/vi; echo n > /etc/new",
    ],
    edits: [
      "echo 'two:x:1001:1001::/:/bin/sh' >> /etc/passwd; rm -f /bin/wget /usr/bin/wget; chmod 755 /root; rm -r /opt-of-base",
      "rm /etc/new; mkdir -p /var/lib/it; rm -r /var/tmp",
    ],
  },
  {
    // Layers keep the capabilities only: all others are there until the layers come from a registry.
    name: "attributes",
    needs: "xattr",
    cached: [
      `cap() { printf '\\001\\000\\000\\002\\000\\004\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000' | xattr "$1" security.capability; }
for f in a b c d e f g h; do echo $f > $f; printf "of $f" | xattr $f user.note; cap $f; done; mkdir dir; printf d | xattr dir user.dir; printf '\\000\\377\\n=' | xattr a user.bytes; head -c 3000 /bin/busybox | xattr b user.large; ln h i`,
      "xattr c user.note < /dev/null; printf second | xattr d user.second; rm -r dir; mkdir dir; printf again | xattr dir user.again",
    ],
    edits: [
      "chmod 600 a; echo more >> b; mv c c2; chown 3:3 d; ln e e2; printf changed | xattr f user.note; xattr g user.note < /dev/null || echo none > g; cp h h2",
      "for f in a b d f i; do echo $f; for n in user.note user.second security.capability; do xattr $f $n get 2>/dev/null | sha256sum; done; done > attributes; chmod 700 dir; printf n | xattr i user.new",
    ],
  },
];

/** Many small files; apart, as they take their time. */
export function makeSmallFiles(count: number): Shape {
  const each = (command: string, start: number, step: number): string =>
    `for i in $(seq ${start} ${step} ${count}); do ${command}; done`;
  const path = "$((i % 100))/$i";
  return {
    name: "small-files",
    cached: [`for d in $(seq 0 99); do mkdir $d; done; ${each(`echo $i > ${path}`, 1, 1)}`],
    edits: [
      `rm -r 13; mkdir 13; mv 17 new; ${each(`rm -f ${path}`, 1, 7)}; rm -r 99`,
      `${each(`echo more >> $((i % 10 + 20))/$i`, 3, 37)}; chmod -R o-r 40 41; cp -a 42 142`,
    ],
  };
}
