import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import jpeg from 'jpeg-js'
import { PNG } from 'pngjs'
import { afterAll, describe, expect, test } from 'vitest'
import { silent } from '../../../src-main/contract/monitor.ts'
import type { Bitmap } from '../../../src-main/ingest/images/bitmap.ts'
import { decodeImage } from '../../../src-main/ingest/images/decode-image.ts'
import { findImages, itemOfFile } from '../../../src-main/ingest/images/find-images.ts'
import { imageHeader } from '../../../src-main/ingest/images/image-header.ts'
import { readThumbnails } from '../../../src-main/ingest/images/read-thumbnails.ts'
import { thumbnail } from '../../../src-main/ingest/images/thumbnail.ts'
import { openWebpDecoder } from '../../../src-main/ingest/images/webp.ts'
import { random } from '../../../src-main/numeric/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'images-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Form {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colour: number
  readonly interlaced?: boolean
  readonly extra?: readonly Buffer[]
}

function chunk(name: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const out = Buffer.alloc(8 + body.length)
  out.writeUInt32BE(content.length)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), 4 + body.length)
  return out
}

/** A PNG file of arbitrary packed rows, every filter in turn: any bytes are some image. */
function pngOf({ width, height, depth, colour, interlaced = false, extra = [] }: Form, seed: number): Buffer {
  const source = random(seed, 'png')
  const samples = [1, 0, 3, 1, 2, 0, 4][colour]
  const fields = interlaced
    ? [
        [0, 0, 8, 8],
        [4, 0, 8, 8],
        [0, 4, 4, 8],
        [2, 0, 4, 4],
        [0, 2, 2, 4],
        [1, 0, 2, 2],
        [0, 1, 1, 2],
      ]
    : [[0, 0, 1, 1]]
  const rows: number[] = []
  let filter = 0
  for (const [left, top, across, down] of fields) {
    const [columns, lines] = [Math.ceil((width - left) / across), Math.ceil((height - top) / down)]
    if (columns <= 0) continue
    for (let row = 0; row < lines; row++) {
      rows.push(colour === 3 ? 0 : filter++ % 5)
      const bytes = Math.ceil((columns * samples * depth) / 8)
      // Two colours in four of a palette; elsewhere whatever comes.
      for (let at = 0; at < bytes; at++)
        rows.push(colour === 3 && depth === 8 ? source.integer(4) : source.integer(256))
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', deflateSync(Uint8Array.from(rows))),
    chunk('IEND', new Uint8Array(0)),
  ])
}

const palette = chunk(
  'PLTE',
  Uint8Array.from({ length: 48 }, (_, at) => (at * 37) % 256),
)
const forms: Form[] = [
  ...[1, 2, 4, 8].map((depth) => ({ width: 13, height: 11, depth, colour: 0 })),
  { width: 9, height: 9, depth: 8, colour: 2 },
  { width: 9, height: 7, depth: 8, colour: 4 },
  { width: 8, height: 9, depth: 8, colour: 6 },
  ...[2, 4, 8].map((depth) => ({ width: 15, height: 6, depth, colour: 3, extra: [palette] })),
  {
    ...{ width: 7, height: 6, depth: 4, colour: 3 },
    extra: [palette, chunk('tRNS', Uint8Array.of(0, 128, 255))],
  },
  ...[0, 2, 6].map((colour) => ({ width: 11, height: 10, depth: 8, colour, interlaced: true })),
  { width: 3, height: 2, depth: 2, colour: 0, interlaced: true },
]

describe('PNG', () => {
  test('of every form is read as pngjs reads it', () => {
    for (const [seed, form] of forms.entries()) {
      const file = pngOf(form, seed)
      const expected = PNG.sync.read(file)
      const found = decodeImage(file)
      expect(found, JSON.stringify(form)).toMatchObject({ width: form.width, height: form.height })
      expect(Buffer.from(found.pixels).equals(expected.data), JSON.stringify(form)).toBe(true)
    }
  })

  test('of sixteen bits keeps the upper eight', () => {
    const found = decodeImage(pngOf({ width: 6, height: 5, depth: 16, colour: 2 }, 3))
    const expected = PNG.sync.read(pngOf({ width: 6, height: 5, depth: 16, colour: 2 }, 3), {
      skipRescale: true,
    })
    const wide = expected.data as unknown as Uint16Array
    for (let at = 0; at < found.pixels.length; at++) {
      if (at % 4 !== 3) expect(found.pixels[at]).toBe(wide[at] >> 8)
    }
  })

  test('one colour can be seen through', () => {
    const extra = [chunk('tRNS', Uint8Array.of(0, 1))]
    const { pixels } = decodeImage(pngOf({ width: 8, height: 8, depth: 1, colour: 0, extra }, 1))
    for (let at = 0; at < pixels.length; at += 4) expect(pixels[at + 3]).toBe(pixels[at] === 255 ? 0 : 255)
  })

  test('that is damaged, cut off or a bomb is refused, and fills no memory', () => {
    const whole = pngOf(forms[5], 9)
    const code = (bytes: Uint8Array) => {
      try {
        decodeImage(bytes)
        return 'read'
      } catch (error) {
        return (error as { code?: string }).code
      }
    }
    for (const length of [0, 5, 20, 40, whole.length - 30]) {
      expect(code(whole.subarray(0, length))).toBe('INGEST_IMAGE_UNREADABLE')
    }
    const flipped = Buffer.from(whole)
    flipped[whole.indexOf('IDAT') + 6] ^= 0xff
    expect(code(flipped)).toBe('INGEST_IMAGE_UNREADABLE')
    expect(code(Buffer.from('GIF89a and so on'))).toBe('INGEST_IMAGE_UNREADABLE')

    const huge = Buffer.from(whole)
    huge.writeUInt32BE(60_000, 16)
    huge.writeUInt32BE(60_000, 20)
    expect(code(huge)).toBe('INGEST_IMAGE_TOO_LARGE')
    const tall = Buffer.from(jpeg.encode({ width: 8, height: 8, data: Buffer.alloc(256, 90) }).data)
    const frame = tall.indexOf(Buffer.from([0xff, 0xc0]))
    tall.writeUInt16BE(65_000, frame + 5)
    tall.writeUInt16BE(65_000, frame + 7)
    expect(code(tall)).toBe('INGEST_IMAGE_TOO_LARGE')

    const header = Buffer.alloc(13)
    header.writeUInt32BE(10)
    header.writeUInt32BE(10, 4)
    header.set([8, 0, 0, 0, 1], 8)
    const bomb = Buffer.concat([
      whole.subarray(0, 8),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(new Uint8Array(200_000_000), { level: 1 })),
      chunk('IEND', new Uint8Array(0)),
    ])
    const before = process.memoryUsage().rss
    expect(code(bomb)).toBe('INGEST_IMAGE_UNREADABLE')
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6)
  })
})

describe('WebP', () => {
  // Written by libwebp 1.6 through Pillow 13: 7 × 5, red 30x, green 50y, blue 200 − 20x, opacity 128 where 3 divides x + y.
  const lossless = Buffer.from(
    'UklGRkIAAABXRUJQVlA4TDYAAAAvBgABELmM6H/silD86H+AINumTPPHe84wHkemF5AkPZeeq03bgJmc+gg25835ND/L/CD/xgA=',
    'base64',
  )
  // 16 × 16 of one colour, 40, 120, 200.
  const lossy = Buffer.from(
    'UklGRj4AAABXRUJQVlA4IDIAAADQAQCdASoQABAAAMASJaACdLoB+AADsAD+8JtD/4yp8SF+JC/8ZU/998Pe+HvfD/JQAA==',
    'base64',
  )
  const moving = Buffer.from(
    'UklGRoQAAABXRUJQVlA4WAoAAAACAAAABwAABwAAQU5JTQYAAAAAAAAAAABBTk1GKAAAAAAAAAAAAAcAAAcAAGQAAAJWUDhMDwAAAC8HwAEABxD9j/4HIqL/AQBBTk1GKAAAAAAAAAAAAAcAAAcAAGQAAABWUDhMDwAAAC8HwAEAB9D9j/4HIqL/AQA=',
    'base64',
  )

  test('without loss is read to the bit, opacity with it', async () => {
    const { width, height, pixels } = decodeImage(lossless, await openWebpDecoder())
    expect([width, height]).toEqual([7, 5])
    for (let y = 0; y < 5; y++) {
      for (let x = 0; x < 7; x++) {
        const expected = [30 * x, 50 * y, 200 - 20 * x, (x + y) % 3 === 0 ? 128 : 255]
        expect([...pixels.subarray(4 * (7 * y + x), 4 * (7 * y + x) + 4)]).toEqual(expected)
      }
    }
  })

  test('with loss is read within what its compression loses', async () => {
    const { width, height, pixels } = decodeImage(lossy, await openWebpDecoder())
    expect([width, height]).toEqual([16, 16])
    for (let at = 0; at < pixels.length; at++) {
      expect(Math.abs(pixels[at] - [40, 120, 200, 255][at % 4])).toBeLessThan(6)
    }
  })

  test('that is damaged, cut off, moving or too large is refused, and the next is read', async () => {
    const decode = await openWebpDecoder()
    const code = (bytes: Uint8Array) => {
      try {
        decodeImage(bytes, decode)
        return 'read'
      } catch (error) {
        return (error as { code?: string }).code
      }
    }
    for (const length of [12, 16, 24, 40, lossless.length - 12]) {
      expect(code(lossless.subarray(0, length)), String(length)).toBe('INGEST_IMAGE_UNREADABLE')
    }
    expect(code(moving)).toBe('INGEST_IMAGE_UNREADABLE')
    const huge = Buffer.from(lossless)
    huge.writeUInt32LE((huge.readUInt32LE(21) | 0x0fffffff) >>> 0, 21)
    expect(code(huge)).toBe('INGEST_IMAGE_TOO_LARGE')
    const wide = Buffer.from(lossy)
    wide.writeUInt16LE(16_000, 26)
    wide.writeUInt16LE(16_000, 28)
    expect(code(wide)).toBe('INGEST_IMAGE_TOO_LARGE')
    expect(code(lossless)).toBe('read')
  })
})

function riffChunk(name: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.write(name)
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

function riff(...chunks: readonly Uint8Array[]): Buffer {
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]))
}

/** libwebp's encoder, lossy at 95. */
async function openEncoder(): Promise<(image: Bitmap) => Buffer> {
  const name = '@jsquash/webp/codec/enc/webp_enc'
  const { default: factory } = await import('@jsquash/webp/codec/enc/webp_enc.js')
  const { defaultOptions } = await import('@jsquash/webp/meta.js')
  const module = new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve(`${name}.wasm`)))
  const { encode } = (await factory({
    noInitialRun: true,
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(module, imports)
      done(instance)
      return instance.exports
    },
  })) as { encode(pixels: Uint8Array, width: number, height: number, options: object): Uint8Array }
  return ({ pixels, width, height }) =>
    Buffer.from(encode(pixels, width, height, { ...defaultOptions, quality: 95 }))
}

test('JPEG is read within what its compression loses', () => {
  const data = Buffer.alloc(4 * 32 * 32)
  for (let at = 0; at < 32 * 32; at++) data.set([40, 120 + (at % 32), 200, 255], 4 * at)
  const { pixels, width, height } = decodeImage(jpeg.encode({ width: 32, height: 32, data }, 95).data)
  expect([width, height]).toEqual([32, 32])
  for (let at = 0; at < pixels.length; at++) expect(Math.abs(pixels[at] - data[at])).toBeLessThan(8)
})

describe('an image made small', () => {
  const plain = (width: number, height: number, colour: readonly number[]) => ({
    ...{ width, height },
    pixels: Uint8Array.from({ length: 4 * width * height }, (_, at) => colour[at % 4]),
  })

  test('keeps the mean of every area, whatever the ratio of the sides', () => {
    const source = random(2, 'area')
    const pixels = Uint8Array.from({ length: 4 * 23 * 23 }, (_, at) =>
      at % 4 === 3 ? 255 : source.integer(256),
    )
    const small = thumbnail({ width: 23, height: 23, pixels }, 8)
    for (let colour = 0; colour < 3; colour++) {
      const mean = (values: Uint8Array, step: number) => {
        let [sum, count] = [0, 0]
        for (let at = colour; at < values.length; at += step, count++) sum += values[at]
        return sum / count
      }
      expect(Math.abs(mean(small, 3) - mean(pixels, 4))).toBeLessThan(0.5)
    }
    const halves = plain(4, 4, [0, 0, 0, 255])
    for (let row = 0; row < 4; row++)
      for (const x of [2, 3]) halves.pixels.fill(200, 16 * row + 4 * x, 16 * row + 4 * x + 3)
    expect([...thumbnail(halves, 2)]).toEqual([0, 0, 0, 200, 200, 200, 0, 0, 0, 200, 200, 200])
  })

  test('is drawn on white, in its proportions', () => {
    expect([...thumbnail(plain(5, 5, [10, 20, 30, 0]), 2)]).toEqual(new Array(12).fill(255))
    const wide = thumbnail(plain(40, 20, [0, 0, 0, 255]), 4)
    const rows = [0, 1, 2, 3].map((row) => wide[12 * row])
    expect(rows).toEqual([255, 0, 0, 255])
    expect([...thumbnail(plain(1, 1, [7, 8, 9, 255]), 8)].slice(0, 3)).toEqual([7, 8, 9])
  })
})

test('a folder’s images are found by name and read one by one; a broken one stops no other', async () => {
  writeFileSync(join(folder, 'b.png'), pngOf(forms[4], 1))
  writeFileSync(join(folder, 'a.JPG'), jpeg.encode({ width: 8, height: 8, data: Buffer.alloc(256, 60) }).data)
  writeFileSync(join(folder, 'broken.png'), 'not an image')
  writeFileSync(join(folder, 'notes.txt'), 'no image')
  writeFileSync(join(folder, 'shown.webp'), 'RIFF')
  writeFileSync(join(folder, 'moving.gif'), 'GIF89a')
  const { files, otherImages, others } = findImages(folder, silent)
  expect(files).toEqual(['a.JPG', 'b.png', 'broken.png', 'shown.webp'])
  expect([otherImages, others]).toEqual([1, 1])
  expect(files.map(itemOfFile)).toEqual(['a', 'b', 'broken', 'shown'])
  const found = await readThumbnails.run({ folder, size: 16 }, { files: [...files, 'gone.png'] })
  expect(found.refused.map(({ at, code }) => [at, code])).toEqual([
    [2, 'INGEST_IMAGE_UNREADABLE'],
    [3, 'INGEST_IMAGE_UNREADABLE'],
    [4, 'FILE_NOT_FOUND'],
  ])
  expect(found.pixels.subarray(0, 768).some((byte) => byte !== 0)).toBe(true)
  expect(found.pixels.subarray(1536).every((byte) => byte === 0)).toBe(true)
  expect(() => findImages(join(folder, 'nowhere'), silent)).toThrow('INGEST_FOLDER_UNREADABLE')
})

describe('a photograph that was taken with the camera turned', () => {
  const [width, height] = [48, 32]
  /** Red grows to the right, green downward; blue fills one corner. */
  const shown = (x: number, y: number) => [4 * x + 20, 6 * y + 20, x < 16 && y < 16 ? 220 : 20]

  /** Where the first stored row and column are to be seen (Exif 3.0, table of tag 274), by the tag's number. */
  const sides = [
    ['top', 'left'],
    ['top', 'right'],
    ['bottom', 'right'],
    ['bottom', 'left'],
    ['left', 'top'],
    ['right', 'top'],
    ['right', 'bottom'],
    ['left', 'bottom'],
  ] as const

  function storedAs(orientation: number): Buffer {
    const [rowSide, columnSide] = sides[orientation - 1]
    const lying = rowSide === 'left' || rowSide === 'right'
    const [columns, rows] = lying ? [height, width] : [width, height]
    const data = Buffer.alloc(4 * columns * rows, 255)
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let [x, y] = [0, 0]
        for (const [side, at] of [
          [rowSide, row],
          [columnSide, column],
        ] as const) {
          if (side === 'top') y = at
          else if (side === 'bottom') y = height - 1 - at
          else x = side === 'left' ? at : width - 1 - at
        }
        data.set(shown(x, y), 4 * (row * columns + column))
      }
    }
    return Buffer.from(jpeg.encode({ width: columns, height: rows, data }, 98).data)
  }

  /** The orientation behind another entry, in either order of bytes. */
  function withExif(image: Buffer, orientation: number, little: boolean): Buffer {
    const content = Buffer.concat([Buffer.from('Exif\0\0'), tiffOf(orientation, little)])
    const head = Buffer.from([0xff, 0xe1, 0, content.length + 2])
    return Buffer.concat([image.subarray(0, 2), head, content, image.subarray(2)])
  }

  function tiffOf(orientation: number, little: boolean): Buffer {
    const tiff = Buffer.alloc(8 + 2 + 24 + 4)
    const short = (value: number, at: number) =>
      little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at)
    tiff.write(little ? 'II' : 'MM')
    short(42, 2)
    short(little ? 8 : 0, 4)
    short(little ? 0 : 8, 6)
    short(2, 8)
    short(0x010f, 10)
    short(0x0112, 22)
    short(3, 24)
    short(orientation, 30)
    return tiff
  }

  /** An extended WebP file of the picture and its EXIF behind it (RFC 9649, 2.7). */
  function webpWithExif(image: Buffer, exif: Buffer): Buffer {
    const { width: columns, height: rows } = imageHeader(image)!
    const extended = Buffer.alloc(10)
    extended[0] = 0x08
    extended.writeUIntLE(columns - 1, 4, 3)
    extended.writeUIntLE(rows - 1, 7, 3)
    return riff(riffChunk('VP8X', extended), image.subarray(12), riffChunk('EXIF', exif))
  }

  test('is seen upright as WebP too, with JPEG’s signature before its EXIF or without', async () => {
    const encode = await openEncoder()
    const files: string[] = []
    const plain = thumbnail(decodeImage(storedAs(1)), 16)
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const image = encode(decodeImage(storedAs(orientation)))
      for (const prefix of ['', 'Exif\0\0']) {
        const exif = Buffer.concat([Buffer.from(prefix), tiffOf(orientation, orientation % 2 === 0)])
        files.push(`turned-${orientation}-${prefix.length}.webp`)
        writeFileSync(join(folder, files.at(-1)!), webpWithExif(image, exif))
      }
    }
    const { pixels, refused } = await readThumbnails.run({ folder, size: 16 }, { files })
    expect(refused).toEqual([])
    for (const at of files.keys()) {
      const own = pixels.subarray(at * plain.length, (at + 1) * plain.length)
      expect(Math.max(...own.map((byte, i) => Math.abs(byte - plain[i]))), files[at]).toBeLessThan(24)
    }
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is seen upright: orientation %i', async (orientation) => {
    const plain = thumbnail(decodeImage(storedAs(1)), 16)
    for (const little of [true, false]) {
      const name = `turned-${orientation}-${little}.jpg`
      writeFileSync(join(folder, name), withExif(storedAs(orientation), orientation, little))
      const { pixels, refused } = await readThumbnails.run({ folder, size: 16 }, { files: [name] })
      expect(refused).toEqual([])
      expect(Math.max(...pixels.map((byte, at) => Math.abs(byte - plain[at])))).toBeLessThan(12)
    }
  })

  test('is read as it is stored where its EXIF is cut off, empty or of no number there is', async () => {
    const image = storedAs(6)
    const plain = thumbnail(decodeImage(image), 16)
    const whole = withExif(image, 6, true)
    const short = Buffer.concat([
      image.subarray(0, 2),
      Buffer.from([0xff, 0xe1, 0, 14]),
      whole.subarray(6, 18),
      image.subarray(2),
    ])
    for (const [name, bytes] of [
      ['short', short],
      ['ninth', withExif(image, 9, false)],
      ['none', image],
    ] as const) {
      writeFileSync(join(folder, `${name}.jpg`), bytes)
      const { pixels } = await readThumbnails.run({ folder, size: 16 }, { files: [`${name}.jpg`] })
      expect(pixels).toEqual(plain)
    }
  })
})
