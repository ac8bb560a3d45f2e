import { posix } from 'node:path'
import { fail } from '../../../contract/errors.ts'
import type { ZipArchive } from '../../zip-archive.ts'
import { type DateFormat, dateFormat } from './date-formats.ts'
import { readSharedStrings } from './shared-strings.ts'
import { readXml } from './xml.ts'

export interface Sheet {
  readonly name: string
  /** Its file in the archive. */
  readonly part: string
}

/** What a workbook says once for all of its sheets. */
export interface Workbook {
  readonly sheets: readonly Sheet[]
  /** Days are counted from 1904. */
  readonly from1904: boolean
  /** Texts that cells refer to by their number. */
  readonly strings: readonly string[]
  /** What a cell's style shows of a number, by the style's number. */
  readonly dateFormats: readonly DateFormat[]
}

const workbookPart = /^xl\/workbook[^/]*\.xml$/

/** Whether these are the files of a workbook in Office Open XML. */
export function isWorkbook(names: readonly string[]): boolean {
  return names.some((name) => workbookPart.test(name))
}

/** Throws INGEST_XLSX_DAMAGED and what `ZipArchive.chunks` throws. */
export async function readWorkbook(path: string, archive: ZipArchive): Promise<Workbook> {
  const part = archive.names.find((name) => workbookPart.test(name))
  if (part === undefined) throw fail('INGEST_XLSX_DAMAGED', { path })
  const relations = await readRelations(path, archive, part)
  const partOf = (type: string) => relations.find((each) => each.type === type)?.target
  const { listed, from1904 } = await readSheetList(path, archive, part)
  const sheets = listed.flatMap(({ name, id }) => {
    const relation = relations.find((each) => each.id === id && each.type === 'worksheet')
    return relation === undefined ? [] : [{ name, part: relation.target }]
  })
  if (sheets.length === 0) throw fail('INGEST_XLSX_DAMAGED', { path })
  return {
    sheets,
    from1904,
    strings: await readSharedStrings(path, archive, partOf('sharedStrings')),
    dateFormats: await readDateFormats(path, archive, partOf('styles')),
  }
}

interface Relation {
  readonly id: string
  readonly type: string
  readonly target: string
}

async function readRelations(path: string, archive: ZipArchive, part: string): Promise<readonly Relation[]> {
  const relations: Relation[] = []
  const folder = posix.dirname(part)
  const file = `${folder}/_rels/${posix.basename(part)}.rels`
  await readXml(path, archive.chunks(file), {
    open(name, { Id: id = '', Type: type = '', Target: target = '' }) {
      if (name !== 'Relationship') return
      const place = target.startsWith('/') ? target.slice(1) : posix.join(folder, target)
      relations.push({ id, type: posix.basename(type), target: place })
    },
    close() {},
    text() {},
  })
  return relations
}

async function readSheetList(path: string, archive: ZipArchive, part: string) {
  const listed: { name: string; id: string }[] = []
  let from1904 = false
  await readXml(path, archive.chunks(part), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '')
      if (name !== 'sheet') return
      const [, id = ''] = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key)) ?? []
      listed.push({ name: attributes.name ?? '', id })
    },
    close() {},
    text() {},
  })
  return { listed, from1904 }
}

async function readDateFormats(
  path: string,
  archive: ZipArchive,
  part: string | undefined,
): Promise<readonly DateFormat[]> {
  if (part === undefined) return []
  const codes = new Map<number, string>()
  const ids: number[] = []
  let inCells = false
  await readXml(path, archive.chunks(part), {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') codes.set(Number(numFmtId), formatCode)
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) ids.push(Number(numFmtId))
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
    text() {},
  })
  return ids.map((id) => dateFormat(id, codes.get(id)))
}
