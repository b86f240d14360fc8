// @ts-check
import { runCommand, tryCommand } from "./command.mjs";
import { writeLayer } from "./oci-layer.mjs";

/**
 * Makes sure that the engine has an image, pulling it when it has not.
 * @param {string} reference
 * @param {{ limitSeconds: number }} options for the pull
 * @returns {Promise<string | undefined>} why it cannot be had, or undefined when it is there
 */
export async function ensureImage(reference, { limitSeconds }) {
  const inspect = await tryCommand(["docker", "image", "inspect", "--format", "{{.Id}}", reference], {
    timeoutSeconds: 20,
  });
  if (inspect.code === 0) return undefined;
  const pull = await tryCommand(["docker", "pull", "--quiet", reference], { timeoutSeconds: limitSeconds });
  return pull.code === 0 ? undefined : pull.stderr.trim();
}

/**
 * The file system of one of the engine's images as a layer, and the configuration that goes with it.
 * @param {string} reference
 * @param {string} layerPath
 * @returns {Promise<import('./stored-image.mjs').ImageParts>}
 */
export async function exportImage(reference, layerPath) {
  const container = (await runCommand(["docker", "create", reference, "sh"], { timeoutSeconds: 60 })).trim();
  try {
    const text = await runCommand(["docker", "image", "inspect", "--format", "{{json .Config}}", reference], {
      timeoutSeconds: 20,
    });
    const { Env, Entrypoint, Cmd, WorkingDir } = JSON.parse(text);
    const config = Object.fromEntries(
      Object.entries({ Env, Entrypoint, Cmd, WorkingDir }).filter(([, value]) => value),
    );
    return {
      config,
      layer: await writeLayer(["docker", "export", container], layerPath, { timeoutSeconds: 300 }),
    };
  } finally {
    await tryCommand(["docker", "rm", "-f", container], { timeoutSeconds: 30 });
  }
}
