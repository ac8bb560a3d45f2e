import type { OpenPurpose, SavePurpose } from '../contract/bridge.ts'
import type { MessageKey } from '../contract/words.ts'

interface FileKind {
  readonly words: MessageKey
  readonly extensions: readonly string[]
}

/** What each kind of file is called, and how its name may end; the first is the one we write. */
export const fileKinds: Readonly<Record<Exclude<OpenPurpose, 'folder'> | SavePurpose, FileKind>> = {
  project: { words: 'file_kind_project', extensions: ['antecedent'] },
  log: {
    words: 'file_kind_log',
    extensions: ['csv', 'tsv', 'txt', 'parquet', 'xlsx', 'jsonl', 'ndjson', 'gz', 'zip'],
  },
  graph: {
    words: 'file_kind_graph',
    extensions: ['json', 'dot', 'gml', 'txt', 'gv', 'graphml', 'xml', 'tetrad', 'bif', 'lavaan', 'lav'],
  },
  model: { words: 'file_kind_model', extensions: ['safetensors'] },
  html: { words: 'file_kind_html', extensions: ['html'] },
  pdf: { words: 'file_kind_pdf', extensions: ['pdf'] },
  xlsx: { words: 'file_kind_xlsx', extensions: ['xlsx'] },
  csv: { words: 'file_kind_csv', extensions: ['csv'] },
  json: { words: 'file_kind_json', extensions: ['json'] },
  svg: { words: 'file_kind_svg', extensions: ['svg'] },
  png: { words: 'file_kind_png', extensions: ['png'] },
  tex: { words: 'file_kind_tex', extensions: ['tex'] },
  text: { words: 'file_kind_text', extensions: ['txt'] },
}

/** The name as it is where it ends in one of the extensions, with the first one otherwise. */
export function withExtension(name: string, extensions: readonly string[]): string {
  const ends = extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`))
  return ends ? name : `${name}.${extensions[0]}`
}
