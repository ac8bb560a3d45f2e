import { fail } from '../../../contract/errors.ts'
import type { ZipArchive } from '../../zip-archive.ts'
import { readXml } from './xml.ts'

/** Characters of all texts together that are held: as many as a sheet of a million rows with long texts has. */
const mostCharacters = 400 * 1024 * 1024

/** The texts that cells refer to by number; what says how to pronounce them is left out. Throws INGEST_XLSX_TOO_LARGE. */
export async function readSharedStrings(
  path: string,
  archive: ZipArchive,
  part: string | undefined,
): Promise<readonly string[]> {
  const strings: string[] = []
  if (part === undefined) return strings
  let current = ''
  let characters = 0
  let inText = false
  let aside = 0
  await readXml(path, archive.chunks(part), {
    open(name) {
      if (name === 'si') current = ''
      else if (name === 'rPh') aside++
      else if (name === 't') inText = aside === 0
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') aside--
      else if (name === 'si') {
        characters += current.length
        if (characters > mostCharacters) throw fail('INGEST_XLSX_TOO_LARGE', { path })
        strings.push(unescaped(current))
      }
    },
    text(text) {
      if (inText) current += text
    },
  })
  return strings
}

/** `_x000D_` is how a character stands in a workbook that XML does not allow. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
