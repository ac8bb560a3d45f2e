import { isWebp, webpChunks } from './riff.ts'

/** Which side of the stored rows and columns is up (Exif 3.0, 4.6.5.1.6, tag 274): 1 is as stored, … 8 a quarter turn to the left. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

const orientationTag = 0x0112
const exifSignature = [0x45, 0x78, 0x69, 0x66, 0, 0]

/** What a JPEG or WebP image says of how it is to be held; 1 where it says nothing, nothing readable, or is neither. */
export function exifOrientation(bytes: Uint8Array): Orientation {
  return isWebp(bytes) ? orientationOfWebp(bytes) : orientationOfJpeg(bytes)
}

/** RFC 9649, 2.7.1.5; some programs write JPEG's signature before it. */
function orientationOfWebp(bytes: Uint8Array): Orientation {
  for (const { name, content } of webpChunks(bytes)) {
    if (name === 'EXIF') return orientationOf(content.subarray(hasSignature(content) ? 6 : 0))
  }
  return 1
}

function hasSignature(bytes: Uint8Array): boolean {
  return exifSignature.every((byte, at) => bytes[at] === byte)
}

function orientationOfJpeg(bytes: Uint8Array): Orientation {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return 1
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xd9 || marker === 0xda) return 1
    const end = at + 2 + view.getUint16(at + 2)
    const isExif = marker === 0xe1 && hasSignature(bytes.subarray(at + 4))
    if (isExif && end <= bytes.length) return orientationOf(bytes.subarray(at + 10, end))
    at = end
  }
  return 1
}

/** Of a TIFF structure: the first directory's entry of twelve bytes, in the byte order that its beginning says. */
function orientationOf(tiff: Uint8Array): Orientation {
  if (tiff.length < 14) return 1
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length)
  const little = view.getUint16(0) === 0x4949
  if (!little && view.getUint16(0) !== 0x4d4d) return 1
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return 1
  const entries = view.getUint16(directory, little)
  for (let at = directory + 2; at < directory + 2 + 12 * entries && at + 12 <= tiff.length; at += 12) {
    if (view.getUint16(at, little) !== orientationTag) continue
    const value = view.getUint16(at + 8, little)
    return value >= 1 && value <= 8 ? (value as Orientation) : 1
  }
  return 1
}

/** For a pixel of the upright square, `end` being its last row, where it is stored. */
const stored: Readonly<
  Record<Orientation, (row: number, column: number, end: number) => readonly [number, number]>
> = {
  1: (row, column) => [row, column],
  2: (row, column, end) => [row, end - column],
  3: (row, column, end) => [end - row, end - column],
  4: (row, column, end) => [end - row, column],
  5: (row, column) => [column, row],
  6: (row, column, end) => [end - column, row],
  7: (row, column, end) => [end - column, end - row],
  8: (row, column, end) => [column, end - row],
}

/** A square of `size` pixels, three bytes each, turned as it is to be held. */
export function upright(square: Uint8Array, size: number, orientation: Orientation): Uint8Array {
  if (orientation === 1) return square
  const turned = new Uint8Array(square.length)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [y, x] = stored[orientation](row, column, size - 1)
      const from = 3 * (y * size + x)
      turned.set(square.subarray(from, from + 3), 3 * (row * size + column))
    }
  }
  return turned
}
