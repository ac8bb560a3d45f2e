import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fail } from '../contract/errors.ts'

/**
 * Writes a document beside its place, syncs it and renames it: whoever reads the path finds the old file or the new one.
 * Throws REPORT_FOLDER_NOT_WRITABLE, REPORT_DISK_FULL. Returns the bytes written.
 */
export async function writeWhole(path: string, chunks: Iterable<string | Uint8Array>): Promise<number> {
  const unfinished = `${path}.${process.pid}.unfinished`
  let bytes = 0
  try {
    const file = await open(unfinished, 'w')
    try {
      for (const chunk of chunks)
        bytes += (await file.write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)).bytesWritten
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
    return bytes
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOSPC' || code === 'EFBIG' || code === 'EDQUOT') throw fail('REPORT_DISK_FULL', { path })
    if (typeof code === 'string' && code.startsWith('E')) {
      throw fail('REPORT_FOLDER_NOT_WRITABLE', { path: dirname(path) })
    }
    throw error
  }
}
