import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Each set of kernels: where it lies, and the processor's features it uses. */
export const kernelSets = [
  { name: 'models/kernels', folder: sourceFolder('models/kernels/'), features: 'simd,relaxed-simd,threads' },
  // Statistics must have the same bits on every machine.
  { name: 'numeric/kernels', folder: sourceFolder('numeric/kernels/'), features: 'simd,threads' },
  { name: 'numeric/trees/kernels', folder: sourceFolder('numeric/trees/kernels/'), features: 'simd,threads' },
] as const

type KernelSet = (typeof kernelSets)[number]

const compiler = join(
  dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')),
  'bin/asc.js',
)

/** A set's WebAssembly, built from its folder `assembly`. */
export function compileKernels({ folder: kernels, features }: KernelSet): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'))
  try {
    const out = join(folder, 'kernels.wasm')
    const built = spawnSync(
      process.execPath,
      [
        compiler,
        'assembly/kernels.ts',
        ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
        ...['--enable', features],
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

function sourceFolder(path: string): string {
  return fileURLToPath(new URL(`../../src-main/${path}`, import.meta.url))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const set of kernelSets) {
    const bytes = compileKernels(set)
    writeFileSync(join(set.folder, 'kernel-bytes.ts'), asSource(bytes))
    console.log(`${set.name}: ${bytes.length} bytes`)
  }
}
