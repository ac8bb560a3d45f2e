import type { Readable } from 'node:stream'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { AntecedentError, fail } from '../contract/errors.ts'
import { type Monitor, silent } from '../contract/monitor.ts'

/** More files than a workbook or an exported log ever has. */
const mostEntries = 10_000

/** Deflate reaches 1032 to 1; sheets and logs stay far under. What is past both limits is made to fill memory or disk. */
const suspiciousRatio = 250
const suspiciousBytes = 256 * 1024 * 1024

/** A ZIP archive, its files listed; each can be read as a stream, any number of times. */
export interface ZipArchive {
  /** Names of its files, folders left out, `/` between them. */
  readonly names: readonly string[]
  /** A file's bytes, inflated; the monitor is told the share that was read. Throws INGEST_ZIP_DAMAGED, INGEST_ZIP_ENCRYPTED, INGEST_GZIP_BOMB. */
  chunks(name: string, monitor?: Monitor): AsyncGenerator<Buffer, void, undefined>
  close(): void
}

/** Throws INGEST_ZIP_DAMAGED where the archive breaks off or is none. */
export async function openZip(path: string): Promise<ZipArchive> {
  const zip = await attempt(path, () => openPromise(path, { lazyEntries: true, autoClose: false }))
  try {
    const entries = await attempt(path, () => listed(path, zip))
    return {
      names: [...entries.keys()],
      chunks: (name, monitor = silent) => inflated(path, zip, entries.get(name), monitor),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function listed(path: string, zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue
    entries.set(entry.fileName.replaceAll('\\', '/').replace(/^\//, ''), entry)
    if (entries.size > mostEntries) throw fail('INGEST_ZIP_DAMAGED', { path })
  }
  return entries
}

async function* inflated(
  path: string,
  zip: ZipFile,
  entry: Entry | undefined,
  monitor: Monitor,
): AsyncGenerator<Buffer, void, undefined> {
  if (entry === undefined) throw fail('INGEST_ZIP_DAMAGED', { path })
  if (entry.isEncrypted()) throw fail('INGEST_ZIP_ENCRYPTED', { path })
  const { compressedSize: packed, uncompressedSize: size } = entry
  // Nothing inflates past the size that the archive says: yauzl stops there.
  if (size > suspiciousBytes && size > suspiciousRatio * packed) throw fail('INGEST_GZIP_BOMB', { path })
  let stream: Readable | null = null
  let bytes = 0
  try {
    stream = await zip.openReadStreamPromise(entry)
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      monitor.check()
      bytes += chunk.length
      yield chunk
      monitor.report(Math.min(1, bytes / Math.max(1, size)))
    }
  } catch (error) {
    throw asZipError(path, error)
  } finally {
    stream?.destroy()
  }
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw asZipError(path, error)
  }
}

function asZipError(path: string, error: unknown): unknown {
  if (error instanceof AntecedentError) return error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  // What yauzl and zlib throw has no code of the file system.
  return code === '' || code.startsWith('Z_') ? fail('INGEST_ZIP_DAMAGED', { path }) : error
}
