/** One image's build; with `link: auto` the linked Dockerfile first, and the plain one where its check refuses. */
import { LINK_CHECK } from "../dockerfile/link-check.ts";
import { findWriteFault } from "../lazy/write-fault.ts";
import type { PlannedImage } from "../model.ts";
import { readOwnIgnoreFile } from "../read-dockerfile.ts";
import type { BuildRequest, Destination } from "./arguments.ts";
import type { BuildRun } from "./build-image.ts";
import { buildOnDemand } from "./build-on-demand.ts";
import { type Attempt, buildPatiently, minutesLeft } from "./build-patiently.ts";
import { joinRuns } from "./join-runs.ts";
import type { Site } from "./site.ts";

/** `directory` is scratch space. A build that fails is no error. */
export async function buildAttempt(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  directory: string,
  timeoutMinutes: number,
): Promise<Attempt> {
  const { world, options } = site;
  const { name } = image.spec;
  const linked = options.linked.get(name);
  // Without cache all layers are made anew, and nothing is saved by linking.
  if (linked !== undefined && !request.noCache) {
    for (const one of linked.linked)
      world.log.info(`${name} │ link: auto: linked, if the check agrees: ${one}`);
    for (const one of linked.refused) world.log.info(`${name} │ link: auto: not linked: ${one}`);
    if (linked.text !== undefined) {
      const path = await writeLinked(site, image, linked.text, directory);
      const spec = { ...request.spec, dockerfile: { kind: "inline", text: linked.text } as const };
      const asked = { ...request, spec, inlineDockerfile: path };
      const first = await buildEitherWay(site, image, asked, directory, timeoutMinutes);
      const because = whyRefused(first.run);
      if (because === undefined) return { ...first, lineOf: linked.lineOf };
      world.log.warning(
        `${name}: link: auto: ${because}; built again with plain COPY. Set link: off, or write COPY --link where it is meant`,
      );
      await first.keeper?.stop();
      const left = minutesLeft(timeoutMinutes, first.run.seconds);
      const second = await buildEitherWay(site, image, request, directory, left);
      return { ...second, run: joinRuns(first.run, second.run) };
    }
  }
  return buildEitherWay(site, image, request, directory, timeoutMinutes);
}

/** On demand where that was planned; and plainly where it was not, or where it did not do. */
async function buildEitherWay(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  directory: string,
  timeoutMinutes: number,
): Promise<Attempt> {
  const { builders } = site.options;
  if (request.isOnDemand !== true || builders === undefined)
    return buildWritten(site, image, request, directory, timeoutMinutes);
  const tried = await buildOnDemand(site, image, request, directory, timeoutMinutes);
  if (tried?.isFinal === true)
    return {
      run: tried.run,
      spec: request.spec,
      keeper: undefined,
      readsCaches: true,
      mounts: [],
      lineOf: (line) => line,
    };
  const again = { ...request, builder: await builders.plain(), isOnDemand: false };
  const seconds = tried?.run.seconds ?? 0;
  const attempt = await buildWritten(site, image, again, directory, minutesLeft(timeoutMinutes, seconds));
  return { ...attempt, run: { ...attempt.run, seconds: seconds + attempt.run.seconds } };
}

/** What cannot be written in eStargz is written as gzip. */
async function buildWritten(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  directory: string,
  timeoutMinutes: number,
): Promise<Attempt> {
  const first = await buildPatiently(site, image, request, directory, timeoutMinutes);
  const fault = request.isLazy === true ? findWriteFault(first.run) : undefined;
  if (fault === undefined || site.world.cancelled.aborted) return first;
  const { name } = image.spec;
  site.world.log.warning(`${name}: its layers cannot be written in eStargz (${fault}); written plainly`);
  await first.keeper?.stop();
  const plain = { ...request, isLazy: false, destination: asGzip(request.destination) };
  const second = await buildPatiently(
    site,
    image,
    plain,
    directory,
    minutesLeft(timeoutMinutes, first.run.seconds),
  );
  return { ...second, run: joinRuns(first.run, second.run) };
}

function asGzip(destination: Destination): Destination {
  if (destination.kind !== "registry") return destination;
  const { compression: _, ...others } = destination;
  return others;
}

/** In a folder of its own, under the user's name for it; BuildKit looks beside it for the ignore file. */
async function writeLinked(
  { world, options }: Site,
  { spec }: PlannedImage,
  text: string,
  directory: string,
): Promise<string> {
  const name = spec.dockerfile.kind === "file" ? spec.dockerfile.path.split("/").at(-1) : undefined;
  const path = `${directory}/linked/${name ?? "Dockerfile"}`;
  await world.files.makeDirectory(`${directory}/linked`);
  await world.files.write(path, text);
  const ignore = await readOwnIgnoreFile(world, options.root, spec);
  if (ignore !== undefined) await world.files.write(`${path}.dockerignore`, ignore);
  return path;
}

/** `undefined`: it succeeded, or failed for a reason that the plain build would have too. */
function whyRefused(run: BuildRun): string | undefined {
  if (run.succeeded || run.ended !== "exit") return undefined;
  if (/unknown flag: --?link\b/.test(run.text)) return "this builder does not know --link";
  const failed = run.steps.some(
    ({ name, error }) => name.includes(LINK_CHECK) && error !== undefined && !/context canceled/.test(error),
  );
  if (!failed) return undefined;
  const said = run.output.find((line) => line.startsWith(`${LINK_CHECK}: `));
  return said?.slice(LINK_CHECK.length + 2) ?? "the check could not run in the image";
}
