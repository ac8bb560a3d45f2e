import type { Encoding } from '../../../contract/data.ts'

/** Signatures of files that are no text: what they start with, and what people call them. */
const signatures: readonly (readonly [string, string])[] = [
  ['504b0304', 'ZIP'],
  ['504b0506', 'ZIP'],
  ['50415231', 'Parquet'],
  ['53514c69746520666f726d6174203300', 'SQLite'],
  ['25504446', 'PDF'],
  ['d0cf11e0a1b11ae1', 'XLS'],
  ['89504e47', 'PNG'],
  ['ffd8ff', 'JPEG'],
  ['28b52ffd', 'Zstandard'],
  ['fd377a585a00', 'XZ'],
  ['425a68', 'bzip2'],
  ['fffe0000', 'UTF-32'],
  ['0000feff', 'UTF-32'],
]

/** What a text is that is no table of rows, by how it begins; null for any other. */
export function markupFormat(text: string): string | null {
  if (/^\s*(\{\s*"|\[\s*[{["])/.test(text)) return 'JSON'
  if (/^\s*<(!doctype html|html|head|body|table)\b/i.test(text)) return 'HTML'
  return /^\s*<\?xml\b/i.test(text) ? 'XML' : null
}

/** What the bytes are where they are no text: the format's name, or '' where it is unknown; null for text. */
export function binaryFormat(head: Uint8Array): string | null {
  const start = Buffer.from(head.subarray(0, 16)).toString('hex')
  for (const [signature, name] of signatures) if (start.startsWith(signature)) return name
  if (byteOrderMark(head) || zeroPattern(head)) return null
  let odd = 0
  for (const byte of head) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) odd++
  return odd > head.length / 100 ? '' : null
}

export interface DetectedEncoding {
  readonly encoding: Encoding
  /** By what its characters look like: neither a mark nor the rules of the encoding say so. */
  readonly guessed: boolean
}

/**
 * The encoding of a text: by byte order mark, else by the zero bytes of UTF-16, else UTF-8 where every probe is valid
 * UTF-8, else GB18030 where its pairs are mostly common Han characters, else Windows-1252.
 *
 * `head` is the file's start; `probes` are pieces from anywhere in it, which may begin and end inside a character.
 */
export function detectEncoding(head: Uint8Array, probes: readonly Uint8Array[] = []): DetectedEncoding {
  const marked = byteOrderMark(head) ?? zeroPattern(head)
  if (marked) return { encoding: marked, guessed: false }
  const pieces = [trimPartial(head, false), ...probes.map((probe) => trimPartial(probe, true))]
  if (pieces.every((piece) => isValid('utf-8', piece))) return { encoding: 'utf-8', guessed: false }
  return { encoding: pieces.every(looksChinese) ? 'gb18030' : 'windows-1252', guessed: true }
}

function byteOrderMark(head: Uint8Array): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (head[0] === 0x84 && head[1] === 0x31 && head[2] === 0x95 && head[3] === 0x33) return 'gb18030'
  return null
}

/** Delimiters, digits and line ends have a zero byte in UTF-16, always in the same half. */
function zeroPattern(head: Uint8Array): Encoding | null {
  let even = 0
  let odd = 0
  const length = Math.min(head.length, 65_536)
  for (let i = 0; i < length; i++) {
    if (head[i] !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  if (odd > length * 0.1 && even < length * 0.01) return 'utf-16le'
  if (even > length * 0.1 && odd < length * 0.01) return 'utf-16be'
  return null
}

/** Cuts what may be the end of a character at the start, and the start of one at the end. */
function trimPartial(bytes: Uint8Array, atStart: boolean): Uint8Array {
  let from = 0
  if (atStart) while (from < 3 && (bytes[from] & 0xc0) === 0x80) from++
  let to = bytes.length
  for (let back = 1; back <= 3 && back <= to - from; back++) {
    const byte = bytes[bytes.length - back]
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      to = bytes.length - back
      break
    }
  }
  return bytes.subarray(from, to)
}

function isValid(encoding: string, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Share of two-byte sequences in GB 2312's punctuation, full-width forms and first-level Han characters. */
function looksChinese(bytes: Uint8Array): boolean {
  let pairs = 0
  let common = 0
  for (let i = 0; i < bytes.length - 1; i++) {
    if (bytes[i] < 0x81) continue
    const lead = bytes[i]
    const trail = bytes[i + 1]
    pairs++
    if (trail >= 0xa1 && ((lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xf7))) common++
    i++
  }
  return common >= pairs * 0.7
}
