import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { AntecedentError, type ErrorCode, fail } from '../../contract/errors.ts'
import { kernel } from '../../numeric/parallel.ts'
import { decodeImage } from './decode-image.ts'
import { exifOrientation, upright } from './exif-orientation.ts'
import { isWebp } from './riff.ts'
import { thumbnail } from './thumbnail.ts'
import { openWebpDecoder, type WebpDecoder } from './webp.ts'

export interface ThumbnailTask {
  /** Paths from the folder. */
  readonly files: readonly string[]
}

export interface Thumbnails {
  /** size·size·3 bytes a file, zeros for one that was refused. */
  readonly pixels: Uint8Array
  readonly refused: readonly RefusedImage[]
}

/** Why the image at a place among the files could not be read. */
export interface RefusedImage {
  readonly at: number
  readonly code: ErrorCode
  readonly parameters: AntecedentError['parameters']
}

/** Bytes that an image's file may have. */
const mostBytes = 128 * 2 ** 20

/** Reads images and makes them small, upright as their EXIF says. One that cannot be read is named with its reason and stops no other. */
export const readThumbnails = kernel<
  { readonly folder: string; readonly size: number },
  ThumbnailTask,
  Promise<Thumbnails>
>('ingest/read-thumbnails', async ({ folder, size }, { files }) => {
  const each = 3 * size * size
  const pixels = new Uint8Array(each * files.length)
  const refused: RefusedImage[] = []
  let decodeWebp: WebpDecoder | undefined
  for (const [at, file] of files.entries()) {
    try {
      const bytes = bytesOf(join(folder, file))
      if (isWebp(bytes)) decodeWebp ??= await openWebpDecoder()
      // A square is turned after it is small: the same picture, and nothing of the large one's size is copied.
      pixels.set(
        upright(thumbnail(decodeImage(bytes, decodeWebp), size), size, exifOrientation(bytes)),
        at * each,
      )
    } catch (error) {
      if (!(error instanceof AntecedentError)) throw error
      refused.push({ at, code: error.code, parameters: error.parameters })
    }
  }
  return { pixels, refused }
})

function bytesOf(path: string): Uint8Array {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch {
    throw fail('FILE_NOT_FOUND', { path })
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw fail('INGEST_IMAGE_UNREADABLE')
    if (stat.size > mostBytes) {
      throw fail('INGEST_IMAGE_FILE_TOO_LARGE', {
        size: Math.ceil(stat.size / 2 ** 20),
        limit: mostBytes / 2 ** 20,
      })
    }
    const bytes = new Uint8Array(stat.size)
    let read = 0
    for (let more = -1; read < bytes.length && more !== 0; read += more) {
      more = readSync(descriptor, bytes, read, bytes.length - read, read)
    }
    return bytes.subarray(0, read)
  } finally {
    closeSync(descriptor)
  }
}
