import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const kernels = fileURLToPath(new URL('../../src-main/models/kernels/', import.meta.url))
const compiler = join(
  dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')),
  'bin/asc.js',
)

/** The kernels' WebAssembly, built from `src-main/models/kernels/assembly`. */
export function compileKernels(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'))
  try {
    const out = join(folder, 'kernels.wasm')
    const built = spawnSync(
      process.execPath,
      [
        compiler,
        'assembly/kernels.ts',
        ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
        ...['--enable', 'simd,relaxed-simd,threads'],
        ...['--importMemory', '--noExportMemory', '--sharedMemory'],
        ...['--initialMemory', '1', '--maximumMemory', '65536'],
        ...['--outFile', out],
      ],
      { cwd: kernels, encoding: 'utf8' },
    )
    if (built.status !== 0) throw new Error(built.stderr)
    return readFileSync(out)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The file that carries the bytes. */
export function asSource(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64')
  const lines = text.match(/.{1,104}/g) ?? []
  return `// Built from assembly/ by npm run kernels; a test builds it again and compares.
const text = \`
${lines.join('\n')}\`

/**
 * The kernels' WebAssembly. Kept as text so that worker threads, a sandboxed page and the bundler all find it without
 * reading a file or fetching anything.
 */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('\\n', '')), (character) => character.charCodeAt(0))
}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = compileKernels()
  writeFileSync(join(kernels, 'kernel-bytes.ts'), asSource(bytes))
  console.log(`${bytes.length} bytes`)
}
