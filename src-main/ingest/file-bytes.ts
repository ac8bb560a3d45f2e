import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AntecedentError, fail } from '../contract/errors.ts'
import { type Monitor, partOf, silent } from '../contract/monitor.ts'
import { openZip, type ZipArchive } from './zip-archive.ts'

export type Compression = 'none' | 'gzip' | 'zip'

const chunkBytes = 256 * 1024

/** Deflate reaches 1032 to 1; real logs stay under 50. A file past both limits is made to fill memory or disk. */
const suspiciousRatio = 250
const suspiciousBytes = 256 * 1024 * 1024

/** A file open for one pass from its start, inflated on the way where it is gzip, or ZIP with one file in it. */
export interface ByteSource {
  readonly size: number
  readonly compression: Compression
  /** Names of the files in it, where it is an archive. */
  readonly entries: readonly string[]
  /** The bytes, inflated. Reports the share of the file that was read; throws what `openBytes` lists. */
  chunks(monitor?: Monitor): AsyncGenerator<Buffer, void, undefined>
  /** Bytes as they lie in the file, for looking ahead. Never inflated. */
  slice(from: number, length: number): Promise<Buffer>
  /** SHA-256 of the file as it lies on disk; complete once `chunks` has ended. */
  hash(): string
  close(): Promise<void>
}

/**
 * Opens a file for reading in chunks of 256 KiB, whatever its size. Throws FILE_NOT_FOUND, INGEST_FILE_IS_FOLDER, INGEST_FILE_UNREADABLE,
 * INGEST_FILE_EMPTY, INGEST_ZIP_DAMAGED, INGEST_ZIP_SEVERAL; while reading also INGEST_ZIP_ENCRYPTED, INGEST_GZIP_TRUNCATED,
 * INGEST_GZIP_DAMAGED and INGEST_GZIP_BOMB.
 */
export async function openBytes(path: string): Promise<ByteSource> {
  const file = await attempt(path, () => open(path, 'r'))
  try {
    const { size } = await attempt(path, () => file.stat())
    const magic = await attempt(path, () => readAt(file, 0, 4))
    if (magic.length === 0) throw fail('INGEST_FILE_EMPTY', { path })
    const archive = magic.toString('latin1', 0, 4) === 'PK\x03\x04' ? await openZip(path) : null
    const entries = archive?.names ?? []
    const inner = archive === null || isDocument(entries) ? null : onlyFile(path, entries)
    const gzip = magic[0] === 0x1f && magic[1] === 0x8b
    const compression: Compression = gzip ? 'gzip' : inner === null ? 'none' : 'zip'
    const digest = createHash('sha256')
    return {
      size,
      compression,
      entries,
      chunks(monitor = silent) {
        const raw = (each: Monitor) => rawChunks(path, file, size, digest, each)
        if (archive !== null && inner !== null) return unzipped(archive, inner, raw, monitor)
        return gzip ? inflated(path, raw(monitor), size, monitor) : raw(monitor)
      },
      slice: (from, length) => attempt(path, () => readAt(file, from, length)),
      hash: () => digest.copy().digest('hex'),
      close: async () => {
        archive?.close()
        await file.close()
      },
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Whether the archive is one document, as workbooks are, and no file that was only packed. */
function isDocument(names: readonly string[]): boolean {
  return names.includes('[Content_Types].xml') || names.includes('mimetype')
}

/** The one file of an archive; what systems put beside files does not count. */
function onlyFile(path: string, names: readonly string[]): string {
  const files = names.filter((name) => !/(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/.test(name))
  if (files.length === 0) throw fail('INGEST_FILE_EMPTY', { path })
  if (files.length > 1) {
    throw fail('INGEST_ZIP_SEVERAL', { path, count: files.length, names: files.slice(0, 5).join(', ') })
  }
  return files[0]
}

async function* unzipped(
  archive: ZipArchive,
  name: string,
  raw: (monitor: Monitor) => AsyncGenerator<Buffer, void, undefined>,
  monitor: Monitor,
): AsyncGenerator<Buffer, void, undefined> {
  yield* archive.chunks(name, partOf(monitor, 0, 0.95))
  for await (const _ of raw(partOf(monitor, 0.95, 1)));
}

async function* rawChunks(
  path: string,
  file: FileHandle,
  size: number,
  digest: ReturnType<typeof createHash>,
  monitor: Monitor,
): AsyncGenerator<Buffer, void, undefined> {
  for (let from = 0; ; ) {
    monitor.check()
    const chunk = await attempt(path, () => readAt(file, from, chunkBytes))
    if (chunk.length === 0) return
    digest.update(chunk)
    from += chunk.length
    yield chunk
    monitor.report(Math.min(1, from / Math.max(1, size)))
  }
}

async function* inflated(
  path: string,
  raw: AsyncGenerator<Buffer, void, undefined>,
  size: number,
  monitor: Monitor,
): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: chunkBytes })
  pipeline(Readable.from(raw, { objectMode: true, highWaterMark: 2 }), gunzip, () => {})
  let bytes = 0
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      monitor.check()
      bytes += chunk.length
      if (bytes > suspiciousBytes && bytes > suspiciousRatio * size) throw fail('INGEST_GZIP_BOMB', { path })
      yield chunk
    }
  } catch (error) {
    throw asGzipError(path, error)
  } finally {
    gunzip.destroy()
  }
}

function asGzipError(path: string, error: unknown): unknown {
  if (error instanceof AntecedentError) return error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'Z_BUF_ERROR') return fail('INGEST_GZIP_TRUNCATED', { path })
  return code.startsWith('Z_') ? fail('INGEST_GZIP_DAMAGED', { path }) : error
}

async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length)
  const { bytesRead } = await file.read(buffer, 0, length, from)
  return buffer.subarray(0, bytesRead)
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    if (code === 'ENOENT' || code === 'ENOTDIR') throw fail('FILE_NOT_FOUND', { path })
    if (code === 'EISDIR') throw fail('INGEST_FILE_IS_FOLDER', { path })
    throw fail('INGEST_FILE_UNREADABLE', { path, reason: code })
  }
}
