import jpeg from 'jpeg-js'
import { fail } from '../../contract/errors.ts'
import { type Bitmap, unreadableImage } from './bitmap.ts'
import { imageHeader } from './image-header.ts'
import { decodePng } from './png.ts'
import type { WebpDecoder } from './webp.ts'

/** Pixels that an image may unpack to, 160 MB of them: more than a photograph for a shop has. */
const mostPixels = 40_000_000

/**
 * A PNG or JPEG image in memory, or a WebP image where `decodeWebp` is given. Its size is read before it is unpacked, so that a small
 * file cannot fill the memory.
 *
 * Throws INGEST_IMAGE_UNREADABLE, INGEST_IMAGE_TOO_LARGE.
 */
export function decodeImage(bytes: Uint8Array, decodeWebp?: WebpDecoder): Bitmap {
  const header = imageHeader(bytes)
  if (header === null || header.width === 0 || header.height === 0) throw unreadableImage()
  const { format, width, height } = header
  if (width * height > mostPixels)
    throw fail('INGEST_IMAGE_TOO_LARGE', { width, height, limit: mostPixels / 1e6 })
  try {
    if (format === 'webp') return decodeWebp!(bytes)
    return format === 'png' ? decodePng(bytes) : decodeJpeg(bytes)
  } catch {
    throw unreadableImage()
  }
}

function decodeJpeg(bytes: Uint8Array): Bitmap {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    tolerantDecoding: false,
    maxResolutionInMP: mostPixels / 1e6,
    maxMemoryUsageInMB: 2048,
  })
  return { width, height, pixels: data }
}
