import { isWebp, webpChunks } from './riff.ts'

export interface ImageHeader {
  readonly format: 'png' | 'jpeg' | 'webp'
  readonly width: number
  readonly height: number
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** What an image says of itself before anything is unpacked; null where it is none of PNG, JPEG and still WebP, or is cut off. */
export function imageHeader(bytes: Uint8Array): ImageHeader | null {
  if (pngSignature.every((byte, at) => bytes[at] === byte)) return pngHeader(bytes)
  if (isWebp(bytes)) return webpHeader(bytes)
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegHeader(bytes) : null
}

/** IHDR is the first chunk (PNG 3rd ed., 11.2.1). */
function pngHeader(bytes: Uint8Array): ImageHeader | null {
  if (bytes.length < 33) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) }
}

/** From segment to segment up to the start of a frame (ITU-T T.81, B.1.1 and B.2.2). */
function jpegHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]
    if (marker === 0xff) {
      at++
      continue
    }
    if (startsFrame(marker))
      return { format: 'jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    if (marker === 0xd9 || marker === 0xda) return null
    at += 2 + view.getUint16(at + 2)
  }
  return null
}

/** Of the picture itself, whatever the canvas around it is said to be; animations have none (RFC 9649, 2.5 to 2.7). */
function webpHeader(bytes: Uint8Array): ImageHeader | null {
  for (const { name, content } of webpChunks(bytes)) {
    if (content.length < 10) continue
    const view = new DataView(content.buffer, content.byteOffset, content.length)
    if (name === 'VP8 ') {
      const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)]
      return { format: 'webp', width: width & 0x3fff, height: height & 0x3fff }
    }
    if (name === 'VP8L') {
      const sides = view.getUint32(1, true)
      return { format: 'webp', width: 1 + (sides & 0x3fff), height: 1 + ((sides >>> 14) & 0x3fff) }
    }
  }
  return null
}

/** SOF0 to SOF15, without DHT, JPG and DAC among them. */
function startsFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}
