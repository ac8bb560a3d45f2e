import { inflateSync } from 'node:zlib'
import type { Bitmap } from './bitmap.ts'
import { unfilterRow } from './png-filters.ts'

/** What the rows of a PNG image are made of (PNG 3rd ed., 11.2). */
interface PngForm {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colour: number
  readonly interlaced: boolean
  readonly palette: Uint8Array
  /** tRNS: opacities of the palette, or the one colour that is not seen. */
  readonly seeThrough: Uint8Array
}

/** Numbers of a pixel by colour type: grey, –, red green blue, palette, grey and opacity, –, all four. */
const samplesOf = [1, 0, 3, 1, 2, 0, 4]
const depthsOf = [[1, 2, 4, 8, 16], [], [8, 16], [1, 2, 4, 8], [8, 16], [], [8, 16]]

/** Adam7: where each pass begins and how far apart its pixels are, across and down. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
]

/**
 * A PNG image of any colour type and depth, interlaced or not, eight bits of each number kept. Only what the pixels need is unpacked,
 * and never more than the size in the header says. Throws an Error where the file is damaged or cut off.
 */
export function decodePng(bytes: Uint8Array): Bitmap {
  const { form, data } = readChunks(bytes)
  const { width, height, interlaced } = form
  const fields = (interlaced ? passes : [[0, 0, 1, 1]])
    .map(([left, top, across, down]) => ({
      ...{ left, top, across, down },
      columns: Math.ceil((width - left) / across),
      rows: Math.ceil((height - top) / down),
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
  const bits = samplesOf[form.colour] * form.depth
  const rowBytes = (columns: number) => Math.ceil((columns * bits) / 8)
  const expected = fields.reduce((sum, { columns, rows }) => sum + rows * (1 + rowBytes(columns)), 0)
  const packed = inflateSync(data, { maxOutputLength: expected + 64 })
  if (packed.length < expected) throw new Error('cut off')
  const pixels = new Uint8Array(4 * width * height)
  let at = 0
  for (const { left, top, across, down, columns, rows } of fields) {
    const length = rowBytes(columns)
    let above: Uint8Array = new Uint8Array(length)
    for (let row = 0; row < rows; row++) {
      const own = packed.subarray(at + 1, at + 1 + length)
      unfilterRow(packed[at], own, above, Math.max(1, bits >> 3))
      paintRow(form, own, columns, pixels, 4 * ((top + row * down) * width + left), 4 * across)
      above = own
      at += 1 + length
    }
  }
  return { width, height, pixels }
}

function readChunks(bytes: Uint8Array): { readonly form: PngForm; readonly data: Buffer } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const data: Uint8Array[] = []
  let [palette, seeThrough] = [new Uint8Array(0), new Uint8Array(0)]
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (at + 12 + length > bytes.length) throw new Error('cut off')
    const content = bytes.subarray(at + 8, at + 8 + length)
    if (name === 'PLTE') palette = new Uint8Array(content)
    else if (name === 'tRNS') seeThrough = new Uint8Array(content)
    else if (name === 'IDAT') data.push(content)
    else if (name === 'IEND') break
    at += 12 + length
  }
  const [depth, colour, interlaced] = [bytes[24], bytes[25], bytes[28] === 1]
  if (!depthsOf[colour]?.includes(depth) || (colour === 3 && palette.length < 3)) throw new Error('damaged')
  const form = { width: view.getUint32(16), height: view.getUint32(20), depth, colour, interlaced }
  return { form: { ...form, palette, seeThrough }, data: Buffer.concat(data) }
}

/** Puts a row's pixels into the bitmap, the first at `at`, `step` bytes apart. */
function paintRow(
  { colour, depth, palette, seeThrough }: PngForm,
  row: Uint8Array,
  columns: number,
  pixels: Uint8Array,
  at: number,
  step: number,
): void {
  const samples = samplesOf[colour]
  const bytes = depth === 16 ? 2 : 1
  const largest = (1 << Math.min(8, depth)) - 1
  const raw = (index: number): number =>
    depth >= 8
      ? row[index * bytes]
      : (row[(index * depth) >> 3] >> (8 - depth - ((index * depth) & 7))) & largest
  const hidden = (first: number): boolean => {
    if (seeThrough.length < 2 * samples) return false
    for (let k = 0; k < samples; k++) {
      const index = first + k
      const whole = depth === 16 ? (row[2 * index] << 8) | row[2 * index + 1] : raw(index)
      if (whole !== ((seeThrough[2 * k] << 8) | seeThrough[2 * k + 1])) return false
    }
    return true
  }
  for (let x = 0; x < columns; x++, at += step) {
    const first = x * samples
    if (colour === 3) {
      const entry = raw(first)
      if (3 * entry + 2 >= palette.length) throw new Error('damaged')
      pixels.set(palette.subarray(3 * entry, 3 * entry + 3), at)
      pixels[at + 3] = seeThrough[entry] ?? 255
    } else if (samples >= 3) {
      for (let k = 0; k < 3; k++) pixels[at + k] = raw(first + k)
      pixels[at + 3] = samples === 4 ? raw(first + 3) : hidden(first) ? 0 : 255
    } else {
      pixels.fill((raw(first) * 255) / largest, at, at + 3)
      pixels[at + 3] = samples === 2 ? raw(first + 1) : hidden(first) ? 0 : 255
    }
  }
}
