/** Python packages that do not fit to this Python, its tools, or a machine without a GPU. */
import type { Signature } from "./signature.ts";

export const pythonBuildSignatures: readonly Signature[] = [
  {
    id: "python-too-new",
    class: "dependencies",
    isBuild: true,
    patterns: [
      /Cannot install on Python version [\d.]+; only versions/,
      /module 'pkgutil' has no attribute 'ImpImporter'/,
      /No module named 'distutils(?:\.\w+)?'/,
      // C files that an old Cython wrote, for a Python before 3.11, 3.9 or 3.12.
      /invalid use of incomplete typedef .PyFrameObject|fatal error: longintrepr\.h|has no member named .(?:tp_print|ob_digit|curexc_type|use_tracing)\b/,
      /The current project's (?:supported )?Python (?:requirement|range) \([^)]*\) is not compatible with/,
      /Current Python version \([\d.]+\) is not allowed by the project/,
      /The (?:current|requested) (?:Python version|interpreter)[^\n]* (?:is incompatible with the project's|does not satisfy) /,
    ],
    cause: "a package or project does not support this version of Python",
    remedy:
      "the base image of a Python version that it names (python:3.11-slim), or a newer version of the package",
    source: "https://github.com/pypa/setuptools/issues/3935",
  },
  {
    id: "setuptools-2to3",
    class: "dependencies",
    isBuild: true,
    patterns: [/use_2to3 is invalid/],
    cause: "the package's setup needs a setuptools of before version 58",
    remedy: "a newer version of the package, or PIP_CONSTRAINT=constraints.txt with setuptools<58",
    source: "https://github.com/pypa/setuptools/issues/2769",
  },
  {
    id: "pip-metadata",
    class: "dependencies",
    patterns: [
      /Please use pip<24\.1 if you need to use this version/,
      /ERROR: Invalid requirement: '?(?<package>[\w.-]+)/,
      /error in (?<package>\S+) setup command: '\w+' must be/,
    ],
    cause: "a requirement is not written as the standard asks, and pip 24.1 and later refuse that",
    remedy:
      "correct the line; where the package itself is at fault, a newer version of it, else pip<24.1 in a step before",
    source: "https://github.com/pypa/pip/issues/12063",
  },
  {
    id: "externally-managed",
    class: "configuration",
    patterns: [/error: externally-managed-environment/],
    cause: "Debian 12 and Ubuntu 23.04 and later keep pip out of the system's Python",
    remedy:
      "a virtual environment (python3 -m venv /opt/venv, ENV PATH=/opt/venv/bin:$PATH), or a python: base image",
    source: "https://packaging.python.org/en/latest/specifications/externally-managed-environments/",
  },
  {
    id: "requirements-missing",
    class: "configuration",
    isVerdict: true,
    patterns: [
      /Could not open requirements file: \[Errno 2\] No such file or directory: '(?<path>[^']+)'/,
      /(?:Directory|ERROR:) '?\S+'? is not installable\. Neither 'setup\.py' nor 'pyproject\.toml' found/,
      /error: File not found: `[^`]*requirements[^`]*`/,
      /Poetry could not find a pyproject\.toml file/,
    ],
    cause: "the file with the requirements is not in the image at this step",
    remedy: "COPY it before the RUN, to the folder where the RUN works (WORKDIR)",
    source: "https://docs.docker.com/build/cache/optimize/",
  },
  {
    id: "wheel-tool-missing",
    class: "dependencies",
    isBuild: true,
    patterns: [
      /error: invalid command 'bdist_wheel'/,
      /Cannot import '(?:setuptools\.build_meta|hatchling\.build|poetry\.core\.masonry\.api|flit_core\.buildapi|mesonpy)'/,
    ],
    cause: "a package is built without isolation, and the tool that builds it is not installed",
    remedy: "pip install setuptools wheel (or the build backend that is named) in a step before",
    source: "https://pip.pypa.io/en/stable/reference/build-system/",
  },
  {
    id: "no-gpu-at-build",
    class: "configuration",
    patterns: [
      /Found no NVIDIA driver on your system/,
      /No CUDA GPUs are available/,
      /libcuda\.so\.1: cannot open shared object file/,
      /Torch not compiled with CUDA enabled/,
      /arch_list\[-1\] \+= '\+PTX'/,
    ],
    cause: "a step uses a GPU, and builds have none",
    remedy:
      "do it when the container starts; for compiling, TORCH_CUDA_ARCH_LIST and FORCE_CUDA=1 instead of asking a device",
    source: "https://github.com/pytorch/extension-cpp/issues/71",
  },
  {
    id: "cuda-toolkit-missing",
    class: "dependencies",
    isBuild: true,
    patterns: [
      /CUDA_HOME environment variable is not set/,
      /(?:nvcc(?:'|:)? (?:was )?not found|No such file or directory: '[^']*nvcc')/,
      /Could NOT find CUDA(?:Toolkit)? \(missing/,
      /The detected CUDA version \([\d.]+\) mismatches the version that was used to compile\s+PyTorch/,
    ],
    cause:
      "a package compiles CUDA code, and the image has no CUDA toolkit, or another than torch was built with",
    remedy:
      "a release wheel for this torch and Python; else an nvidia/cuda:…-devel base of torch's CUDA version",
    source: "https://github.com/Dao-AILab/flash-attention/issues/509",
  },
  {
    id: "cuda-compiler",
    class: "dependencies",
    patterns: [
      /nvcc fatal\s*: Unsupported gpu architecture '(?<path>\w+)'/,
      /#error -- unsupported GNU version! gcc versions later than/,
    ],
    cause: "this CUDA toolkit is older than the GPU architecture or the compiler that it is to work with",
    remedy:
      "TORCH_CUDA_ARCH_LIST with architectures that it knows, or a newer nvidia/cuda:…-devel base; for gcc, the version that it names (ENV CC=gcc-11 CXX=g++-11)",
    source: "https://docs.nvidia.com/cuda/cuda-installation-guide-linux/#host-compiler-support-policy",
  },
  {
    id: "cmake-too-old",
    class: "dependencies",
    patterns: [/CMake \d[\d.]* or higher is required\.\s+You are running version/],
    cause: "the package needs a newer CMake than the image has",
    remedy: "pip install cmake (its wheels have the newest one) before it, or a newer base image",
    source: "https://pypi.org/project/cmake/",
  },
  {
    id: "cmake-too-new",
    class: "dependencies",
    isBuild: true,
    patterns: [/Compatibility with CMake < 3\.\d+ has been removed from CMake/],
    cause: "a package's build files are older than CMake 4 accepts",
    remedy:
      "ENV CMAKE_POLICY_VERSION_MINIMUM=3.5, or cmake<4 for the build (PIP_CONSTRAINT); a version with a wheel needs neither",
    source: "https://cmake.org/cmake/help/latest/variable/CMAKE_POLICY_VERSION_MINIMUM.html",
  },
  {
    id: "conda-terms",
    class: "configuration",
    isVerdict: true,
    patterns: [
      /CondaToSNonInteractiveError|Terms of Service have not been accepted for the following channels/,
    ],
    cause: "conda's default channels ask for an agreement first",
    remedy: "conda-forge (conda config --remove channels defaults), or conda tos accept in a step before",
    source: "https://www.anaconda.com/docs/getting-started/tos-plugin",
  },
  {
    id: "hf-model-missing",
    class: "configuration",
    patterns: [
      /is not a local folder and is not a valid model identifier/,
      /RevisionNotFoundError|(?<!Local)EntryNotFoundError/,
    ],
    cause: "Hugging Face has no model, revision or file of this name, or only for who is logged in",
    remedy: 'the name and revision; for a private model a token: secrets: ["id=hf_token,env=HF_TOKEN"]',
    source: "https://huggingface.co/docs/huggingface_hub/package_reference/utilities#errors",
  },
];
