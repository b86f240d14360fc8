/** Images whose instructions, rather than whose steps, meet cached layers: stages, copies, mounts, parents. */
import { type CorpusImage, EDITED } from "./corpus-image.ts";

interface StageImage {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly parent?: string;
}

const venv = `mkdir -p /venv/bin /venv/lib/deep; seq 1 200000 > /venv/lib/big; echo py > /venv/bin/python; chmod 755 /venv/bin/python; ln -s python /venv/bin/python3; ln /venv/lib/big /venv/lib/deep/same; ln -s lib /venv/lib64; chown -R 5:6 /venv/lib/deep; mkfifo /venv/pipe; echo gone > /venv/gone; : > /venv/empty; touch -d @99 /venv/empty`;

const app = {
  "app/main.py": "main\n",
  "app/sub/deep.py": "deep\n",
  "new.txt": "new\n",
  "over.txt": "over\n",
};

/** `HEAVY` becomes what makes a first step worth a cache, \`BASE\` the base. */
const stageImages: readonly StageImage[] = [
  {
    name: "stages",
    dockerfile: `FROM BASE AS build
RUN HEAVY; ${venv}
RUN rm /venv/gone; echo second > /venv/second; mkdir /out; seq 1 9000 > /out/o
FROM BASE AS other
RUN HEAVY; seq 1 100000 > /other; mkdir /d; echo d > /d/d
FROM BASE
RUN HEAVY; mkdir -p /app /opt/lib; ln -s /opt/lib /lib; seq 1 5000 > /app/over.txt; chmod 600 /app/over.txt; echo k > /app/kept
COPY --from=build /venv /venv
COPY EDITED /EDITED
COPY --from=build --chown=7:8 /out/ /app/out/
COPY --from=other /other /d /lib/
COPY --from=other --chmod=0711 /other /bin/other
RUN echo more >> /venv/lib/big; rm /venv/bin/python3; mv /venv/second /second; chmod 700 /venv; cat /lib/other | sha256sum > /sum; echo x >> /app/out/o
`,
  },
  {
    name: "copies-over",
    files: app,
    dockerfile: `FROM BASE
RUN HEAVY; mkdir -p /app/sub /real /srv/full; seq 1 100000 > /app/over.txt; chmod 640 /app/over.txt; chown 3:4 /app/over.txt; ln /app/over.txt /app/hard; ln -s /real /link; ln -s over.txt /app/to; echo k > /app/sub/kept; chmod 750 /app/sub; echo f > /srv/full/f; echo dir > /place
RUN rm /srv/full/f; mkdir /srv/full/again; touch -d @500 /app
COPY EDITED /EDITED
COPY over.txt /app/over.txt
COPY app /app/
COPY new.txt /link/
COPY new.txt /app/to
COPY --link new.txt /linked/new.txt
COPY --link --chown=9:9 app /app/sub/
COPY app /srv/full/again
WORKDIR /app/sub
COPY --chmod=711 new.txt .
WORKDIR /link/made
USER 1000:1001
RUN id -u > /tmp/id; cat /app/over.txt > /tmp/seen; ls -lan /app /app/sub | awk '{ print $1, $3, $4, $9 }' > /tmp/listed
USER 0
RUN echo more >> /app/hard; rm -r /app/sub; echo w > here
`,
  },
  {
    name: "mounts",
    files: app,
    dockerfile: `FROM BASE AS build
RUN HEAVY; ${venv}
FROM BASE
RUN HEAVY; mkdir -p /m /full; seq 1 300000 > /m/hidden; echo h > /full/h
COPY EDITED /EDITED
RUN --mount=type=bind,from=build,source=/venv,target=/m cp -a /m /copied; find /m -type f | sort | xargs sha256sum > /sums
RUN --mount=type=bind,from=build,source=/venv,target=/m,rw echo lost >> /m/lib/big; rm /m/gone; tail -n 1 /m/lib/big > /last; ls /m > /listed
RUN --mount=type=tmpfs,target=/full echo t > /full/t; ls -a /full > /in-full
RUN --mount=type=bind,source=app,target=/src cp -r /src /app; echo more >> /m/hidden; rm -r /full
RUN --mount=type=bind,from=build,source=/venv/lib/big,target=/file cat /file | sha256sum > /file-sum
`,
  },
  {
    name: "parent",
    dockerfile: `FROM BASE
RUN HEAVY; ${venv}; mkdir -p /app/x; echo x > /app/x/x; echo p > /app/p
ENV A=1
COPY EDITED /EDITED
RUN echo later >> /app/p
ONBUILD RUN echo onbuild >> /app/p; rm -r /app/x; chmod 700 /venv/lib
ONBUILD COPY new.txt /onbuild/
`,
  },
  {
    name: "child",
    parent: "parent",
    files: app,
    dockerfile: `FROM parent
RUN seq 1 1000 >> /venv/lib/big; mkdir /app/x; rm /venv/pipe
COPY app /app
RUN mv /app/main.py /app/moved; ln /venv/empty /venv/linked; cat /venv/lib/deep/same | sha256sum > /sum
`,
  },
  {
    name: "from-nothing",
    files: app,
    dockerfile: `FROM BASE AS build
RUN HEAVY; ${venv}
COPY EDITED /EDITED
RUN echo edit >> /venv/lib/big; rm /venv/gone
FROM scratch
COPY --from=build /venv /venv
COPY --from=build /venv/lib/deep /venv/lib/deeper
COPY --from=build --link /venv/bin /linked/bin
COPY --from=build /EDITED /EDITED
COPY app /app
ENTRYPOINT ["/venv/bin/python"]
`,
  },
  {
    // The cache of the edit is written from layers that are not there.
    name: "heavy-edit",
    dockerfile: `FROM BASE AS build
RUN HEAVY; ${venv}
FROM BASE
RUN HEAVY; mkdir /d; seq 1 200000 > /d/a; ln /d/a /d/b; echo g > /d/g
COPY --from=build /venv /venv
COPY EDITED /EDITED
RUN sleep 2.2; echo more >> /d/a; rm /d/g; echo m >> /venv/lib/deep/same; mv /venv/lib/deep /venv/lib/deeper
RUN sleep 2.2; chmod 600 /d/b; rm -r /venv/bin; mkdir /venv/bin
`,
  },
];

const users: StageImage = {
  // What only root may do, others may not do because a layer is read on demand; set-user-id and devices work.
  name: "users",
  dockerfile: `FROM BASE
RUN HEAVY; mkdir /u /u/closed /u/open; cd /u; cp /bin/busybox id; chmod 4755 id; echo s > secret; chmod 600 secret; echo c > closed/c; chmod 700 closed; chmod 1777 open; mknod zero c 1 5; chmod 666 zero; echo o > own; chown 1000:1000 own; chmod 600 own
COPY EDITED /EDITED
USER 1000:1000
RUN cd /u; for f in './id -u' 'cat secret' 'cat closed/c' 'head -c 4 zero' 'cat own' 'echo m >> own' 'rm own'; do echo "$f"; sh -c "$f" 2>&1 || echo no; done | tr -d '\\0' > open/seen
`,
};

/** What would come out differently, were it read on demand. */
export const DIFFERING = "differing";

const differing: StageImage = {
  name: DIFFERING,
  dockerfile: `FROM BASE
RUN HEAVY; mkdir /d; : > /d/zero; touch -d @0 /d/zero; echo one > "/d/$(printf 'caf\\351')"; echo two > "/d/$(printf 'caf\\350')"
COPY EDITED /EDITED
RUN chmod 600 /d/zero; ls /d | wc -l > /count; cat /d/caf* > /read
`,
};

/** `mark` is of this run, so that no other run's cache has the first steps. */
export function makeStageImages(base: string, mark: string): readonly CorpusImage[] {
  return [...stageImages, users, differing].map(({ name, dockerfile, files, parent }) => ({
    name,
    ...(parent === undefined ? {} : { parent }),
    files: {
      ...files,
      [EDITED]: "1\n",
      Dockerfile: dockerfile
        .replaceAll("BASE", base)
        .replaceAll("EDITED", EDITED)
        .replaceAll("HEAVY", `: ${mark}; sleep 2.2`),
    },
  }));
}
