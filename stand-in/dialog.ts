import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, parse, resolve, sep } from 'node:path'
import { app } from './app.ts'
import type { BrowserWindow } from './browser-window.ts'
import { ipcMain } from './ipc-main.ts'
import type { FileDialog, Folder } from './page/protocol.ts'
import { requireKnown, Strict } from './strict.ts'

interface FileOptions {
  readonly title?: string
  readonly defaultPath?: string
  readonly buttonLabel?: string
  readonly filters?: readonly { readonly name: string; readonly extensions: readonly string[] }[]
  readonly properties?: readonly string[]
}

interface MessageOptions {
  readonly message: string
  readonly type?: string
  readonly title?: string
  readonly detail?: string
  readonly buttons?: readonly string[]
  readonly defaultId?: number
  readonly cancelId?: number
  readonly noLink?: boolean
}

const fileOptions = ['title', 'defaultPath', 'buttonLabel', 'filters', 'properties']
const messageOptions = ['message', 'type', 'title', 'detail', 'buttons', 'defaultId', 'cancelId', 'noLink']
const chinese = { open: '打开', save: '保存', cancel: '取消', name: '文件名' }
const english = { open: 'Open', save: 'Save', cancel: 'Cancel', name: 'File name' }

/** Electron's `dialog`, as a sheet over the window. */
class Dialog extends Strict {
  protected readonly events = []

  async showOpenDialog(window: BrowserWindow, options: FileOptions) {
    requireKnown('showOpenDialog', options, fileOptions)
    const properties = options.properties ?? ['openFile']
    const kind = properties.includes('openDirectory') ? 'folder' : 'open'
    const filePaths = await askForFile(window, options, kind, properties.includes('multiSelections'))
    return { canceled: filePaths.length === 0, filePaths }
  }

  async showSaveDialog(window: BrowserWindow, options: FileOptions) {
    requireKnown('showSaveDialog', options, fileOptions)
    const [filePath = ''] = await askForFile(window, options, 'save', false)
    return { canceled: filePath === '', filePath }
  }

  async showMessageBox(window: BrowserWindow, options: MessageOptions) {
    requireKnown('showMessageBox', options, messageOptions)
    const { message, detail = '', buttons = ['OK'], defaultId = 0, cancelId = 0 } = options
    const response = await window.webContents.ask({
      message: { message, detail, buttons, defaultId, cancelId },
    })
    return { response: response as number, checkboxChecked: false }
  }

  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}\n${content}\n`)
  }
}

async function askForFile(
  window: BrowserWindow,
  options: FileOptions,
  kind: FileDialog['kind'],
  several: boolean,
): Promise<string[]> {
  serveFolders()
  const words = app.getLocale().startsWith('zh') ? chinese : english
  const start = resolve(options.defaultPath ?? app.getPath('home'))
  const extensions = (options.filters ?? []).flatMap((filter) => filter.extensions)
  const file: FileDialog = {
    title: options.title ?? words[kind === 'save' ? 'save' : 'open'],
    confirm: options.buttonLabel ?? words[kind === 'save' ? 'save' : 'open'],
    cancel: words.cancel,
    name: words.name,
    folder: isFolder(start) ? start : dirname(start),
    kind,
    several,
    fileName: kind === 'save' && !isFolder(start) ? basename(start) : '',
    extensions: extensions.includes('*') ? [] : extensions.map((extension) => extension.toLowerCase()),
  }
  return (await window.webContents.ask({ file })) as string[]
}

let serving = false

/** Only a sheet that the program opened asks for folders: the preload of the product has no such call. */
function serveFolders(): void {
  if (serving) return
  serving = true
  ipcMain.handle('stand-in:list-folder', (_event, folder) => listFolder(String(folder)))
}

function listFolder(wanted: string): Folder {
  let path = resolve(wanted)
  while (!isFolder(path) && path !== parse(path).root) path = dirname(path)
  const entries = readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => ({ name: entry.name, folder: isFolder(resolve(path, entry.name)) }))
    .sort(
      (first, second) =>
        Number(second.folder) - Number(first.folder) || first.name.localeCompare(second.name),
    )
  return { path, parent: path === parse(path).root ? null : dirname(path), separator: sep, entries }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}

export const dialog = new Dialog()
