import { SaxesParser } from 'saxes'
import { fail } from '../../../contract/errors.ts'

/** Longer texts than this stand in no cell: Excel ends at 32,767 characters. */
const longestText = 1024 * 1024

type Attributes = Readonly<Record<string, string>>

export interface XmlReader {
  /** An element begins; names come without their prefix. */
  open(name: string, attributes: Attributes): void
  close(name: string): void
  text(text: string): void
}

export interface XmlPush {
  write(bytes: Uint8Array): void
  end(): void
}

/** Hands the elements of a document over as its bytes come. Throws INGEST_XLSX_DAMAGED; entities beside XML's own are refused. */
export function xmlPush(path: string, reader: XmlReader): XmlPush {
  const parser = new SaxesParser()
  const decoder = new TextDecoder('utf-8')
  const text = (piece: string) => {
    if (piece.length > longestText) throw fail('INGEST_XLSX_DAMAGED', { path })
    reader.text(piece)
  }
  let failed = false
  parser.on('error', () => {
    failed = true
  })
  parser.on('opentag', ({ name, attributes }) => reader.open(bare(name), attributes as Attributes))
  parser.on('closetag', ({ name }) => reader.close(bare(name)))
  parser.on('text', text)
  parser.on('cdata', text)
  const check = () => {
    if (failed) throw fail('INGEST_XLSX_DAMAGED', { path })
  }
  return {
    write(bytes) {
      parser.write(decoder.decode(bytes, { stream: true }))
      check()
    },
    end() {
      parser.write(decoder.decode()).close()
      check()
    },
  }
}

/** Reads a whole document. */
export async function readXml(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  reader: XmlReader,
): Promise<void> {
  const push = xmlPush(path, reader)
  for await (const chunk of bytes) push.write(chunk)
  push.end()
}

function bare(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
