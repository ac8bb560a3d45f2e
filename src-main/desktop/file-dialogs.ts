import { join } from 'node:path'
import { app, type BrowserWindow, dialog, type FileFilter } from 'electron'
import type { OpenPurpose, SavePurpose } from '../contract/bridge.ts'
import type { Locale } from '../contract/messages.ts'
import { say } from '../engine/render.ts'
import { fileKinds, withExtension } from './file-kinds.ts'

/** Asks for a file, or a folder, to read: its path, or null. */
export async function askToOpen(
  window: BrowserWindow,
  purpose: OpenPurpose,
  locale: Locale,
): Promise<string | null> {
  if (purpose === 'folder') {
    const answer = await dialog.showOpenDialog(window, { properties: ['openDirectory'] })
    return answer.canceled ? null : (answer.filePaths[0] ?? null)
  }
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
    defaultPath: join(app.getPath('documents'), withExtension(suggestedName, fileKinds[purpose].extensions)),
    filters: [filterOf(purpose, locale)],
  })
  return answer.canceled || answer.filePath === ''
    ? null
    : withExtension(answer.filePath, fileKinds[purpose].extensions)
}

function filterOf(purpose: keyof typeof fileKinds, locale: Locale): FileFilter {
  const { words, extensions } = fileKinds[purpose]
  return { name: say({ words }, locale), extensions: [...extensions] }
}
