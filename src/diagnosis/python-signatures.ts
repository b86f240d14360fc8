/** pip, uv, conda, wheels and their compilers; models from Hugging Face. */
import type { Signature } from "./signature.ts";

const HOOK =
  /Getting requirements to build wheel|Preparing metadata|egg_info|build_wheel|prepare_metadata_for_build/;

export const pythonSignatures: readonly Signature[] = [
  {
    id: "pybuild-import-cython",
    class: "dependencies",
    isBuild: true,
    patterns: [
      /(?:ModuleNotFoundError|ImportError): No module named '?[Cc]ython\b/,
      /cannot import name '?build_ext'? from 'Cython/,
    ],
    cause: "a package's setup imports Cython, and pip builds it where what you installed is not seen",
    remedy:
      "an earlier RUN pip install 'cython<3' numpy setuptools wheel, then pip install --no-build-isolation for that package",
    source: "https://github.com/CPJKU/madmom/issues/510",
  },
  {
    id: "pybuild-import-numpy",
    class: "dependencies",
    isBuild: true,
    patterns: [/'numpy\/math\.pxd' not found/],
    cause: "the package does not build with this Cython or numpy",
    remedy: "pin the build's tools: PIP_CONSTRAINT=constraints.txt with cython<3 and numpy<2",
    source: "https://github.com/CPJKU/madmom/issues/547",
  },
  {
    id: "pybuild-import-numpy",
    class: "dependencies",
    isBuild: true,
    patterns: [/No module named 'numpy'/],
    after: HOOK,
    cause: "a package's setup imports numpy, and pip builds it where what you installed is not seen",
    remedy: "an earlier RUN pip install numpy, then pip install --no-build-isolation for that package",
    source: "https://github.com/CPJKU/madmom/issues/547",
  },
  {
    id: "pybuild-import-torch",
    class: "dependencies",
    isBuild: true,
    patterns: [/No module named 'torch'/],
    after: HOOK,
    cause: "a package's setup imports torch, and pip builds it where the installed torch is not seen",
    remedy:
      "install torch in an earlier RUN, then pip install --no-build-isolation for that package, or take its release wheel",
    source: "https://github.com/Dao-AILab/flash-attention/issues/246",
  },
  {
    id: "pybuild-pkg-resources",
    class: "dependencies",
    isBuild: true,
    patterns: [/No module named '?pkg_resources'?/],
    cause: "setuptools 82 removed pkg_resources, which a package's setup imports",
    remedy:
      "PIP_CONSTRAINT=constraints.txt with setuptools<81 (a pin in requirements.txt does not reach the isolated build)",
    source: "https://github.com/jhj0517/Whisper-WebUI/pull/651",
  },
  {
    id: "pip-hash",
    class: "dependencies",
    isVerdict: true,
    patterns: [/THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE/],
    cause:
      "a package is not the one whose hash is written down: the pin was changed without it, or it was published again",
    remedy:
      "write the hashes anew (pip-compile --generate-hashes, uv pip compile); if nothing was changed, the download was cut short: run again",
    source: "https://github.com/pytorch/pytorch/issues/78420",
  },
  {
    id: "torch-family-mismatch",
    class: "dependencies",
    refines: "pip-resolution",
    patterns: [
      /(?<package>torch(?:vision|audio|text)) \S+ (?:requires|depends on) torch==\S+/,
      /operator (?<package>torchvision)::nms does not exist/,
    ],
    cause: "torch, torchvision and torchaudio are locked to each other, and these versions are not a set",
    remedy: "take the three versions of one release (pytorch.org/get-started/previous-versions)",
    source: "https://github.com/drmingler/docling-api/issues/17",
  },
  {
    id: "pip-resolution",
    class: "dependencies",
    isVerdict: true,
    patterns: [
      /ERROR: Cannot install (?:-r \S+ \([^)]*\) and )?(?<package>[\w.-]+).* because these package versions have conflicting dependencies/,
      /ERROR: ResolutionImpossible/,
      /No solution found when resolving (?:dependencies|tool dependencies)/,
      /SolverProblemError|version solving failed/i,
      /libmamba Could not solve for environment specs/,
      /LibMambaUnsatisfiableError|UnsatisfiableError: The following specifications/,
      /ResolutionImpossible: for help visit/,
    ],
    cause: "the requirements contradict each other",
    remedy:
      "loosen or change one of the pins that the lines above name (pip check, or uv pip compile, shows it without a build)",
    source: "https://pip.pypa.io/en/stable/topics/dependency-resolution/",
  },
  {
    id: "pip-index-unreachable",
    class: "transient",
    patterns: [/Retrying \(Retry\(total=0,[^\n]*after connection broken by '(?<error>\w+)/],
    cause: "the package index could not be reached, however often pip tried",
    remedy:
      "try again; if it stays, check the index's address (PIP_INDEX_URL) and the builder's network and proxy",
    source: "https://github.com/pypa/pip/issues/11847",
  },
  {
    id: "no-matching-dist",
    class: "dependencies",
    patterns: [
      /ERROR: Could not find a version that satisfies the requirement (?<package>[\w.-]+)/,
      /ERROR: No matching distribution found for (?<package>[\w.-]+)/,
      /ERROR: (?<package>[\w.-]+?)-\d\S* is not a supported wheel on this platform/,
      /Because (?<package>[\w.-]+) (?:was not found in the package registry|has no wheels)/,
      /ERROR: Package '?(?<package>[\w.-]+)'? requires a different Python/,
      /PackagesNotFoundError|ResolvePackageNotFound/,
    ],
    cause: "no such version exists for this Python and this architecture",
    remedy:
      "check the version on PyPI (its files name Python versions and architectures); another base image, or a marker in requirements.txt",
    source: "https://github.com/azavea/raster-vision/issues/1867",
  },
  {
    id: "ffmpeg-api",
    class: "dependencies",
    isBuild: true,
    patterns: [
      /(?:has no member named|hat kein Element namens) .{0,3}channel_layout/,
      /Package '?libav(?:format|codec|device)'?,? .*not found|Package libavformat was not found/,
    ],
    cause: "PyAV is compiled here, against an FFmpeg that it does not know or that has no headers",
    remedy:
      "a version of av that has a wheel for this Python (12 or newer), or a bookworm base with libav*-dev",
    source: "https://github.com/PyAV-Org/PyAV/issues/1463",
  },
  {
    id: "no-compiler",
    class: "dependencies",
    isBuild: true,
    patterns: [
      /unable to execute '?(?:\S*-)?(?:gcc|cc|g\+\+|c\+\+|clang)'?: No such file/,
      /(?:error: )?command '?(?:\S*-)?(?:gcc|cc|g\+\+)'? failed: No such file/,
      /No such file or directory: '(?:\S*-)?(?:gcc|cc|g\+\+|c\+\+|clang|make|cmake|ninja)'/,
      /Unknown compiler\(s\): \[\[/,
      /No CMAKE_CXX?_COMPILER could be found/,
      /(?:^|\s)(?:gcc|cc|g\+\+|make|cmake): (?:command )?not found/,
      /error: Microsoft Visual C\+\+/,
      /can't find Rust compiler|Cargo, the Rust package manager, is not installed/,
      /error: linker `\S+` not found/,
      /CMake must be installed to build/,
    ],
    cause:
      "a package has no wheel for this Python and base image, so it is compiled, and there is no compiler",
    remedy:
      "a version (or a base image) for which a wheel exists; pip install --only-binary=:all: fails at once instead; a compiler only where it must be",
    source: "https://github.com/aws/aws-lambda-base-images/issues/25",
  },
  {
    id: "missing-header",
    class: "dependencies",
    isBuild: true,
    patterns: [
      /fatal error: (?!longintrepr\.h)(?<path>[\w./+-]+\.h(?:pp)?): No such file or directory/,
      /(?:ld|cannot find): cannot find -l(?<path>\w+)/,
      /Error: pg_config executable not found/,
      /Could NOT find (?!CUDA)(?<path>\w+) \(missing: /,
      /find a package configuration file provided by "(?<path>[^"]+)"/,
      /Could not find (?:directory of OpenSSL installation|`protoc`)|pkg-config: .*(?:openssl|libffi)[^\n]*not found/,
    ],
    cause: "a package is compiled here, and a library's headers are missing",
    remedy:
      "install the -dev package that has the file (apt-file search FILE), or take a version with a wheel",
    source: "https://github.com/GoSecure/pyrdp/issues/485",
  },
  {
    id: "numpy2-abi",
    class: "dependencies",
    patterns: [
      /A module that was compiled using NumPy 1\.x cannot be run in/,
      /numpy\.dtype size changed, may indicate binary incompatibility/,
    ],
    cause: "a package was compiled for NumPy 1, and NumPy 2 is installed",
    remedy: "numpy<2 in the requirements, or newer packages",
    source: "https://github.com/NVIDIA/earth2studio/issues/487",
  },
  {
    id: "hf-gated",
    class: "credentials",
    patterns: [
      /Cannot access gated repo for url/,
      /GatedRepoError/,
      /You are trying to access a gated repo/,
      /(?:401|403) Client Error.*huggingface\.co/,
      /Repository Not Found for url: https:\/\/huggingface\.co/,
    ],
    cause: "the model is gated or private, and the build has no token that may read it",
    remedy:
      'secrets: ["id=hf_token,env=HF_TOKEN"] and RUN --mount=type=secret,id=hf_token,env=HF_TOKEN …; accept the model\'s licence',
    source: "https://github.com/michaelfeil/infinity/issues/268",
  },
  {
    id: "hf-429",
    class: "transient",
    patterns: [
      /429 Client Error: Too Many Requests for url: https:\/\/huggingface\.co/,
      /We had to rate limit your IP/,
      /HTTP Error 429 thrown while requesting \w+ https:\/\/huggingface\.co/,
      /429 Too Many Requests\)?, domain: https:\/\/\S*\.hf\.co/,
      // Through a mirror: HF_ENDPOINT.
      /\bHfHubHTTPError: 429 /,
    ],
    cause: "Hugging Face limits requests without a token by address, and runners share theirs",
    remedy:
      "give the build a token (secrets: id=hf_token,env=HF_TOKEN), and download in a step of its own, which is then cached",
    source: "https://github.com/NVIDIA/NeMo-Retriever/pull/1212",
  },
  {
    id: "lfs-pointer",
    class: "configuration",
    patterns: [
      /UnpicklingError: invalid load key, 'v'/,
      /deserializing header: HeaderTooLarge/,
      /version https:\/\/git-lfs\.github\.com\/spec\/v1/,
    ],
    cause: "a file is a pointer of Git LFS, not the file itself",
    remedy: "actions/checkout with lfs: true",
    source: "https://github.com/stratosphereips/StratosphereLinuxIPS/pull/2108",
  },
  {
    id: "pip-timeout",
    class: "transient",
    patterns: [
      /ReadTimeoutError\(?.{0,4}HTTPSConnectionPool/,
      /IncompleteRead\(\d+ bytes read|^error: incomplete-download/,
      /(?:ProtocolError|ConnectionError).*Connection (?:aborted|broken|reset)/,
      // Not apt's nor BuildKit's.
      /^(?!E: |ERROR: failed to)[^\n]*\bFailed to (?:download|fetch)\b[^\n]*(?:timed out|timeout|connection)/i,
    ],
    cause: "a download of a package broke off or took too long",
    remedy: "ENV PIP_DEFAULT_TIMEOUT=120 PIP_RETRIES=10, and a cache mount, so that a retry goes on",
    source: "https://github.com/QuentinFuxa/WhisperLiveKit/issues/171",
  },
];
