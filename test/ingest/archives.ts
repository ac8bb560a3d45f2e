import { Readable } from 'node:stream'
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib'

/** A file as it lies in an archive. */
export interface PackedFile {
  readonly name: string
  readonly crc: number
  readonly size: number
  readonly packed: Buffer
}

export function packedFile(name: string, contents: string | Uint8Array): PackedFile {
  const bytes = Buffer.from(contents as string)
  return { name, crc: crc32(bytes), size: bytes.length, packed: deflateRawSync(bytes) }
}

/** The same of a file that is too large to be held unpacked. */
export async function packedStream(name: string, chunks: AsyncIterable<Buffer>): Promise<PackedFile> {
  let crc = 0
  let size = 0
  async function* counted() {
    for await (const chunk of chunks) {
      crc = crc32(chunk, crc)
      size += chunk.length
      yield chunk
    }
  }
  const packed: Buffer[] = []
  for await (const chunk of Readable.from(counted()).pipe(createDeflateRaw())) packed.push(chunk as Buffer)
  return { name, crc, size, packed: Buffer.concat(packed) }
}

/** A ZIP archive of these files, deflated. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  return zipOfPacked(Object.entries(files).map(([name, contents]) => packedFile(name, contents)))
}

export function zipOfPacked(files: readonly PackedFile[]): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, crc, size, packed } of files) {
    const called = Buffer.from(name)
    const header = Buffer.alloc(26)
    header.writeUInt16LE(20, 0)
    header.writeUInt16LE(0x800, 2)
    header.writeUInt16LE(8, 4)
    header.writeUInt32LE(crc, 10)
    header.writeUInt32LE(packed.length, 14)
    header.writeUInt32LE(size, 18)
    header.writeUInt16LE(called.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), header, called, packed])
    const more = Buffer.alloc(14)
    more.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), header, more, called]))
    parts.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(central.length, 8)
  end.writeUInt16LE(central.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, directory, end])
}

export interface MadeUpWorkbook {
  /** The XML of each sheet's rows, by the sheet's name. */
  readonly sheets: Readonly<Record<string, string>>
  readonly strings?: readonly string[]
  readonly date1904?: boolean
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A workbook whose cell styles are 0 general, 1 a date, 2 date and time, 3 `yyyy"年"m"月"d"日"`, 4 `[h]:mm`, 5 `0.00E+00`, 6 a time of day. */
export function workbookOf({ sheets, strings = [], date1904 = false }: MadeUpWorkbook): Buffer {
  const parts = Object.values(sheets).map((rows, index) => [
    sheetPart(index),
    `${sheetStart}${rows}${sheetEnd}`,
  ])
  return zipOf({ ...workbookParts(Object.keys(sheets), strings, date1904), ...Object.fromEntries(parts) })
}

export function sheetPart(index: number): string {
  return `xl/worksheets/sheet${index + 1}.xml`
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** What stands around a sheet's rows. */
export const sheetStart = `${xml}<worksheet xmlns="${main}"><sheetData>`
export const sheetEnd = '</sheetData></worksheet>'

/** The files of a workbook but for its sheets. */
export function workbookParts(
  names: readonly string[],
  strings: readonly string[] = [],
  date1904 = false,
): Readonly<Record<string, string>> {
  const listed = names.map(
    (name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  )
  const related = names.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  )
  return {
    '[Content_Types].xml': `${xml}<Types/>`,
    'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${relations}"><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships>${related.join('')}<Relationship Id="a" Type="${relations}/styles" Target="/xl/styles.xml"/><Relationship Id="b" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml': `${xml}<styleSheet xmlns="${main}"><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[h]:mm"/><numFmt numFmtId="166" formatCode="0.00E+00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${[0, 14, 22, 164, 165, 166, 20].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${xml}<sst xmlns="${main}">${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
  }
}

/** A row of cells as XML; numbers as they are, texts inline, null for none. */
export function sheetRow(number: number, cells: readonly (string | number | boolean | null)[]): string {
  const written = cells.map((cell, place) => {
    const at = `r="${columnOf(place)}${number}"`
    if (cell === null) return ''
    if (typeof cell === 'number') return `<c ${at}><v>${cell}</v></c>`
    if (typeof cell === 'boolean') return `<c ${at} t="b"><v>${cell ? 1 : 0}</v></c>`
    if (cell.startsWith('<')) return cell
    const text = cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return `<c ${at} t="inlineStr"><is><t>${text}</t></is></c>`
  })
  return `<row r="${number}">${written.join('')}</row>`
}

function columnOf(place: number): string {
  return place < 26
    ? String.fromCharCode(65 + place)
    : columnOf(Math.floor(place / 26) - 1) + columnOf(place % 26)
}
