/**
 * A Linux program of 250 bytes, since busybox sets no extended attributes: `xattr PATH NAME < VALUE` sets one, or
 * removes it where the value is empty; `xattr PATH NAME get` prints it. For amd64; its source is beside each line.
 */
const code = [
  "4c8b642410", // _start: mov r12, [rsp+16]      path
  "4c8b6c2418", //         mov r13, [rsp+24]      name
  "833c2404", //           cmp dword ptr [rsp], 4
  "488da42400f0ffff", //   lea rsp, [rsp-4096]
  "7430", //               je get
  "31c031ff4889e6ba00100000", // xor eax, eax; xor edi, edi; mov rsi, rsp; mov edx, 4096
  "0f05", //               syscall                read
  "4989c2", //             mov r10, rax
  "4c89e74c89ee4889e24531c0", // mov rdi, r12; mov rsi, r13; mov rdx, rsp; xor r8d, r8d
  "b8bd000000", //         mov eax, 189           lsetxattr
  "4d85d27505", //         test r10, r10; jne call
  "b8c6000000", //         mov eax, 198           lremovexattr
  "0f05eb2f", //     call: syscall; jmp end
  "4c89e74c89ee4889e241ba00100000", // get: mov rdi, r12; mov rsi, r13; mov rdx, rsp; mov r10d, 4096
  "b8c00000000f05", //     mov eax, 192; syscall  lgetxattr
  "4885c07814", //         test rax, rax; js end
  "4889c24889e6bf01000000b8010000000f05", // mov rdx, rax; mov rsi, rsp; mov edi, 1; mov eax, 1; syscall
  "31c0", //               xor eax, eax
  "f7d889c7b83c0000000f05", // end: neg eax; mov edi, eax; mov eax, 60; syscall
].join("");

/** ELF header and one program header before it. */
export function makeXattrProgram(): Buffer {
  const body = Buffer.from(code, "hex");
  const start = 0x400000n;
  const headers = Buffer.alloc(120);
  headers.write("7f454c46020101", 0, "hex");
  headers.writeUInt16LE(2, 16); // executable
  headers.writeUInt16LE(62, 18); // amd64
  headers.writeUInt32LE(1, 20);
  headers.writeBigUInt64LE(start + 120n, 24); // entry
  headers.writeBigUInt64LE(64n, 32); // program headers at
  headers.writeUInt16LE(64, 52);
  headers.writeUInt16LE(56, 54);
  headers.writeUInt16LE(1, 56);
  headers.writeUInt32LE(1, 64); // load
  headers.writeUInt32LE(5, 68); // read and execute
  headers.writeBigUInt64LE(start, 80);
  headers.writeBigUInt64LE(start, 88);
  headers.writeBigUInt64LE(BigInt(120 + body.length), 96);
  headers.writeBigUInt64LE(BigInt(120 + body.length), 104);
  headers.writeBigUInt64LE(4096n, 112);
  return Buffer.concat([headers, body]);
}
