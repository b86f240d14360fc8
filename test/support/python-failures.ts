/** Builds that fail in pip, apt and compilers, with packages of PyPI and Debian, on a Python 3.11 of Debian 12. */
import type { FailingBuild } from "./failing-builds.ts";

/** Installs a requirements file, on line 3. */
const install = (base: string, flags = ""): string => `FROM ${base}
COPY requirements.txt /opt/
RUN pip install ${flags}--requirement /opt/requirements.txt
`;

/** `hostile`: `http://ADDRESS:PORT` of a server that takes connections and does not answer below /silent. */
export const pipFailures = (base: string, hostile: string): readonly FailingBuild[] => [
  {
    name: "conflict",
    dockerfile: install(base),
    files: { "requirements.txt": "tabulate==0.9.0\nrequests==2.31.0\nurllib3==1.20\n" },
    id: "pip-resolution",
    said: /ERROR: Cannot install .*urllib3==1\.20.* conflicting dependencies/,
    line: 3,
    requirement: { file: "requirements.txt", line: 3 },
  },
  {
    name: "no-such-version",
    dockerfile: install(base),
    files: { "requirements.txt": "tabulate==0.9.0\ntorch==9.9\n" },
    id: "no-matching-dist",
    said: /ERROR: Could not find a version that satisfies the requirement torch==9\.9/,
    line: 3,
    requirement: { file: "requirements.txt", line: 2 },
  },
  {
    name: "wrong-hash",
    dockerfile: install(base),
    files: { "requirements.txt": `tabulate==0.9.0 --hash=sha256:${"0".repeat(64)}\n` },
    id: "pip-hash",
    said: /THESE PACKAGES DO NOT MATCH THE HASHES/,
    line: 3,
  },
  {
    name: "no-requirements",
    dockerfile: `FROM ${base}\nWORKDIR /opt\nRUN pip install -r requirements.txt\n`,
    id: "requirements-missing",
    said: /Could not open requirements file: .* 'requirements\.txt'/,
    line: 3,
  },
  {
    name: "cython",
    dockerfile: `FROM ${base}
COPY setup.py /opt/beats/
RUN pip install setuptools wheel && pip install --no-build-isolation /opt/beats
`,
    files: {
      "setup.py":
        'from setuptools import setup\nfrom Cython.Build import cythonize\nsetup(name="beats", version="1", ext_modules=cythonize("beats.pyx"))\n',
    },
    id: "pybuild-import-cython",
    said: /ModuleNotFoundError: No module named 'Cython'/,
    line: 3,
  },
  {
    name: "no-numpy",
    dockerfile: `FROM ${base}\nCOPY setup.py /opt/pitch/\nRUN pip install /opt/pitch\n`,
    files: {
      "setup.py":
        'from setuptools import setup\nimport numpy\nsetup(name="pitch", version="1", include_dirs=[numpy.get_include()])\n',
    },
    id: "pybuild-import-numpy",
    said: /ModuleNotFoundError: No module named 'numpy'/,
    line: 3,
  },
  {
    name: "pkg-resources",
    dockerfile: install(base),
    files: { "requirements.txt": "openai-whisper==20231117\n" },
    id: "pybuild-pkg-resources",
    said: /No module named 'pkg_resources'/,
    line: 3,
    requirement: { file: "requirements.txt", line: 1 },
  },
  {
    name: "no-compiler",
    dockerfile: install(base, "--no-binary psutil "),
    files: { "requirements.txt": "tabulate==0.9.0\npsutil==5.9.5\n" },
    id: "no-compiler",
    said: /gcc/,
    line: 3,
    requirement: { file: "requirements.txt", line: 2 },
  },
  {
    name: "no-headers",
    dockerfile: install(base),
    files: { "requirements.txt": "psycopg2==2.9.9\n" },
    id: "missing-header",
    said: /pg_config executable not found/,
    line: 3,
    requirement: { file: "requirements.txt", line: 1 },
  },
  {
    name: "no-module",
    dockerfile: `FROM ${base}\nCOPY warm.py /opt/\nRUN python /opt/warm.py\n`,
    files: { "warm.py": "import librosa\n" },
    id: "module-missing",
    said: /ModuleNotFoundError: No module named 'librosa'/,
    line: 3,
  },
  {
    name: "no-library",
    dockerfile: `FROM ${base}
RUN pip install --no-deps opencv-python==4.8.1.78 numpy==1.26.4
RUN python -c 'import cv2'
`,
    id: "shared-library-missing",
    said: /ImportError: libGL\.so\.1: cannot open shared object file/,
    line: 3,
  },
  {
    name: "silent-index",
    dockerfile: `FROM ${base}
RUN pip install --retries 1 --timeout 2 --index-url ${hostile}/silent/simple --trusted-host '${new URL(hostile).hostname}' torch
`,
    id: "pip-index-unreachable",
    said: /Retry\(total=0/,
    line: 2,
  },
  {
    name: "no-index",
    dockerfile: `FROM ${base}
RUN pip install --retries 1 --index-url http://127.0.0.1:9/simple torch
`,
    id: "pip-index-unreachable",
    said: /Retry\(total=0/,
    line: 2,
  },
  {
    name: "managed",
    dockerfile: `FROM ${base}\nRUN rm /etc/pip.conf && python3 -m pip install tabulate\n`,
    id: "externally-managed",
    said: /error: externally-managed-environment/,
    line: 2,
  },
  {
    name: "uv-conflict",
    dockerfile: `FROM ${base}
COPY requirements.txt /opt/
RUN pip install uv==0.5.11
RUN uv pip install --system --break-system-packages --index-url "$(pip config get global.index-url 2>/dev/null || echo https://pypi.org/simple)" -r /opt/requirements.txt
`,
    files: { "requirements.txt": "requests==2.31.0\nurllib3==1.20\n" },
    id: "pip-resolution",
    said: /No solution found when resolving dependencies/,
    line: 4,
  },
  {
    name: "no-memory",
    dockerfile: `FROM ${base}\nRUN ulimit -v 300000 && python -c 'weights = bytearray(10**9)'\n`,
    id: "oom-compile",
    said: /MemoryError/,
    line: 2,
  },
  {
    name: "killed",
    dockerfile: `FROM ${base}
RUN python -c 'import os, signal, subprocess, sys; subprocess.run([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], check=True)'
`,
    id: "oom-compile",
    said: /died with <Signals\.SIGKILL/,
    line: 2,
  },
];

export const aptFailures = (base: string): readonly FailingBuild[] => [
  {
    name: "no-package",
    dockerfile: `FROM ${base}
RUN apt-get update && apt-get install --yes --no-install-recommends libsndfile1 libavresample-dev
`,
    id: "apt-no-candidate",
    said: /E: Unable to locate package libavresample-dev|E: Package 'libavresample-dev' has no installation candidate/,
    line: 2,
  },
  {
    name: "no-update",
    dockerfile: `FROM ${base}\nRUN apt-get install --yes ffmpeg\n`,
    id: "apt-no-candidate",
    said: /E: (?:Unable to locate package|Package) '?ffmpeg/,
    line: 2,
  },
  {
    name: "version-gone",
    dockerfile: `FROM ${base}\nRUN apt-get update && apt-get install --yes curl=7.88.1-1\n`,
    id: "apt-version-gone",
    said: /E: Version '7\.88\.1-1' for 'curl' was not found/,
    line: 2,
  },
  {
    name: "old-release",
    dockerfile: `FROM ${base}
RUN sed -i 's/bookworm-updates/stretch-gone/' /etc/apt/sources.list && apt-get update
`,
    id: "apt-eol",
    said: /stretch-gone Release' does not have a Release file/,
    line: 2,
  },
  {
    name: "no-key",
    dockerfile: `FROM ${base}
RUN rm -f /etc/apt/trusted.gpg.d/* /usr/share/keyrings/* && apt-get update
`,
    id: "apt-gpg",
    said: /NO_PUBKEY|is not signed/,
    line: 2,
  },
  {
    name: "unmet",
    dockerfile: `FROM ${base}
RUN apt-get update && apt-get download libc6-dev && dpkg -i libc6-dev_*.deb; apt-get install --yes --no-install-recommends zlib1g-dev
`,
    id: "apt-unmet",
    said: /unmet dependencies|Depends:/,
    line: 2,
  },
  {
    name: "no-name",
    dockerfile: `FROM ${base}
RUN echo 'Acquire::Retries "0";' > /etc/apt/apt.conf.d/99retries && rm -f /etc/apt/apt.conf.d/90machine && echo 'deb http://packages.invalid/debian bookworm main' > /etc/apt/sources.list && apt-get -o APT::Update::Error-Mode=any update
`,
    id: "dns",
    said: /resol/i,
    line: 2,
  },
  {
    name: "no-archive",
    dockerfile: `FROM ${base}
RUN echo '<html>404</html>' > /model.tar.gz && tar -xzf /model.tar.gz
`,
    id: "download-not-archive",
    said: /not in gzip format/,
    line: 2,
  },
  {
    name: "line-ends",
    dockerfile: `FROM ${base}
COPY install.sh /
RUN bash /install.sh
`,
    files: { "install.sh": "set -e\r\n\r\ncd /opt\r\nexit 1\r\n" },
    id: "line-ends",
    said: /\$'\\r': command not found|set: -: invalid option/,
    line: 3,
  },
  {
    name: "line-ends-of-a-program",
    dockerfile: `FROM ${base}
COPY --chmod=755 install.sh /
SHELL ["/bin/bash", "-c"]
RUN /install.sh
`,
    files: { "install.sh": "#!/usr/bin/env bash\r\necho installed\r\n" },
    id: "line-ends",
    said: /bash\\r/,
    line: 4,
  },
  {
    name: "killed-in-bash",
    dockerfile: `FROM ${base}
SHELL ["/bin/bash", "-ec"]
RUN (kill -9 $BASHPID); echo compiled
`,
    id: "oom-compile",
    said: /Killed|137/,
    line: 3,
  },
  {
    name: "glibc",
    dockerfile: `FROM ${base}
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
COPY main.c /
RUN gcc -o /main /main.c && sed -i 's/GLIBC_2\\.34/GLIBC_9.34/g' /main && /main
`,
    files: { "main.c": "int main(void) { return 0; }\n" },
    id: "glibc",
    said: /version `GLIBC_9\.34' not found/,
    line: 4,
  },
  {
    name: "header",
    dockerfile: `FROM ${base}
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
COPY main.c /
RUN gcc -o /main /main.c
`,
    files: { "main.c": "#include <sndfile.h>\nint main(void) { return 0; }\n" },
    id: "missing-header",
    said: /fatal error: sndfile\.h: No such file or directory/,
    line: 4,
  },
];
