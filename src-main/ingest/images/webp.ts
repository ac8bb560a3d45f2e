import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Bitmap, unreadableImage } from './bitmap.ts'

/** Unpacks a WebP image; throws INGEST_IMAGE_UNREADABLE. */
export type WebpDecoder = (bytes: Uint8Array) => Bitmap

interface Decoded {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

type InstanceImports = ConstructorParameters<typeof WebAssembly.Instance>[1]

let compiled: WebAssembly.Module | null = null

/**
 * A decoder with a memory of its own (libwebp in WebAssembly), in which a hostile file is shut in. That memory grows to the largest
 * image's size and never shrinks: open one for a few images and let go of it.
 */
export async function openWebpDecoder(): Promise<WebpDecoder> {
  const name = '@jsquash/webp/codec/dec/webp_dec'
  const { default: factory } = await import('@jsquash/webp/codec/dec/webp_dec.js')
  compiled ??= new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve(`${name}.wasm`)))
  const module = compiled
  const { decode } = (await factory({
    noInitialRun: true,
    instantiateWasm(imports: InstanceImports, done: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(module, imports)
      done(instance)
      return instance.exports
    },
  })) as { decode(bytes: Uint8Array): Decoded | null }
  return (bytes) => {
    const decoded = decode(bytes)
    if (decoded === null) throw unreadableImage()
    const { width, height, data } = decoded
    return { width, height, pixels: new Uint8Array(data.buffer, data.byteOffset, data.length) }
  }
}
