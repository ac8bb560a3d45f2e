import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BrowserWindow } from 'electron'
import type { PrintRequest } from '../contract/bridge.ts'
import { fail } from '../contract/errors.ts'
import { printScheme } from './app-files.ts'
import { servePrints } from './app-protocol.ts'
import { keepInPlace } from './restrictions.ts'

const pageSizes = { a4: 'A4', letter: 'Letter' } as const

const documents = new Map<string, string>()

/** Must run once before anything is printed. */
export function preparePrinting(): void {
  servePrints((host) => documents.get(host) ?? null)
}

/**
 * Prints an HTML document into a PDF file, in a hidden page that runs no script and has no bridge. The target is
 * replaced whole or not at all. Throws FILE_NOT_FOUND, REPORT_FOLDER_NOT_WRITABLE.
 */
export async function printToPdf(request: PrintRequest): Promise<void> {
  const content = 'html' in request ? request.html : await contentOf(request.from)
  const pdf = await print(content, pageSizes[request.paper ?? 'a4'])
  const { to } = request
  await replaceFile(to, pdf).catch(() => {
    throw fail('REPORT_FOLDER_NOT_WRITABLE', { path: to })
  })
}

async function contentOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => {
    throw fail('FILE_NOT_FOUND', { path })
  })
}

async function print(content: string, pageSize: 'A4' | 'Letter'): Promise<Uint8Array> {
  const name = randomUUID()
  documents.set(name, content)
  const window = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  })
  try {
    keepInPlace(window.webContents)
    await window.loadURL(`${printScheme}://${name}/`)
    return await window.webContents.printToPDF({
      pageSize,
      printBackground: true,
      generateTaggedPDF: true,
      // The page’s own list of its parts is not printed: the reader’s program shows them.
      generateDocumentOutline: true,
    })
  } finally {
    documents.delete(name)
    window.destroy()
  }
}

async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const partial = `${path}.${randomUUID()}.partial`
  const file = await open(partial, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(partial, path)
}
