/** What many failures have in common. */
import type { Signature } from "./signature.ts";

/** Umbrellas: only where nothing more telling was found. */
export const umbrellaSignatures: readonly Signature[] = [
  {
    id: "module-missing",
    class: "dependencies",
    patterns: [/ModuleNotFoundError: No module named '(?<package>[\w.]+)'/],
    cause: "a Python module is not installed in this stage",
    remedy: "add its package to the requirements, or install it before this step",
    source: "https://docs.python.org/3/library/exceptions.html#ModuleNotFoundError",
  },
  {
    id: "shared-library-missing",
    class: "system",
    patterns: [
      /(?:ImportError|OSError): (?<path>lib\S+\.so\S*): cannot open shared object file/,
      /OSError: (?<path>sndfile|PortAudio) library not found/,
      /error while loading shared libraries: (?<path>\S+):/,
    ],
    cause: "a system library is missing in the image",
    remedy:
      "install the package that has it (libGL.so.1 is in libgl1, libgomp.so.1 in libgomp1, libsndfile.so.1 in libsndfile1)",
    source: "https://github.com/docker-library/python/issues/1070",
  },
  {
    id: "wheel-build-failed",
    class: "dependencies",
    isBuild: true,
    patterns: [
      /ERROR: Failed building wheel for (?<package>[\w.-]+)/,
      /ERROR: Failed to build '?(?<package>[\w.-]+)'? when /,
      /ERROR: Failed to build installable wheels for some pyproject\.toml based projects \(?(?<package>[\w.-]+)/,
      /Failed to build `(?<package>[\w.-]+)==/,
      /error: metadata-generation-failed/,
      /× (?:Getting requirements to build wheel|Preparing metadata \(pyproject\.toml\)|python setup\.py egg_info|Building wheel for \S+ \(\S+\)) did not run successfully/,
    ],
    cause: "a package has no wheel for this Python and base image, and building it from source failed",
    remedy:
      "a version with a wheel (pip download --only-binary=:all: tells), or what its build needs; the lines above the error say which",
    source: "https://github.com/GoSecure/pyrdp/issues/485",
  },
  {
    id: "command-missing",
    class: "system",
    patterns: [
      /(?:sh|bash): (?:line )?(?:\d+: )?(?<package>[\w./-]+): (?:command )?not found/,
      /Cannot find command '(?<package>[^']+)'/,
      /exec: "(?<package>[^"]+)": (?:executable file not found|stat \S+: no such file)/,
    ],
    cause: "a program is not in the image",
    remedy:
      "install it in an earlier step of this stage, or check the base image and PATH; a script that is there has Windows line ends, or a first line (#!) with a program that is not",
    source: "https://github.com/docker/build-push-action/issues/933",
  },
];
