import { join } from 'node:path'
import { app, type BrowserWindow, dialog, type FileFilter } from 'electron'
import type { OpenPurpose, SavePurpose } from '../contract/bridge.ts'
import type { Locale } from '../contract/messages.ts'
import type { MessageKey } from '../contract/words.ts'
import { say } from '../engine/render.ts'

interface FileKind {
  readonly words: MessageKey
  readonly extensions: readonly string[]
}

const kinds: Readonly<Record<OpenPurpose | SavePurpose, FileKind>> = {
  project: { words: 'file_kind_project', extensions: ['antecedent'] },
  log: {
    words: 'file_kind_log',
    extensions: ['csv', 'tsv', 'txt', 'gz', 'json', 'jsonl', 'ndjson', 'parquet', 'xlsx'],
  },
  graph: { words: 'file_kind_graph', extensions: ['json', 'dot', 'gml', 'txt'] },
  html: { words: 'file_kind_html', extensions: ['html'] },
  pdf: { words: 'file_kind_pdf', extensions: ['pdf'] },
  xlsx: { words: 'file_kind_xlsx', extensions: ['xlsx'] },
  csv: { words: 'file_kind_csv', extensions: ['csv'] },
  json: { words: 'file_kind_json', extensions: ['json'] },
  svg: { words: 'file_kind_svg', extensions: ['svg'] },
  text: { words: 'file_kind_text', extensions: ['txt'] },
}

/** Asks for a file to read: its path, or null. */
export async function askToOpen(
  window: BrowserWindow,
  purpose: OpenPurpose,
  locale: Locale,
): Promise<string | null> {
  const every = { name: say({ words: 'file_kind_any' }, locale), extensions: ['*'] }
  const answer = await dialog.showOpenDialog(window, {
    filters: [filterOf(purpose, locale), ...(purpose === 'project' ? [] : [every])],
    properties: ['openFile'],
  })
  return answer.canceled ? null : (answer.filePaths[0] ?? null)
}

/** Asks where to write: a path that ends as its kind does, or null. */
export async function askToSave(
  window: BrowserWindow,
  purpose: SavePurpose,
  suggestedName: string,
  locale: Locale,
): Promise<string | null> {
  const answer = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), withExtension(suggestedName, kinds[purpose].extensions)),
    filters: [filterOf(purpose, locale)],
  })
  return answer.canceled || answer.filePath === ''
    ? null
    : withExtension(answer.filePath, kinds[purpose].extensions)
}

/** The name as it is where it ends in one of the extensions, with the first one otherwise. */
export function withExtension(name: string, extensions: readonly string[]): string {
  const ends = extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`))
  return ends ? name : `${name}.${extensions[0]}`
}

function filterOf(purpose: OpenPurpose | SavePurpose, locale: Locale): FileFilter {
  const { words, extensions } = kinds[purpose]
  return { name: say({ words }, locale), extensions: [...extensions] }
}
